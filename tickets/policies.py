"""Who may see and change which tickets: filters for every door, from one place.

A right is held in ways (accounts.policies.Hold): in the entity tree, for one group or all,
with the reach of the role. `tickets_where` turns them into one filter; predicates ask the same
filter.
"""

from django.db.models import Q

from accounts.models import User
from accounts.policies import (
    EVERYTHING,
    OPEN_SOURCE_RIGHTS,
    Hold,
    entity_filter,
    holder,
    holds_of,
    is_administrator,
    may,
    may_there,
)
from accounts.vocabulary import TicketReach
from audit.actor import Actor
from crm.models import CompanyUser
from tickets.models import Ticket, TicketPerson
from tickets.vocabulary import MOVES, FollowupKind

ANSWERS_LATER = "answers_later"
"""The liberty to leave required fields of a form empty: older APIs never asked for them, and what
is split off was written without sight of a form.
"""

CUSTOMER_FIELDS = frozenset(
    {"title", "description", "description_format", "status", "rating", "rating_comment", "values"}
)
"""What a customer may change on a ticket; the rest is for agents."""


def tickets_where(actor: Actor, right: str, *, in_trash: bool | None = False) -> Q:
    """Return the filter of the tickets for which the actor holds the right: those outside the
    trash, in it, or (None) wherever they are. It is EVERYTHING for who reaches every ticket.
    """
    live = EVERYTHING if in_trash is None else Q(deleted_at__isnull=not in_trash)
    if actor.is_system or is_administrator(actor):
        return live
    person = holder(actor)
    if not may(actor, right):
        return Q(pk__in=[])
    if OPEN_SOURCE_RIGHTS in actor.liberties:
        return live & (Q(assignee=person) | Q(submitter=person))
    places: dict[tuple[int | None, bool], list[Hold]] = {}
    for hold in holds_of(actor, right):
        places.setdefault((hold.entity_id, hold.is_recursive), []).append(hold)
    reached = Q(pk__in=[])
    for holds in places.values():
        there = _reach(holds, person) & entity_filter(holds[0])
        if there == EVERYTHING:
            return live
        reached |= there
    return live & reached


def may_for(actor: Actor, right: str, ticket: Ticket) -> bool:
    """Tell whether the actor holds the right for this ticket (one statement, none for
    administrators).
    """
    if actor.is_system or is_administrator(actor):
        return True
    return Ticket.objects.filter(tickets_where(actor, right), pk=ticket.pk).exists()


def can_create(actor: Actor, group_id: int | None, entity_id: int) -> bool:
    """Tell whether the actor may open tickets for a support group (None = none) in an entity."""
    return may_there(actor, "ticket.write", group_id=group_id, entity_id=entity_id)


def can_delete(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether the actor may trash the ticket: its managers; with open-source rights its
    people.
    """
    if OPEN_SOURCE_RIGHTS in actor.liberties:
        return may_for(actor, "ticket.write", ticket)
    return may_for(actor, "ticket.manage", ticket)


def can_delete_files(actor: Actor) -> bool:
    """Tell whether the actor may remove files from tickets anywhere; the ticket is asked for
    separately.
    """
    return may(actor, "ticket.manage")


def must_answer(actor: Actor) -> bool:
    """Tell whether required fields of forms have to be filled; the desk's own acts may not know."""
    return not actor.is_system and ANSWERS_LATER not in actor.liberties


def reads_internal(actor: Actor) -> bool:
    """Tell whether the actor reads internal notes."""
    return may(actor, "followup.read_internal")


def writable_fields(actor: Actor) -> frozenset[str] | None:
    """Return the fields of a patch the actor may send; None = all of them."""
    if actor.is_system or is_administrator(actor) or OPEN_SOURCE_RIGHTS in actor.liberties:
        return None
    person = holder(actor)
    return None if isinstance(person, User) and person.is_agent else CUSTOMER_FIELDS


def works_on_tickets(actor: Actor) -> bool:
    """Tell whether the actor works at the desk: what customers never write is theirs to write."""
    return writable_fields(actor) is None


def may_write_line(actor: Actor, kind: str, *, is_public: bool) -> bool:
    """Tell whether the actor may add such a line to a ticket that they may change.

    Internal ones are for those who read them; solutions, tasks and work are the desk's.
    """
    if not is_public and not reads_internal(actor):
        return False
    return kind in (FollowupKind.MESSAGE, FollowupKind.NOTE) or works_on_tickets(actor)


def may_answer_solution(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether the actor may accept or refuse a solution, and rate: the requester, the desk."""
    person = actor.person
    is_requester = person is not None and person.pk in (ticket.requester_id, ticket.submitter_id)
    return is_requester or works_on_tickets(actor)


def can_move(old_category: str, new_category: str) -> bool:
    """Tell whether the desk allows a move between two status categories."""
    return new_category in MOVES[old_category]


def _reach(holds: list[Hold], person: User) -> Q:
    """Return what holds in one place reach together: whatever their number, the person's own
    tickets and the groups are asked for once.
    """
    groups: set[int] = set()
    beyond = Q(pk__in=[])
    for hold in holds:
        match hold.reach:
            case TicketReach.ALL | TicketReach.ENTITY:
                if hold.group_id is None:
                    return Q()
                groups.add(hold.group_id)
            case TicketReach.GROUP:
                groups |= {hold.group_id} if hold.group_id is not None else person.group_ids
            case TicketReach.COMPANY:
                beyond |= _of_colleagues(hold, person)
    return _own(person) | Q(support_group__in=sorted(groups)) | beyond


def _of_colleagues(hold: Hold, person: User) -> Q:
    companies = CompanyUser.objects.filter(user=person).values("company")
    colleagues = CompanyUser.objects.filter(company__in=companies).values("user")
    in_group = Q(support_group=hold.group_id) if hold.group_id is not None else Q()
    return Q(requester__in=colleagues) & in_group


def _own(person: User) -> Q:
    """Tickets the person opened, has, works on or watches."""
    part = TicketPerson.objects.filter(user=person).values("ticket")
    return Q(submitter=person) | Q(assignee=person) | Q(requester=person) | Q(pk__in=part)
