"""Task -> verdicts: leak, unique, replay, shortcut. Each says what it found; none repairs."""
