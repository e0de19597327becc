"""Rows that every desk starts with (fields.md D24): roles and the API client for the same
machine.
"""

from django.db import transaction

from accounts.models import ApiClient, Group, Role, Setting
from accounts.vocabulary import ALL_RIGHTS, Interface, TicketReach, declare_setting
from audit.actor import Actor
from audit.sequences import move_sequence
from files import operations as files

ADMINISTRATOR = "Administrator"
AGENT = "Agent"
MANAGER = "Manager"
CUSTOMER = "Customer"

_READ_ALL = [
    "user.read", "group.read", "company.read", "contact.read", "ci.read", "article.read",
    "contract.read",
]  # fmt: skip
_AGENT_RIGHTS = [
    *_READ_ALL, "ticket.read", "ticket.write", "ticket.assign", "ticket.set_priority",
    "ticket.escalate", "followup.read_internal", "contact.write", "ci.write", "article.write",
    "project.read", "task.write", "approval.ask",
]  # fmt: skip
_MANAGER_RIGHTS = [
    *_AGENT_RIGHTS, "ticket.manage", "user.manage", "group.manage", "company.write", "lead.read",
    "lead.write", "invoice.read", "invoice.write", "contract.write", "newsletter.manage",
    "ci.manage", "article.manage", "report.read", "project.write",
    "approval.manage", "announcement.manage",
]  # fmt: skip

ALL_GROUPS = 1
"""No group gets this number: older APIs read it as all groups (fields.md D5)."""

BUILT_IN = "desk.built_in"
DOCUMENT_TYPES = "document_types"
declare_setting(
    BUILT_IN, dict, {}, "Which built-in rows the desk was given once; set by the desk itself."
)

LOOPBACK = ["127.0.0.0/8", "::1/128"]


@transaction.atomic
def install_base_data(actor: Actor) -> None:
    """Add the built-in roles and the loopback API client where they are missing, and kinds of files
    to a desk that never had them. Safe to run again.
    """
    _role(ADMINISTRATOR, [ALL_RIGHTS], TicketReach.ALL, Interface.CENTRAL)
    _role(AGENT, _AGENT_RIGHTS, TicketReach.GROUP, Interface.CENTRAL)
    _role(MANAGER, _MANAGER_RIGHTS, TicketReach.ENTITY, Interface.CENTRAL)
    _role(CUSTOMER, ["ticket.read", "ticket.write"], TicketReach.OWN, Interface.PORTAL)
    if is_first_time(DOCUMENT_TYPES):
        files.install_base_data(actor)
    if not Group.objects.exists():
        move_sequence(Group, at_least=ALL_GROUPS)
    if not ApiClient.objects.filter(dialect="integria").exists():
        ApiClient.objects.create(
            name="api.php on this machine", dialect="integria", networks=LOOPBACK
        )


def is_first_time(rows: str) -> bool:
    """Tell whether these rows are to be added, once in the life of a desk: those that an
    administrator removed stay removed.
    """
    note, _ = Setting.objects.select_for_update().get_or_create(
        name=BUILT_IN, defaults={"value": {}}
    )
    given = note.value or {}
    if given.get(rows):
        return False
    note.value = {**given, rows: True}
    note.save(update_fields=["value"])
    return True


def add_again(rows: str) -> None:
    """Let the next preparation add these rows once more."""
    for note in Setting.objects.select_for_update().filter(name=BUILT_IN):
        note.value = {name: was for name, was in (note.value or {}).items() if name != rows}
        note.save(update_fields=["value"])


def _role(name: str, rights: list[str], reach: str, interface: str) -> None:
    Role.objects.get_or_create(
        name=name,
        is_builtin=True,
        defaults={"rights": rights, "ticket_reach": reach, "interface": interface},
    )


def administrator_role() -> Role:
    """Return the built-in role of all rights; installs it in a desk that has none yet."""
    role, _ = Role.objects.get_or_create(
        name=ADMINISTRATOR,
        is_builtin=True,
        defaults={
            "rights": [ALL_RIGHTS],
            "ticket_reach": TicketReach.ALL,
            "interface": Interface.CENTRAL,
        },
    )
    return role
