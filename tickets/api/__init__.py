"""REST: tickets and all that hangs on them."""
