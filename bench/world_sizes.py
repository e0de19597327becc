"""What the calls must know of the assets; free of models."""

PROGRAMS = 200
"""They have the first numbers of all items."""

FULL_EVERY = 25
"""Of so many computers one has all its parts listed."""
