"""The nouns: document, answer, fact, task, trajectory, verdict. Pure data."""
