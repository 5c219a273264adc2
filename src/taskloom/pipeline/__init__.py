"""The workflow, top to bottom: it alone knows the order, the store and the concurrency."""

from taskloom.pipeline.generate import generate
from taskloom.pipeline.solving import solve
from taskloom.pipeline.verify import verify

__all__ = ["generate", "solve", "verify"]
