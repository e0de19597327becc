"""Doors for older clients: each dialect translates its own language into the shared operations."""
