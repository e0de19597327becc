"""What the REST API of every app shares: callers, errors, lists, input. Knows no noun."""
