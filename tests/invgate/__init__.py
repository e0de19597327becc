"""Behaviour of the dialect that no recorded case tells."""
