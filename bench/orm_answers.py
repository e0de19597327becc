"""The everyday answers as Django's own layer gives them, without anything of a desk around it.

What the goals' ratios refer to: rows through `values()`, a new row through `save()`, all of one
create in one transaction, a page through a plain template.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone

from accounts.models import Group, User
from audit.models import JournalEntry
from files.queries import links_on
from tickets.models import Followup, SlaClock, Status, Ticket, TicketPerson, TicketText
from tickets.vocabulary import Category, Role

COLUMNS = (
    "id", "opened_at", "last_closed_at", "title", "description", "assignee__username",
    "status__code", "status__category", "priority", "support_group_id",
    "support_group__level_order", "support_group__parent_id", "updated_at",
    "submitter__username", "resolution", "closing_text", "parent_id", "sla_is_disabled",
    "form_id", "rating", "closed_by__username", "extra1", "extra2", "extra3", "extra4",
    "is_locked", "wire_extra", "work_seconds", "followup_count",
)  # fmt: skip

LISTED = (
    "id", "title", "opened_at", "updated_at", "activity_at", "priority", "kind", "status__name",
    "status__category", "requester__username", "requester__real_name", "assignee__username",
    "assignee__real_name", "support_group__name", "resolve_due_at",
)  # fmt: skip
LIST_PAGE = Engine().from_string(
    "<html><body><table>{% for row in rows %}<tr>{% for cell in row.values %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table></body></html>"
)
TICKET_PAGE = Engine().from_string(
    "<html><body><h1>{{ ticket.title }}</h1>{% for cell in ticket.values %}<p>{{ cell }}</p>"
    "{% endfor %}{% for line in lines %}<article>{{ line.author__username }} {{ line.written_at }}"
    "<p>{{ line.body }}</p></article>{% endfor %}{% for rows in beside %}<ul>{% for row in rows %}"
    "<li>{% for cell in row.values %}{{ cell }} {% endfor %}</li>{% endfor %}</ul>{% endfor %}"
    "</body></html>"
)


def listing(owner: int) -> list[Any]:
    """Return the open tickets of a person, and who watches them by address."""
    tickets = Ticket.objects.filter(assignee=owner, deleted_at=None)
    still_open = tickets.exclude(status__category=Category.CLOSED)
    rows = list(still_open.order_by("-updated_at", "-id").values(*COLUMNS)[:5000])
    return [rows, _addresses([row["id"] for row in rows])]


def detail(id: int) -> list[Any]:
    """Return one ticket, and who watches it by address."""
    rows = list(Ticket.objects.filter(pk=id, deleted_at=None).values(*COLUMNS))
    return [rows, _addresses([id])]


def create(id: int) -> list[Any]:
    """Write a ticket like this one: its row, its folded text, its people and its first entry."""
    now = timezone.now()
    ticket = Ticket.objects.get(pk=id)
    text = TicketText.objects.get(ticket=id)
    people = list(TicketPerson.objects.filter(ticket=id))
    entry = JournalEntry.objects.filter(noun="ticket", object_id=id).order_by("id")[0]
    with transaction.atomic():
        ticket.pk = None
        ticket.created_at = ticket.updated_at = ticket.opened_at = ticket.activity_at = now
        ticket.save(force_insert=True)
        text.pk = ticket.pk
        text.save(force_insert=True)
        for person in people:
            person.pk, person.ticket = None, ticket
        TicketPerson.objects.bulk_create(people)
        entry.pk, entry.object_id, entry.recorded_at = None, ticket.pk, now
        entry.save(force_insert=True)
    return [ticket.pk]


def _addresses(tickets: list[int]) -> list[Any]:
    people = TicketPerson.objects.filter(ticket__in=tickets, role=Role.OBSERVER).order_by("id")
    return [row for row in people.values("ticket_id", "user_id", "email") if not row["user_id"]]


def newest(depth: int) -> list[Any]:
    """Return 50 tickets in the order of their last activity, as a list for programs needs them."""
    rows = Ticket.objects.filter(deleted_at=None).order_by("-activity_at", "-id")
    return list(rows.values(*LISTED)[depth : depth + 50])


def open_page(depth: int) -> str:
    """Return a page with 50 open tickets."""
    rows = Ticket.objects.filter(deleted_at=None).exclude(
        status__category__in=(Category.RESOLVED, Category.CLOSED)
    )
    found = rows.order_by("-activity_at", "-id").values(*LISTED)[depth : depth + 50]
    return LIST_PAGE.render(Context({"rows": list(found)}))


def ticket_page(id: int) -> str:
    """Return a page with a ticket, its timeline, its history and what may be chosen on it."""
    found = Ticket.objects.filter(pk=id, deleted_at=None)
    ticket = found.values(*LISTED, "description", "support_group_id")[0]
    group = ticket["support_group_id"]
    lines = Followup.objects.filter(ticket=id, deleted_at=None).order_by("ordinal")
    shown = list(lines.values("body", "kind", "is_public", "written_at", "author__username"))
    entries = JournalEntry.objects.filter(noun="ticket", object_id=id).order_by("-id")
    people = TicketPerson.objects.filter(ticket=id).order_by("id")
    of_group = User.objects.filter(is_agent=True, deleted_at=None, memberships__group=group)
    beside = [
        entries.values("recorded_at", "verb", "door", "changes", "names", "actor_id")[:200],
        people.values("role", "email", "user__username", "user__real_name", "user__email"),
        links_on(Ticket, [id]).values("file_id", "file__file_name", "file__size_bytes"),
        SlaClock.objects.filter(ticket=id).values("metric", "side", "due_at", "stopped_at"),
        Status.objects.order_by("position", "id").values("id", "name", "category"),
        Group.objects.filter(is_support=True, deleted_at=None).values("id", "full_name"),
        of_group.order_by("username_key").values("id", "username", "real_name")[:100],
    ]
    context = {"ticket": ticket, "lines": shown, "beside": beside}
    return TICKET_PAGE.render(Context(context))


ANSWERS: dict[str, Callable[..., list[Any] | str]] = {
    "list": listing,
    "detail": detail,
    "create": create,
    "newest": newest,
    "open_page": open_page,
    "ticket_page": ticket_page,
}
