"""Item types of the timeline: followups, tasks, solutions, approvals, costs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BooleanField, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.drafts import UNSET
from api_compat.glpi import codes
from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.facts import Field, all_facts
from api_compat.glpi.itemtypes.shared import kind_column, kinds_of, noun
from api_compat.glpi.registry import Input, ItemType, declare, register, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import Values, merged, translated
from approvals import operations as approvals
from approvals.drafts import RequestDraft, StepDraft
from approvals.queries import rows_of_votes
from approvals.vocabulary import Mode
from tickets import operations, queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.operations import LinePatch, TaskValues, nouns
from tickets.vocabulary import DONE_CATEGORIES, FollowupKind, TextFormat

MODEL: Any = queries.ticket_rows().model._meta.get_field("followups").related_model
MESSAGES = (FollowupKind.MESSAGE, FollowupKind.NOTE)
TASKS = (FollowupKind.TASK, FollowupKind.WORK)
TASK_FIELDS = ("category", "state", "starts_at", "ends_at", "assignee", "group")
ITIL = {"tickets_id": "Ticket", "problems_id": "Problem", "changes_id": "Change"}


def _lines(*kinds: str, name: str = "") -> Callable[[Session], QuerySet[Any]]:
    def rows(session: Session) -> QuerySet[Any]:
        found = queries.followup_rows(session.actor).filter(kind__in=kinds)
        return found.filter(ticket__kind__in=kinds_of(name)) if name else found

    return rows


def ticket_of(session: Session, given: Input, name: str = "") -> int:
    """Return the number of the visible ticket that a part is for. Raises Unwritable."""
    name = name or str(given.get("itemtype") or "")
    key = next((key for key, kind in ITIL.items() if kind == name), "items_id")
    number = c.read_number(given.get("items_id") or given.get(key))
    if name not in ITIL.values() or row_of(session, name, number) is None:
        raise Unwritable(DENIED)
    return number


def _side(own: str) -> Column:
    """Return where a line stands: 1 for the requester's side, 4 for the desk's."""
    carried = When(wire_extra__has_key="glpi.timeline_position", then=Value(0))
    desk = When(**{f"{own}__is_agent": True}, then=Value(4))
    select = Case(carried, desk, default=Value(1), output_field=IntegerField())
    return Column(select=select, kind="number")


def _private() -> Column:
    select = Case(
        When(is_public=True, then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    return c.flag(select, "is_private")


def _common() -> dict[str, Column]:
    return {
        "content": c.text("body", "body"),
        "date": c.moment("written_at"),
        "users_id": c.key("author_id", "User"),
        "users_id_editor": c.key("edited_by_id", "User"),
        "is_private": _private(),
        "requesttypes_id": c.key("source_id", "RequestType", "source"),
        "timeline_position": _side("author"),
    }


@dataclass(frozen=True)
class LineWriter:
    """Followups; with add_reopen and add_close they answer a solution."""

    name: str = ""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Write a followup."""
        number = ticket_of(session, given, self.name)
        values, kept = translated(session, itemtype, given)
        draft = _draft(values, kept, FollowupKind.MESSAGE)
        line = operations.add_followup(session.actor, number, draft)
        ticket = queries.ticket_for(session.actor, number)
        is_done = ticket.status.category in DONE_CATEGORIES
        if c.truth(given.get("add_reopen")) and is_done:
            _reopen(session, ticket)
        elif c.truth(given.get("add_close")) and not ticket.closed_at:
            closed = TicketPatch(status=queries.status_by_code("closed"))
            operations.update_ticket(session.actor, number, closed, any_status=True)
        return int(line.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a followup."""
        values, kept = translated(session, itemtype, given)
        operations.change_line(session.actor, number, _patch(values, kept, number))

    def trash(self, session: Session, number: int) -> None:
        """Lines have no trash of their own at this door."""
        operations.remove_line(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Lines that were removed stay so."""

    def purge(self, session: Session, number: int) -> None:
        """Remove a line."""
        operations.remove_line(session.actor, number)


@dataclass(frozen=True)
class TaskWriter(LineWriter):
    """Tasks of one kind of ticket."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Write a task."""
        number = ticket_of(session, {**given, "items_id": None}, self.name)
        values, kept = translated(session, itemtype, given)
        task = TaskValues(**_taken(values, TASK_FIELDS))
        draft = _draft(values, kept, FollowupKind.TASK)
        return int(operations.add_task(session.actor, number, draft, task).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a task."""
        values, kept = translated(session, itemtype, given)
        task = TaskValues(**_taken(values, TASK_FIELDS))
        operations.change_line(session.actor, number, _patch(values, kept, number), task)


@dataclass(frozen=True)
class SolutionWriter(LineWriter):
    """Solutions: each resolves its ticket."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Write a solution. Raises Unwritable for a ticket that is done."""
        number = ticket_of(session, given)
        ticket = queries.ticket_for(session.actor, number)
        if ticket.status.category in DONE_CATEGORIES:
            raise Unwritable("The item is already solved, anyone has posted a solution before you")
        values, kept = translated(session, itemtype, given)
        draft = _draft(values, kept, FollowupKind.SOLUTION)
        line = operations.add_followup(session.actor, number, draft)
        resolved = TicketPatch(status=queries.status_by_code("resolved"))
        operations.update_ticket(session.actor, number, resolved, any_status=True)
        return int(line.pk)


def _reopen(session: Session, ticket: Any) -> None:
    is_taken = ticket.assignee_id is not None or ticket.support_group_id is not None
    status = queries.status_by_code("in_progress" if is_taken else "new")
    patch = TicketPatch(status=status)
    operations.update_ticket(session.actor, ticket.pk, patch, any_status=True)


def _draft(values: Values, kept: Values, kind: str) -> FollowupDraft:
    is_public = not values.get("is_private", False)
    if kind == FollowupKind.MESSAGE and not is_public:
        kind = FollowupKind.NOTE
    return FollowupDraft(
        body=values.get("body", ""),
        body_format=TextFormat.HTML,
        kind=kind,
        is_public=is_public,
        seconds=values.get("seconds", 0),
        solution_type=values.get("solution_type"),
        wire_extra=merged({}, kept),
    )


def _patch(values: Values, kept: Values, number: int) -> LinePatch:
    found = _taken(values, ("body", "source", "seconds", "solution_type"))
    if "is_private" in values:
        found["is_public"] = not values["is_private"]
    if kept:
        rows = MODEL._default_manager.filter(pk=number)
        extra = rows.values_list("wire_extra", flat=True).first() or {}
        found["wire_extra"] = merged(extra, kept)
    return LinePatch(**found)


def _taken(values: Values, names: tuple[str, ...]) -> Values:
    return {name: values[name] for name in names if values.get(name, UNSET) is not UNSET}


FOLLOWUP = {
    **_common(),
    "itemtype": kind_column("ticket__kind"),
    "items_id": c.key("ticket_id", "<itemtype field>"),
}
declare(
    "ITILFollowup",
    model=MODEL,
    rows=_lines(*MESSAGES),
    columns=FOLLOWUP,
    writer=LineWriter(),
    names="body",
    keeps_message=True,
)


def _alias() -> None:
    """Declare the older name of the followups of tickets."""
    facts = all_facts()["ITILFollowup"]
    fields: dict[str, Field] = {}
    for name, field in facts.fields.items():
        if name == "items_id":
            fields["tickets_id"] = Field(name="tickets_id", kind="integer", target="Ticket")
        elif name != "itemtype":
            fields[name] = field
    older = replace(
        facts,
        name="TicketFollowup",
        table="glpi_ticketfollowups",
        key="ticketfollowups_id",
        fields=fields,
        children=(),
    )
    register(
        ItemType(
            facts=older,
            model=MODEL,
            rows=_lines(*MESSAGES, name="Ticket"),
            columns={**_common(), "tickets_id": c.key("ticket_id", "Ticket")},
            writer=LineWriter("Ticket"),
            names="body",
        )
    )


_alias()
for _key, _name in ITIL.items():
    declare(
        f"{_name}Task",
        model=MODEL,
        rows=_lines(*TASKS, name=_name),
        columns={
            **_common(),
            "uuid": c.text("task__uuid"),
            _key: c.key("ticket_id", _name),
            "taskcategories_id": c.key("task__category_id", "TaskCategory", "category"),
            "actiontime": c.number(Coalesce("workunit__seconds", Value(0)), "seconds"),
            "begin": c.moment("task__starts_at", "starts_at"),
            "end": c.moment("task__ends_at", "ends_at"),
            "state": c.code("task__state", codes.TASK_STATES, "state", 2),
            "users_id_tech": c.key("task__assignee_id", "User", "assignee"),
            "groups_id_tech": c.key("task__group_id", "Group", "group"),
        },
        writer=TaskWriter(_name),
        names="body",
    )
declare(
    "ITILSolution",
    model=MODEL,
    rows=_lines(FollowupKind.SOLUTION),
    columns={
        **FOLLOWUP,
        "solutiontypes_id": c.key("solution__type_id", "SolutionType", "solution_type"),
        "status": c.code("solution__state", codes.SOLUTION_STATES, "", 2),
        "date_creation": c.moment("written_at"),
        "date_approval": c.moment("solution__answered_at"),
        "users_id_approval": c.key("solution__answered_by_id", "User"),
        "itilfollowups_id": c.key("solution__answer_id", "ITILFollowup"),
        "user_name": c.fixed(None),
        "user_name_approval": c.fixed(None),
    },
    writer=SolutionWriter(),
    gate="ticket",
    names="body",
)

TICKETS: Any = queries.ticket_rows().model
VOTES: Any = rows_of_votes(TICKETS).model


@dataclass(frozen=True)
class ValidationWriter:
    """One row per approver: a request with one voter (fields.md D16)."""

    name: str

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Ask somebody for approval."""
        number = ticket_of(session, {**given, "items_id": None}, self.name)
        voter = row_of(session, "User", c.read_number(given.get("users_id_validate")))
        if voter is None:
            raise Unwritable(DENIED)
        column = itemtype.fields["comment_submission"]
        text = column.take(given.get("comment_submission"), session.root.zone)
        draft = RequestDraft(
            description=text or "-", steps=(StepDraft(mode=Mode.ANY, voters=(voter,)),)
        )
        request = operations.ask_approval(session.actor, number, draft)
        return int(request.votes.get().pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Answer; who may not vote may not."""
        status = c.read_number(given.get("status"))
        vote = VOTES._default_manager.get(pk=number)
        if status in (3, 4) and codes.VOTE_STATES[vote.state] != status:
            column = itemtype.fields["comment_validation"]
            comment = column.take(given.get("comment_validation"), session.root.zone)
            approvals.vote(
                session.actor,
                vote.request_id,
                approves=status == 3,
                comment=comment,
                voter_id=vote.voter_id,
            )

    def trash(self, session: Session, number: int) -> None:
        """There is no trash."""
        self.purge(session, number)

    def restore(self, session: Session, number: int) -> None:
        """There is no trash."""
        raise ObjectDoesNotExist

    def purge(self, session: Session, number: int) -> None:
        """Withdraw the request."""
        vote = VOTES._default_manager.get(pk=number)
        seen = queries.all_tickets(session.actor)
        approvals.cancel_request(session.actor, vote.request_id, owners=seen)


def _votes(name: str) -> Callable[[Session], QuerySet[Any]]:
    def rows(session: Session) -> QuerySet[Any]:
        seen = queries.all_tickets(session.actor).filter(kind__in=kinds_of(name))
        return rows_of_votes(TICKETS).filter(
            Q(request__object_id__in=seen.order_by().values("pk")) & ~Q(request__state="cancelled")
        )

    return rows


for _key, _name in (("tickets_id", "Ticket"), ("changes_id", "Change")):
    declare(
        f"{_name}Validation",
        model=VOTES,
        rows=_votes(_name),
        columns={
            "entities_id": c.fixed(0),
            "users_id": c.key("request__author_id", "User"),
            _key: c.key("request__object_id", _name),
            "users_id_validate": c.key("voter_id", "User"),
            "comment_submission": c.text("request__description"),
            "comment_validation": c.text("comment"),
            "status": c.code("state", codes.VOTE_STATES, "", 2),
            "submission_date": c.moment("request__created_at"),
            "validation_date": c.moment("voted_at"),
            "timeline_position": c.fixed(1),
        },
        writer=ValidationWriter(_name),
        names="request__description",
    )
noun(
    "TicketCost",
    nouns.COSTS,
    columns={
        "tickets_id": c.key("ticket_id", "Ticket", "ticket"),
        "begin_date": c.day("begins_on", "begins_on"),
        "end_date": c.day("ends_on", "ends_on"),
        "actiontime": c.number("seconds", "seconds"),
        "cost_time": c.decimal("time_amount", "time_amount"),
        "cost_fixed": c.decimal("fixed_amount", "fixed_amount"),
        "cost_material": c.decimal("material_amount", "material_amount"),
        "entities_id": c.key("ticket__entity_id", "Entity"),
    },
    owner_fields=("tickets_id",),
)
