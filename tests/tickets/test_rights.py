"""Which tickets a right covers, against a naive evaluation over random grants, groups, people."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Entity, Grant, Member, Role, User
from accounts.vocabulary import TicketReach
from audit.actor import Actor
from crm.models import CompanyUser
from tests import make
from tickets.models import Ticket, TicketPerson
from tickets.policies import may_for, reads_internal, tickets_where

pytestmark = pytest.mark.django_db

RIGHTS = ["ticket.read", "ticket.write", "ticket.manage"]
PARENT_OF = {1: 0, 2: 1, 3: 0}
PLACES = [0, *PARENT_OF]
NOBODY, ANA, OTTO, RITA = range(4)


@dataclass(frozen=True, kw_only=True)
class Held:
    """One grant of ana's."""

    rights: frozenset[str]
    reach: str
    entity: int
    is_recursive: bool
    group: int | None


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One ticket; people and groups by number, NOBODY is none."""

    entity: int
    group: int
    requester: int
    submitter: int
    assignee: int
    observer: int
    is_deleted: bool


@dataclass(frozen=True, kw_only=True)
class World:
    """Ana's grants and groups, who works for which company, and the tickets."""

    grants: tuple[Held, ...]
    groups_of_ana: frozenset[int]
    companies: tuple[frozenset[int], ...]
    tickets: tuple[Drawn, ...]


people = st.integers(NOBODY, RITA)
worlds = st.builds(
    World,
    grants=st.lists(
        st.builds(
            Held,
            rights=st.frozensets(st.sampled_from([*RIGHTS, "*"]), max_size=2),
            reach=st.sampled_from(TicketReach.values),
            entity=st.sampled_from(PLACES),
            is_recursive=st.booleans(),
            group=st.sampled_from([None, 1, 2]),
        ),
        max_size=3,
    ).map(tuple),
    groups_of_ana=st.frozensets(st.sampled_from([1, 2])),
    companies=st.tuples(*[st.frozensets(st.integers(0, 1)) for _ in range(4)]),
    tickets=st.lists(
        st.builds(
            Drawn,
            entity=st.sampled_from(PLACES),
            group=st.integers(0, 2),
            requester=people,
            submitter=people,
            assignee=people,
            observer=people,
            is_deleted=st.sampled_from([False, False, False, True]),
        ),
        min_size=1,
        max_size=5,
    ).map(tuple),
)


def holds(world: World, right: str) -> list[Held]:
    return [grant for grant in world.grants if grant.rights & {right, "*"}]


def is_within(entity: int, grant: Held) -> bool:
    if entity == grant.entity:
        return True
    return grant.is_recursive and entity in PARENT_OF and is_within(PARENT_OF[entity], grant)


def is_own(ticket: Drawn) -> bool:
    return ANA in (ticket.requester, ticket.submitter, ticket.assignee, ticket.observer)


def is_reached(world: World, grant: Held, ticket: Drawn) -> bool:
    """Tell what one grant covers, as the words of the design say it."""
    if not is_within(ticket.entity, grant):
        return False
    in_group = grant.group in (None, ticket.group)
    if is_own(ticket):
        return True
    if grant.reach in ("all", "entity"):
        return in_group
    if grant.reach == "group":
        return in_group if grant.group else ticket.group in world.groups_of_ana
    if grant.reach == "company":
        shared = world.companies[ANA] & world.companies[ticket.requester]
        return in_group and ticket.requester != NOBODY and bool(shared)
    return False


def is_administrator(world: World) -> bool:
    return any(
        "*" in grant.rights
        and (grant.reach, grant.entity, grant.is_recursive, grant.group) == ("all", 0, True, None)
        for grant in world.grants
    )


def expected(world: World, right: str, ticket: Drawn) -> bool:
    if ticket.is_deleted:
        return False
    return is_administrator(world) or any(
        is_reached(world, grant, ticket) for grant in holds(world, right)
    )


class Planted:
    """The world in the database."""

    def __init__(self, world: World) -> None:
        self.entities = {0: Entity.objects.get(pk=0)}
        for number, parent in PARENT_OF.items():
            self.entities[number] = make.entity(f"E{number}", parent=self.entities[parent])
        self.groups = {0: None, 1: make.group("Service Desk"), 2: make.group("Network")}
        names = {ANA: "ana", OTTO: "otto", RITA: "rita"}
        self.people: dict[int, User | None] = {NOBODY: None}
        self.people |= {number: make.person(name) for number, name in names.items()}
        companies = [make.company(name=name) for name in ("Acme", "Bolt")]
        for number, places in enumerate(world.companies):
            for place in places if number else ():
                CompanyUser.objects.create(company=companies[place], user=self.people[number])
        for number in world.groups_of_ana:
            Member.objects.create(group=self.groups[number], user=self.people[ANA])
        self.tickets = [self.ticket(drawn) for drawn in world.tickets]
        self.person = User.objects.get(username="ana")
        self.person.held_grants = [self.grant(held) for held in world.grants]
        self.ana = Actor(user=self.person, door="test")

    def grant(self, held: Held) -> Grant:
        role = Role.objects.create(name="r", rights=sorted(held.rights), ticket_reach=held.reach)
        return Grant(
            user=self.person,
            role=role,
            entity=self.entities[held.entity],
            is_recursive=held.is_recursive,
            group=self.groups[held.group] if held.group else None,
        )

    def ticket(self, drawn: Drawn) -> Ticket:
        ticket = make.ticket()
        ticket.entity = self.entities[drawn.entity]
        ticket.support_group = self.groups[drawn.group]
        ticket.requester = self.people[drawn.requester]
        ticket.submitter = self.people[drawn.submitter]
        ticket.assignee = self.people[drawn.assignee]
        ticket.deleted_at = ticket.created_at if drawn.is_deleted else None
        ticket.save()
        if self.people[drawn.observer]:
            TicketPerson.objects.create(
                ticket=ticket, user=self.people[drawn.observer], role="observer"
            )
        return ticket


@pytest.mark.slow  # each of the drawn worlds is written and read back
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds, right=st.sampled_from(RIGHTS))
def test_filter_covers_the_tickets_that_the_grants_cover(world: World, right: str):
    with transaction.atomic():
        planted = Planted(world)
        covered = set(Ticket.objects.filter(tickets_where(planted.ana, right)))
        each = [may_for(planted.ana, right, ticket) for ticket in planted.tickets]
        wanted = [expected(world, right, ticket) for ticket in world.tickets]
        transaction.set_rollback(True)

    assert covered == {
        ticket for ticket, is_wanted in zip(planted.tickets, wanted, strict=True) if is_wanted
    }
    if not is_administrator(world):
        assert each == wanted


def covered_by(actor: Actor, right: str = "ticket.read") -> set[str]:
    return {ticket.title for ticket in Ticket.objects.filter(tickets_where(actor, right))}


def test_open_source_rights_cover_owner_and_creator_alone():
    ana, rita, max_ = make.customer("ana"), make.customer("rita"), make.customer("max")
    make.ticket(rita, title="hers", assignee=ana.user, observers=[max_.user])
    free = {
        who.user.username: Actor(
            user=who.user, door="test", liberties=frozenset({"open_source_rights"})
        )
        for who in (ana, rita, max_)
    }

    assert covered_by(free["ana"]) == covered_by(free["rita"]) == {"hers"}
    assert covered_by(free["max"]) == set()
    assert covered_by(max_) == {"hers"}
    assert all(reads_internal(actor) for actor in free.values())


@pytest.mark.parametrize("flaw", [{"is_active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}])
@pytest.mark.parametrize("liberties", [set(), {"open_source_rights"}])
def test_disabled_and_deleted_people_are_covered_nothing(flaw, liberties):
    ana = make.customer("ana")
    make.ticket(ana)
    User.objects.filter(pk=ana.user.pk).update(**flaw)
    gone = Actor(user=User.objects.get(pk=ana.user.pk), door="test", liberties=frozenset(liberties))

    assert covered_by(gone) == set()
    assert covered_by(Actor(door="test", liberties=frozenset(liberties))) == set()


def test_the_system_is_covered_everything_but_the_trash():
    make.ticket(title="live")
    Ticket.objects.filter(pk=make.ticket(title="gone").pk).update(deleted_at="2026-01-01T00:00:00Z")

    assert covered_by(make.system()) == {"live"}
