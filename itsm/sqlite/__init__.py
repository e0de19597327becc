"""Django's SQLite backend with a time limit for statements."""
