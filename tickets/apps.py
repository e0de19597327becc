"""App configuration of tickets."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets and all that hangs on them."""

    name = "tickets"
