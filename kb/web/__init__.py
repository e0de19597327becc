"""Door: the knowledge base as agents read and write it."""
