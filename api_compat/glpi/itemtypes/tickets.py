"""Tickets, problems and changes: one table, three item types."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from accounts.operations.nouns import rows_of, visible
from api_compat.glpi import codes
from api_compat.glpi import columns as c
from api_compat.glpi.columns import Beside, Column, Read
from api_compat.glpi.itemtypes import ticket_writer
from api_compat.glpi.itemtypes.companies import (
    Links,
    contract_links,
    contract_type,
    project_options,
)
from api_compat.glpi.itemtypes.shared import SPENT, kinds_of
from api_compat.glpi.registry import Options, Reached, declare
from api_compat.glpi.search.spans import seconds_between
from api_compat.glpi.session import Session
from approvals.queries import rows_of_requests
from tickets import queries
from tickets.operations.nouns import COSTS
from tickets.vocabulary import Category, ClockMetric, ClockSide, LinkKind, Role

MODEL: Any = queries.ticket_rows().model
UNKNOWN_STATUS = 2
STATUSES: Any = MODEL._meta.get_field("status").related_model._default_manager
CLOCKS: Any = MODEL._meta.get_field("clocks").related_model


def status_column(name: str) -> Column:
    """Return the number of a ticket's status."""
    return Column(
        select=_status_case(name, "status__"),
        kind="number",
        writes="status",
        read=Read(("status__code", "status__category"), partial(_status_number, name)),
        small=("status", lambda: STATUSES.annotate(wire_value=_status_case(name, ""))),
    )


def _status_case(name: str, path: str) -> Case:
    by_code: dict[int, list[str]] = {}
    for code, number in codes.STATUS[name].items():
        by_code.setdefault(number, []).append(code)
    whens = [
        When(**{f"{path}code__in": found}, then=Value(number)) for number, found in by_code.items()
    ]
    whens += [
        When(**{f"{path}category": category}, then=Value(number))
        for category, number in codes.CATEGORIES.items()
    ]
    return Case(*whens, default=Value(UNKNOWN_STATUS), output_field=IntegerField())


def _status_number(name: str, code: str, category: str) -> int:
    known = codes.STATUS[name].get(code)
    return known if known is not None else codes.CATEGORIES.get(Category(category), UNKNOWN_STATUS)


def _seconds(end: str, start: str = "opened_at") -> Column:
    """Return the whole seconds between two moments, 0 without the first."""
    read = Read((end, start), _span)
    return c.renamed(c.number(seconds_between(start, end)), read=read)


def _span(last: datetime | None, first: datetime | None) -> int | None:
    return int((last - first).total_seconds()) if last and first else None


def _clock(metric: str, side: str, column: str) -> Any:
    rows = CLOCKS._default_manager.filter(ticket=OuterRef("pk"), metric=metric, side=side)
    number = BigIntegerField() if column == "target_id" else None
    return Subquery(rows.values(column)[:1], output_field=number)


def _clock_values(keys: list[int]) -> dict[int, dict[tuple[str, str, str], Any]]:
    """Return {ticket: {(metric, side, column): value}} of the clocks of a page."""
    rows = CLOCKS._default_manager.filter(ticket__in=keys)
    names = ("due_at", "target_id")
    found: dict[int, dict[tuple[str, str, str], Any]] = {}
    for ticket, metric, side, *values in rows.values_list("ticket_id", "metric", "side", *names):
        of_ticket = found.setdefault(ticket, {})
        of_ticket |= {(metric, side, name): one for name, one in zip(names, values, strict=True)}
    return found


def _read_clock(metric: str, side: str, column: str) -> Beside:
    place = (str(metric), str(side), column)
    return Beside(_clock_values, lambda clocks: (clocks or {}).get(place))


def _due(metric: str) -> Column:
    """Return the due moment of a clock that only the desk's own people see."""
    moment = c.moment(_clock(metric, ClockSide.OLA, "due_at"))
    return c.renamed(moment, read=_read_clock(metric, ClockSide.OLA, "due_at"))


def _approvals(keys: list[int]) -> dict[int, set[str]]:
    """Return {ticket: states of its requests} of a page."""
    found: dict[int, set[str]] = {}
    rows = rows_of_requests(MODEL).filter(object_id__in=keys).exclude(state="cancelled")
    for ticket, state in rows.values_list("object_id", "state"):
        found.setdefault(ticket, set()).add(state)
    return found


def _verdict(states: set[str] | None) -> int:
    if not states:
        return 1
    return 4 if "rejected" in states else 2 if "waiting" in states else 3


def _validation() -> Column:
    """Return the state of the approvals of a ticket: 1 none, 2 waiting, 3 accepted, 4 refused."""
    requests = rows_of_requests(MODEL).filter(object_id=OuterRef("pk"))
    select = Case(
        When(~Exists(requests.exclude(state="cancelled")), then=Value(1)),
        When(Exists(requests.filter(state="rejected")), then=Value(4)),
        When(Exists(requests.filter(state="waiting")), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return Column(select=select, kind="code", read=Beside(_approvals, _verdict))


def _text(field: str) -> Column:
    return c.renamed(c.text(field, field), narrowed=partial(queries.narrowed_by_text, field))


def _common(name: str) -> dict[str, Column]:
    return {
        "name": _text("title"),
        "content": _text("description"),
        "date": c.moment("opened_at", "opened_at"),
        "date_mod": c.moment("activity_at"),
        "closedate": c.moment("closed_at"),
        "solvedate": c.moment("resolved_at"),
        "takeintoaccountdate": c.moment("taken_at"),
        "status": status_column(name),
        "users_id_lastupdater": c.key("edited_by_id", "User"),
        "users_id_recipient": c.key("submitter_id", "User"),
        "requesttypes_id": c.key("source_id", "RequestType", "source"),
        "itilcategories_id": c.key("category_id", "ITILCategory", "category"),
        "priority": c.code("priority", codes.PRIORITIES, "priority", 3),
        "type": c.code("kind", codes.TYPES, "kind", 1),
        "global_validation": _validation(),
        "begin_waiting_date": c.moment("waiting_since_at"),
        "waiting_duration": c.number("waiting_seconds"),
        "sla_waiting_duration": c.number("waiting_seconds"),
        "ola_waiting_duration": c.number("waiting_seconds"),
        "actiontime": c.number("work_seconds"),
        "close_delay_stat": _seconds("closed_at"),
        "solve_delay_stat": _seconds("resolved_at"),
        "takeintoaccount_delay_stat": _seconds("taken_at"),
        "time_to_resolve": c.moment("resolve_due_at"),
        "time_to_own": c.moment("respond_due_at"),
        "internal_time_to_resolve": _due(ClockMetric.RESOLVE),
        "internal_time_to_own": _due(ClockMetric.RESPOND),
        "slas_id_ttr": _target(ClockMetric.RESOLVE, ClockSide.SLA, "SLA"),
        "slas_id_tto": _target(ClockMetric.RESPOND, ClockSide.SLA, "SLA"),
        "olas_id_ttr": _target(ClockMetric.RESOLVE, ClockSide.OLA, "OLA"),
        "olas_id_tto": _target(ClockMetric.RESPOND, ClockSide.OLA, "OLA"),
        "impactcontent": c.text("plan__impact", "plan.impact"),
        "causecontent": c.text("plan__cause", "plan.cause"),
        "symptomcontent": c.text("plan__symptom", "plan.symptom"),
        "controlistcontent": c.text("plan__control_list", "plan.control_list"),
        "rolloutplancontent": c.text("plan__rollout_plan", "plan.rollout_plan"),
        "backoutplancontent": c.text("plan__backout_plan", "plan.backout_plan"),
        "checklistcontent": c.text("plan__checklist", "plan.checklist"),
    }


def _target(metric: str, side: str, target: str) -> Column:
    key = c.key(_clock(metric, side, "target_id"), target, f"target.{metric}.{side}")
    return c.renamed(key, read=_read_clock(metric, side, "target_id"))


def _rows(name: str) -> Any:
    kinds = kinds_of(name)

    def rows(session: Session) -> QuerySet[Any]:
        return queries.all_tickets(session.actor).filter(kind__in=kinds)

    return rows


_ASSETS = (
    "Computer", "Monitor", "Printer", "Phone", "NetworkEquipment", "Peripheral", "Software",
    "SoftwareLicense",
)  # fmt: skip
METAS: Mapping[str, str] = {
    **dict.fromkeys(_ASSETS, "ci_links__ci"),
    "User": "people__user",
    "Group": "groups__group",
}

TIES: Mapping[int, Mapping[str, Any]] = {
    4: {"role": Role.REQUESTER},
    5: {"role": Role.ASSIGNEE},
    66: {"role": Role.OBSERVER},
    71: {"role": Role.REQUESTER},
    8: {"role": Role.ASSIGNEE},
    65: {"role": Role.OBSERVER},
}
"""Which of the people and groups of a ticket an option is about."""


def _late() -> Column:
    """Return whether a ticket is not done by its due moment."""
    over = Case(
        When(resolve_due_at=None, then=Value(False)),
        When(resolved_at__gt=F("resolve_due_at"), then=Value(True)),
        When(resolved_at=None, resolve_due_at__lt=Now(), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return c.flag(over)


def _links(kind: str) -> Callable[[Session], QuerySet[Any]]:
    """Return the way to ties between tickets proper, of one kind or of any."""

    def rows(session: Session) -> QuerySet[Any]:
        kinds = kinds_of("Ticket")
        found = queries.link_rows(session.actor).filter(
            source__kind__in=kinds,
            target__kind__in=kinds,
            source__deleted_at=None,
            target__deleted_at=None,
        )
        return found.filter(kind=kind) if kind else found

    return rows


def _to(end: str, kind: str = "", **parts: Any) -> Reached:
    """Return the way from a ticket to the tickets at the other end of its ties."""
    own = "target_id" if end == "source_id" else "source_id"
    return Reached(rows=_links(kind), tie=own, column=c.number(end), **parts)


def _linked(kind: str = "", **parts: Any) -> tuple[Reached, ...]:
    return (_to("target_id", kind, **parts), _to("source_id", kind, **parts))


def _causes(session: Session) -> QuerySet[Any]:
    return queries.link_rows(session.actor).filter(
        source__kind__in=kinds_of("Ticket"),
        target__kind__in=kinds_of("Problem"),
        target__deleted_at=None,
    )


def _promise(metric: str, side: str, name: str) -> tuple[Reached, ...]:
    column = Column(select=_clock(metric, side, "target__name"), nullable=True)
    return (Reached(column=column, key=c.key(_clock(metric, side, "target_id"), name), of=name),)


def _costs(column: Column) -> tuple[Reached, ...]:
    return (
        Reached(rows=lambda session: visible(session.actor, COSTS), tie="ticket_id", column=column),
    )


TOTAL: Any = Subquery(
    rows_of(COSTS)
    .filter(ticket=OuterRef("pk"))
    .order_by()
    .values("ticket")
    .annotate(all=Sum(SPENT))
    .values("all"),
    output_field=c.MONEY,
)
TOTAL_COST: Options = {
    48: (Reached(column=c.decimal(Coalesce(TOTAL, Value(0), output_field=c.MONEY))),)
}
PROJECTS = project_options("tickets", "ticket")
CONTRACTS = Links(contract_links, "tickets", "ticket")
PLANNED: Options = {
    **TOTAL_COST,
    **PROJECTS,
    6: (
        Reached(
            rows=lambda session: queries.external_rows(session.actor),
            tie="ticket_id",
            column=c.text("company__name"),
            key=c.key("company_id", "Supplier"),
            of="Supplier",
        ),
    ),
    42: _costs(c.decimal("time_amount")),
    43: _costs(c.decimal("fixed_amount")),
    44: _costs(c.decimal("material_amount")),
    49: _costs(c.number("seconds")),
}
_ABOVE = {"key": c.key("target_id", "Ticket"), "of": "Ticket"}
_UNDER = {"key": c.key("source_id", "Ticket"), "of": "Ticket"}
OPTIONS: Mapping[str, Options] = {
    "Ticket": {
        **TOTAL_COST,
        **PROJECTS,
        193: CONTRACTS.to(c.text("contract__name"), c.key("contract_id", "Contract"), "Contract"),
        194: contract_type(CONTRACTS),
        30: _promise(ClockMetric.RESOLVE, ClockSide.SLA, "SLA"),
        37: _promise(ClockMetric.RESPOND, ClockSide.SLA, "SLA"),
        191: _promise(ClockMetric.RESOLVE, ClockSide.OLA, "OLA"),
        190: _promise(ClockMetric.RESPOND, ClockSide.OLA, "OLA"),
        40: _linked(),
        41: _linked(counts=True),
        47: _linked(LinkKind.DUPLICATE),
        46: _linked(LinkKind.DUPLICATE, counts=True),
        50: (_to("target_id", LinkKind.CHILD, **_ABOVE),),
        67: (_to("source_id", LinkKind.CHILD, **_UNDER),),
        68: (_to("source_id", LinkKind.CHILD, counts=True),),
        69: (_to("target_id", LinkKind.CHILD, counts=True),),
        202: (
            Reached(
                rows=_causes,
                tie="source_id",
                column=Column(select=_status_case("Problem", "target__status__"), kind="number"),
            ),
        ),
    },
    "Problem": PLANNED,
    "Change": PLANNED,
}


for _name in ("Ticket", "Problem", "Change"):
    declare(
        _name,
        model=MODEL,
        rows=_rows(_name),
        columns=_common(_name),
        writer=ticket_writer.TicketWriter(),
        names="title",
        adds_number=True,
        metas=METAS,
        options=TIES,
        extras={"is_late": _late()},
        reached=OPTIONS[_name],
    )
