"""The search engine answers what a slow and plain evaluation answers, whatever is asked."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Group, Location, Member, User
from api_compat.glpi.facts import all_facts
from assets.models import ConfigurationItem, FinancialRecord, InstalledSystem, OperatingSystem
from assets.operations import install_base_data as install_item_types
from crm.models import ContractLink, ContractType, Project, ProjectLink
from tests import make
from tests.glpi.client import Program, listed_client, signed_in
from tests.glpi.naive_search import Cell, Plain, World
from tickets.models import (
    Followup,
    SolutionType,
    Status,
    Ticket,
    TicketCategory,
    TicketCI,
    TicketGroup,
    TicketPerson,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]  # some hundred searches in one world

SEED, TICKETS, COMPUTERS, DANGLING = 20, 26, 20, 999999
WORDS = (
    "", "printer", "Printer is dead", "50% off_all", "Señor Ñandú", "señor", "a\\b", "x < y & z",
    "dead", "100", "2024", "null and void",
)  # fmt: skip
PATTERNS = (
    "printer", "PRINTER", "^printer", "dead$", "^printer$", "^Printer is dead$", "%", "_", "50%",
    "ñ", "SEÑOR", "^señor", "^señor$", "\\", "<", "&", "100", "2024", "NULL", "null", "^", "^$",
    "desk", "Desk > ", "> ", "hall", "ann", "a", "'", "nothing-has-this",
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "3", "4", "-3", "-1", "5", "<3", ">=2", "<= 5", "> 0", "=1", "7.5", "<7.5",
    "x", "NULL", "^", "^$", "99999999",
)  # fmt: skip
LEVELS = ("0", "1", "2", "3", "4", "-3", "-1", "5", "50", "x", "99999999")
KEYS = (*map(str, range(30)), "myself", "mygroups", "x", "999999")
STATUSES = ("1", "2", "3", "4", "5", "6", "9", "notold", "old", "notclosed", "process", "all", "x")
MOMENTS = (
    "NOW", "TODAY", "BEGINMONTH", "BEGINYEAR", "LASTMONDAY", "LASTFRIDAY", "-2MONTH", "-1YEAR",
    "-50DAY", "-5HOUR", "2024-03-01 00:00:00", "2024-02-29 23:59:59", "2024-02-29 23:59:58",
    "2025-06-15 12:30:00", "2025-06-15", "nonsense",
)  # fmt: skip
MOMENT_TEXTS = (
    "2024", "^2024-02", "23:59", "12:30:00$", "^2025-06-15 12:30:00$", "-0", ">-2", "<-2", ">-30",
    "<1", "NULL", "^", "^$", "x",
)  # fmt: skip
DAYS = ("2024-02-29", "2024-03-01", "2025-06-15", "TODAY", "-2MONTH", "nonsense")
STATUS_NUMBERS = {
    "new": 1, "in_progress": 2, "planned": 3, "pending": 4, "waiting": 4, "resolved": 5,
    "closed": 6, "cancelled": 6,
}  # fmt: skip
PRIORITIES = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}
KINDS = {
    "Ticket": {
        1: "text", 21: "text", 2: "number", 12: "status", 10: "level", 11: "level", 3: "level",
        15: "moment", 17: "moment", 7: "tree", 80: "entity", 83: "tree", 103: "text", 4: "key",
        5: "key", 34: "text", 35: "flag", 8: "tree", 25: "text", 27: "number", 91: "flag",
        51: "number", 193: "key", 194: "key", 450: "key",
    },
    "Computer": {
        1: "own", 2: "number", 5: "text", 16: "text", 3: "tree", 70: "key", 71: "tree",
        9: "moment", 80: "entity", 45: "key", 37: "day", 51: "number", 54: "number", 450: "key",
    },
    "SolutionType": {1: "own", 2: "number", 16: "text", 80: "entity"},
}  # fmt: skip
TREES = {
    ("Ticket", 7): "category", ("Ticket", 80): "entity", ("Ticket", 83): "location",
    ("Ticket", 8): "group", ("Computer", 3): "location", ("Computer", 71): "group",
    ("Computer", 80): "entity", ("SolutionType", 80): "entity",
}  # fmt: skip


class Builder:
    """Random rows, each written to the database and to a plain table."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)
        self.now = timezone.now().replace(microsecond=0)
        self.below: dict[tuple[str, int], set[int]] = {}
        self.types = {name: Plain(kinds) for name, kinds in KINDS.items()}
        whole = [
            datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
            datetime(2024, 3, 1, tzinfo=UTC),
            datetime(2025, 6, 15, 12, 30, tzinfo=UTC),
            self.now - timedelta(days=40, hours=5),
            self.now - timedelta(hours=2),
            self.now + timedelta(days=20),
        ]
        self.moments: list[datetime | None] = [None, *whole]

    def build(self) -> World:
        """Make everything; the person ann searches, a member of one group."""
        listed_client()
        install_item_types(make.system())
        self._people()
        self._places()
        self._agreements()
        self._solution_types()
        for _ in range(COMPUTERS):
            self._computer()
        for _ in range(TICKETS):
            self._ticket()
        self._ties()
        return World(
            types=self.types,
            below=self.below,
            trees=TREES,
            myself=self.people[0].pk,
            mygroups={self.groups[1].pk},
            now=self.now,
        )

    def _people(self) -> None:
        self.groups: list[Group] = []
        for name, parent in (("Desk", None), ("First", 0), ("Señores", 0), ("Net", None)):
            above = self.groups[parent] if parent is not None else None
            self.groups.append(make.group(name, parent=above, is_recursive=True))
        rights = [
            "ticket.read", "ticket.write", "followup.read_internal", "user.read", "group.read",
            "ci.read", "ticket.manage", "project.read", "contract.read",
        ]  # fmt: skip
        ann = make.person("ann", *rights, reach="all")
        ann.set_password("secret")
        ann.save()
        Member.objects.create(user=ann, group=self.groups[1])
        self.people: list[User] = [ann, make.person("Joanna"), make.person("bob")]
        self._trees("group", self.groups)

    def _places(self) -> None:
        root = make.entity("North").parent
        north = type(root).objects.get(name="North")
        self.entities = [root, north, make.entity("Desk 100", north), make.entity("South")]
        self.locations = self._tree(Location, ("Hall", None), ("Room 2024", 0), ("Ático", None))
        Location.objects.filter(pk=self.locations[1].pk).update(town="Señor Ñandú")
        self.categories = self._tree(TicketCategory, ("Printer", None), ("dead", 0), ("100", 1))
        self._trees("entity", self.entities)
        self._trees("location", self.locations)
        self._trees("category", self.categories)
        self.systems = [
            OperatingSystem.objects.create(name=name, name_key=name.casefold())
            for name in ("Debian 12", "Señor OS", "100% null")
        ]
        self.towns = dict(Location.objects.values_list("pk", "town"))

    def _agreements(self) -> None:
        """Make projects and contracts, one of them private and so not there for ann."""
        self.projects = [Project.objects.create(name=name) for name in WORDS[1:4]]
        kinds = [None, *(ContractType.objects.create(name=name) for name in ("Señor", "100"))]
        self.contracts = [make.contract(name=name) for name in WORDS[3:7]]
        for place, contract in enumerate(self.contracts):
            contract.type, contract.is_private = kinds[place % 3], place == 3
            contract.save()

    def _solution_types(self) -> None:
        """Make rows that keep their entity as a number: none, each one, and one that is gone."""
        keys = (None, *(entity.pk for entity in self.entities), DANGLING)
        names = {entity.pk: entity.full_name for entity in self.entities}
        for key, name in zip(keys, WORDS[1:], strict=False):
            extra = {} if key is None else {"glpi.entities_id": key}
            row = SolutionType.objects.create(name=name, comment=name[::-1], wire_extra=extra)
            self.types["SolutionType"].rows[row.pk] = {
                1: [Cell(name, row.pk)],
                2: [Cell(row.pk)],
                16: [Cell(name[::-1])],
                80: [Cell(names.get(key or 0), key or 0)],
            }

    def _tied(self, row: Any, choices: list[Any], field: str, model: Any) -> list[Any]:
        """Tie a row to some of the choices; returns those."""
        chosen = self.dice.sample(choices, self.dice.choice([0, 0, 1, 2]))
        for one in chosen:
            model.objects.create(owner=row, **{field: one})
        return chosen

    def _projects(self, row: Any) -> list[Cell]:
        chosen = self._tied(row, self.projects, "project", ProjectLink)
        return [Cell(project.name, project.pk) for project in chosen]

    def _tree(self, model: Any, *names: tuple[str, int | None]) -> list[Any]:
        rows: list[Any] = []
        for name, parent in names:
            above = rows[parent] if parent is not None else None
            row = model.objects.create(name=name, parent=above, is_recursive=True)
            row.place()
            row.save()
            rows.append(row)
        return rows

    def _trees(self, tree: str, rows: list[Any]) -> None:
        for row in rows:
            line: Any = row
            while line is not None:
                self.below.setdefault((tree, line.pk), set()).add(row.pk)
                line = line.parent

    def _computer(self) -> None:
        dice, pick = self.dice, self.dice.choice
        entity, place = pick(self.entities), pick([None, *self.locations])
        user, group = pick([None, *self.people]), pick([None, *self.groups])
        seen, bought = pick(self.moments), pick(self.moments)
        name, serial, comment = pick(WORDS), pick(WORDS), pick(WORDS)
        row = make.item(name=name, serial=serial, comment=comment, entity_id=entity.pk)
        ConfigurationItem.objects.filter(pk=row.pk).update(
            location=place, user=user, group=group, last_inventory_at=_with_rest(seen, dice)
        )
        cells = {
            1: [Cell(name, row.pk)],
            2: [Cell(row.pk)],
            5: [Cell(serial)],
            16: [Cell(comment)],
            3: [_tree_cell(place)],
            70: [Cell(user.username, user.pk) if user else Cell(None)],
            71: [_tree_cell(group)],
            9: [Cell(seen)],
            80: [_tree_cell(entity)],
            45: [],
            37: [],
            51: [],
            54: [],
            450: self._projects(row),
        }
        for system in dice.sample(self.systems, dice.choice([0, 0, 1, 2])):
            InstalledSystem.objects.create(ci=row, operating_system=system)
            cells[45].append(Cell(system.name, system.pk))
        if dice.random() < 0.6:
            months, value = dice.choice([0, 1, 3, 24]), dice.choice(["0", "7.5", "100"])
            day = bought.date() if bought else None
            FinancialRecord.objects.create(
                ci=row, bought_on=day, warranty_months=months, value_amount=value
            )
            cells[37], cells[51], cells[54] = [Cell(day)], [Cell(months)], [Cell(float(value))]
        if dice.random() < 0.15:
            ConfigurationItem.objects.filter(pk=row.pk).update(deleted_at=self.now)
            self.gone = row.pk
        else:
            self.types["Computer"].rows[row.pk] = cells

    def _ticket(self) -> None:
        dice, pick = self.dice, self.dice.choice
        status = Status.objects.get(code=pick(list(STATUS_NUMBERS)))
        entity, place = pick(self.entities), pick([None, *self.locations])
        category, priority = pick([None, *self.categories]), pick(list(PRIORITIES))
        urgency, impact, percent = dice.randint(1, 5), dice.randint(1, 5), pick([0, 50, 100])
        opened, solved = pick(self.moments[1:]), pick(self.moments)
        title, text = pick(WORDS[1:]), pick(WORDS)
        row = make.ticket(title=title, description=text)
        Ticket.objects.filter(pk=row.pk).update(
            status=status, entity=entity, location=place, category=category, priority=priority,
            urgency=urgency, impact=impact, opened_at=_with_rest(opened, dice),
            resolved_at=_with_rest(solved, dice), validation_percent=percent,
        )  # fmt: skip
        cells = {
            1: [Cell(title, row.pk)],
            21: [Cell(text)],
            2: [Cell(row.pk)],
            12: [Cell(STATUS_NUMBERS[status.code])],
            10: [Cell(urgency)],
            11: [Cell(impact)],
            3: [Cell(PRIORITIES[priority])],
            15: [Cell(opened)],
            17: [Cell(solved)],
            7: [_tree_cell(category)],
            80: [_tree_cell(entity)],
            83: [_tree_cell(place)],
            103: [Cell(self.towns[place.pk] if place else None)],
            51: [Cell(percent)],
            450: self._projects(row),
        }
        seen = [
            contract
            for contract in self._tied(row, self.contracts, "contract", ContractLink)
            if not contract.is_private
        ]
        cells[193] = [Cell(contract.name, contract.pk) for contract in seen]
        types = [contract.type for contract in seen]
        cells[194] = [Cell(kind.name, kind.pk) if kind else Cell(None) for kind in types]
        self._parties(row, cells)
        self._lines(row, cells)
        if dice.random() < 0.1:
            Ticket.objects.filter(pk=row.pk).update(deleted_at=self.now)
        else:
            self.types["Ticket"].rows[row.pk] = cells

    def _parties(self, row: Ticket, cells: dict[int, list[Cell]]) -> None:
        dice = self.dice
        cells |= {4: [], 5: [], 8: [], 34: [], 35: []}
        for number, role in ((4, "requester"), (5, "assignee")):
            people: list[Any] = dice.sample(self.people, dice.choice([0, 1, 1, 2]))
            for user in [*people, *([None] if dice.random() < 0.2 else [])]:
                wants = dice.random() < 0.5
                email = "" if user else "Printer@example.org"
                TicketPerson.objects.create(
                    ticket=row, user=user, email=email, email_key=email, role=role,
                    wants_mail=wants,
                )  # fmt: skip
                cells[number].append(Cell(user.username, user.pk) if user else Cell(None))
                cells[34].append(Cell(email))
                cells[35].append(Cell(int(wants)))
        for group in dice.sample(self.groups, dice.choice([0, 0, 1, 2])):
            TicketGroup.objects.create(ticket=row, group=group, role="assignee")
            cells[8].append(_tree_cell(group))

    def _lines(self, row: Ticket, cells: dict[int, list[Cell]]) -> None:
        dice = self.dice
        lines = dice.choice([0, 0, 1, 2, 3])
        cells |= {25: [], 91: [], 27: [Cell(lines)]}
        for ordinal in range(lines):
            body, is_public = dice.choice(WORDS), dice.random() < 0.5
            Followup.objects.create(
                ticket=row, ordinal=ordinal + 1, body=body, is_public=is_public, kind="message",
                written_at=self.now,
            )  # fmt: skip
            cells[25].append(Cell(body))
            cells[91].append(Cell(int(not is_public)))

    def _ties(self) -> None:
        """Tie tickets to computers, also to one in the trash, which counts as none."""
        tickets, computers = self.types["Ticket"], self.types["Computer"]
        tickets.near["Computer"], computers.near["Ticket"] = {}, {}
        for ticket in tickets.rows:
            chosen = self.dice.sample(list(computers.rows), self.dice.choice([0, 1, 2]))
            for computer in chosen:
                tickets.near["Computer"].setdefault(ticket, set()).add(computer)
                computers.near["Ticket"].setdefault(computer, set()).add(ticket)
            if self.dice.random() < 0.3:
                chosen = [*chosen, self.gone]
            TicketCI.objects.bulk_create(
                TicketCI(ticket_id=ticket, ci_id=computer) for computer in chosen
            )


def _tree_cell(row: Any) -> Cell:
    return Cell(row.full_name, row.pk) if row is not None else Cell(None)


def _with_rest(moment: datetime | None, dice: random.Random) -> datetime | None:
    """Some moments have a rest of a second, which no client sees."""
    if moment is None or dice.random() < 0.5:
        return moment
    return moment + timedelta(microseconds=dice.choice([1, 400_000, 999_999]))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[tuple[World, Program]]:
    """The rows of both kinds, and a session that sees them all."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = Builder().build()
        yield built, signed_in("ann")
        transaction.set_rollback(True)


@pytest.fixture
def db(world) -> None:
    """By this name the database is made at all; the module holds its own transaction."""


def _pool(name: str, number: int, searchtype: str) -> tuple[str, ...]:
    """What is asked of an option: what fits it, and what does not."""
    kind, word = KINDS[name][number], searchtype.removeprefix("not")
    if kind == "day" and word != "contains":
        return DAYS
    if kind == "moment" and word != "contains":
        return MOMENTS
    if kind in ("moment", "day"):
        return MOMENT_TEXTS
    if word != "contains" and kind in ("key", "tree", "entity", "own"):
        return KEYS
    if word == "equals":
        return STATUSES if kind == "status" else LEVELS
    return PATTERNS if kind in ("text", "own", "key", "tree", "entity") else NUMBERS


LINKS = st.sampled_from(["AND", "OR", "AND NOT", "OR NOT"])


def _leaves(name: str, meta: str = "") -> st.SearchStrategy[dict[str, Any]]:
    options = all_facts()[name].options
    asked = [(one, kind) for one in KINDS[name] for kind in options[one].searchtypes]
    more = {"meta": "1", "itemtype": meta} if meta else {}

    def leaf(pair: tuple[int, str]) -> st.SearchStrategy[dict[str, Any]]:
        number, searchtype = pair
        return st.builds(
            lambda link, value: {
                "link": link, "field": number, "searchtype": searchtype, "value": value, **more
            },
            LINKS,
            st.sampled_from(_pool(name, number, searchtype)),
        )  # fmt: skip

    return st.sampled_from(asked).flatmap(leaf)


def _trees(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    other = {"Ticket": "Computer", "Computer": "Ticket"}[name]
    leaves = st.one_of(_leaves(name), _leaves(name), _leaves(other, meta=other))
    nodes = st.recursive(
        leaves,
        lambda inner: st.builds(
            lambda link, rows: {"link": link, "criteria": rows},
            LINKS,
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=8,
    )
    return st.lists(nodes, min_size=1, max_size=4)


asked_at_length = settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _answered(program: Program, name: str, criteria: list[dict[str, Any]]) -> set[int]:
    body = {"criteria": criteria, "forcedisplay": ["2"], "range": "0-999"}
    answer = program.call("POST", f"search/{name}", body).json()
    rows = {row["2"] for row in answer.get("data", [])}
    assert len(rows) == answer["totalcount"]
    return rows


@pytest.mark.parametrize("name", list(KINDS))
def test_every_search_type_of_every_option_finds_what_a_plain_look_finds(name, world, db):
    plain, program = world
    wrong = []
    for leaf in _every_leaf(name):
        found, wanted = _answered(program, name, [leaf]), plain.found(name, [leaf])
        if found != wanted:
            wrong.append((leaf, sorted(found - wanted), sorted(wanted - found)))

    assert not wrong, "\n".join(map(str, wrong))


def _every_leaf(name: str) -> Iterator[dict[str, Any]]:
    """Each option and search type once with some values, those that trees seldom reach too."""
    dice = random.Random(SEED)
    for number in KINDS[name]:
        for searchtype in all_facts()[name].options[number].searchtypes:
            pool = _pool(name, number, searchtype)
            for value in pool if searchtype == "morethan" else dice.sample(pool, 2):
                yield {"link": "AND", "field": number, "searchtype": searchtype, "value": value}


@asked_at_length
@given(criteria=_trees("Ticket"))
def test_tickets_of_any_tree_of_criteria_are_those_a_plain_look_finds(world, db, criteria):
    plain, program = world

    assert _answered(program, "Ticket", criteria) == plain.found("Ticket", criteria)


@asked_at_length
@given(criteria=_trees("Computer"))
def test_computers_of_any_tree_of_criteria_are_those_a_plain_look_finds(world, db, criteria):
    plain, program = world

    assert _answered(program, "Computer", criteria) == plain.found("Computer", criteria)
