"""Door: the back office of tickets. Tickets are read here; what a team sets up is changed here."""

from tickets.admin import automation, catalogue, sla, tickets

__all__ = ["automation", "catalogue", "sla", "tickets"]
