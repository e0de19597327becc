"""Incidents, service requests, problems and changes, and all that hangs on them."""
