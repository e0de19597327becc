"""Door: the back office of tickets. Tickets are read here; what a team sets up is changed here."""

from tickets.admin import automation, catalogue, sla_clocks, sla_policies, tickets

__all__ = ["automation", "catalogue", "sla_clocks", "sla_policies", "tickets"]
