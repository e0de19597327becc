"""Outgoing mail: queue rows written with the change, sent by the worker. Knows no ticket."""
