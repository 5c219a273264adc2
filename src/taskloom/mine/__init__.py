"""Document -> facts, read from its structure; and the index of all facts, which knows what is unique."""
