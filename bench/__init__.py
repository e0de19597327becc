"""Benchmarks: how fast the desk answers over HTTP, beside what the database alone needs."""
