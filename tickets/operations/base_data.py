"""Rows that every desk starts with: the sources of requests."""

from django.db import transaction

from accounts.policies import is_administrator, require
from audit.actor import Actor
from tickets.models import RequestSource

SOURCES = {
    "web": "Web",
    "email": "E-mail",
    "phone": "Phone",
    "api": "API",
    "chat": "Chat",
    "monitoring": "Monitoring",
    "in_person": "In person",
    "im": "Instant message",
    "scheduled": "Scheduled",
    "imported": "Imported",
    "ms_teams": "Microsoft Teams",
    "whatsapp": "WhatsApp",
    "workflow": "Workflow",
    "mobile_app": "Mobile app",
    "mcp": "MCP",
}


@transaction.atomic
def install_base_data(actor: Actor) -> None:
    """Add the request sources where they are missing. Safe to run again."""
    for code, name in SOURCES.items():
        RequestSource.objects.get_or_create(code=code, defaults={"name": name})


@transaction.atomic
def clear_base_data(actor: Actor) -> None:
    """Make room for another desk's sources in a desk without tickets: built-in ones go."""
    require(is_administrator(actor), "import")
    RequestSource.objects.filter(code__in=SOURCES).delete()
