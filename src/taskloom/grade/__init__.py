"""Is this reply that answer? Numbers and units, dates, names, lists and parts, by rules and without a
model.

`grade` judges a solver's reply against a golden answer, `same_answer` two golden answers against each
other. Both are pure and deterministic and say that they cannot tell rather than guess.
"""

from taskloom.grade.grading import grade
from taskloom.grade.outcome import Grade
from taskloom.grade.same import same_answer

__all__ = ["Grade", "grade", "same_answer"]
