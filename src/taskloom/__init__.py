"""TaskLoom: verified multi-step tasks for tool-using agents, made from a corpus of documents."""

__version__ = "0.1.0"
