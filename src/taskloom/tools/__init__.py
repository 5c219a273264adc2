"""What a solver may call: search, open, find and look over the frozen corpus, and sandboxed Python."""
