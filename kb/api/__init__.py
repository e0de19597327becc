"""The REST door of the knowledge base."""
