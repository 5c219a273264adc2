"""The web pages over a run: served on this machine, or written as a copy that needs no server."""
