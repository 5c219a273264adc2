"""Facts -> tasks: atomic, depth extension, width extension, and the wording of questions."""
