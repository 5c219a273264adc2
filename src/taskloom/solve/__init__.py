"""Task -> trajectory. Here: replay, the construction plan run through the real tools."""
