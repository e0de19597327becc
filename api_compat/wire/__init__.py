"""Byte-level parts that dialects share: parameters in, CSV and XML out. Pure; knows no noun."""
