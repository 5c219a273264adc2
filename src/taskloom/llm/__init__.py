"""Access to models: client, cache, ledger and budget, limits, prompt files."""
