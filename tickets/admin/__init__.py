"""Door: the back office of tickets. Tickets are read here; what a team sets up is changed here."""

from tickets.admin import catalogue, sla, tickets

__all__ = ["catalogue", "sla", "tickets"]
