"""From verified tasks to a dataset: what is asked twice or too often, what it is made of, and writing it."""

from taskloom.dataset.card import card
from taskloom.dataset.diversity import Caps, Variety
from taskloom.dataset.funnel import Funnel
from taskloom.dataset.licences import Licences
from taskloom.dataset.near import NearDuplicates
from taskloom.dataset.read import DatasetError, read_tasks, read_trajectories
from taskloom.dataset.report import Report
from taskloom.dataset.write import Contents, Written, write_dataset

__all__ = [
    "Caps",
    "Contents",
    "DatasetError",
    "Funnel",
    "Licences",
    "NearDuplicates",
    "Report",
    "Variety",
    "Written",
    "card",
    "read_tasks",
    "read_trajectories",
    "write_dataset",
]
