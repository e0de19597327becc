"""Pages of accounts: sign-in, and what people set for themselves."""
