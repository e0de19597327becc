"""Replay of the recorded calls of api.php."""
