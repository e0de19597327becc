"""Tests of the op-based dialect in a new desk; the recorded world is in tests/wire."""
