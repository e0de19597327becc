"""The ledger: what people changed and what the clock ran. Knows no noun."""
