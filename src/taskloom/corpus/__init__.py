"""The frozen corpus: documents as text, the link graph, names and the full-text index."""
