"""Who calls during the benchmark, and with which secrets."""

PASSWORD = "correct horse battery"
SECRET = "api password"

WIDE_AGENT = "manager"
"""Holds the rights of a manager for all groups."""
TEAM_AGENT = "agent"
"""Sees the tickets of three of the groups, and own ones."""

FIRST_CALLERS = 12
"""People who call once, so that their password is verified in that call."""


def first_caller(number: int) -> str:
    """Return the login name of one of them."""
    return f"first{number}"


INVGATE_LOGIN = "bench"
"""Calls InvGate's API as the agent of all groups, with SECRET."""
