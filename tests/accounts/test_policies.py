"""Rights against a naive evaluation of them, over random grants, roles, groups and entity trees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.drafts import GrantDraft
from accounts.models import Entity, Grant, Role, User
from accounts.operations import grant_role
from accounts.policies import can_grant, in_entities, is_administrator, may, require_right
from accounts.vocabulary import ALL_RIGHTS, TicketReach
from audit.actor import Actor
from tests import make

WORDS = ["ticket.read", "ticket.manage", "company.write", "newsletter.manage", "user.manage"]
GROUPS = [11, 12]
LIBERTIES = ["open_source_rights", "unchecked_crm_ops"]


@dataclass(frozen=True, kw_only=True)
class Given:
    """One grant: a role's words and reach, where, and for which group."""

    words: frozenset[str]
    reach: str
    entity: int
    is_recursive: bool
    group: int | None

    def gives(self, right: str) -> bool:
        """Tell whether the role has the word."""
        return right in self.words or ALL_RIGHTS in self.words


@dataclass(frozen=True, kw_only=True)
class World:
    """A tree of entities (parent of each by position, the root first) and one person's grants."""

    parents: tuple[int, ...]
    grants: tuple[Given, ...]

    def above(self, entity: int) -> set[int]:
        """Return an entity and all those it lies in."""
        found = {entity}
        while entity != 0:
            entity = self.parents[entity - 1]
            found.add(entity)
        return found

    def reached(self, right: str) -> set[int]:
        """Return the entities in which the right is held."""
        return {
            entity
            for entity in range(len(self.parents) + 1)
            for grant in self.grants
            if grant.gives(right)
            and (
                grant.entity == entity
                or (grant.is_recursive and grant.entity in self.above(entity))
            )
        }


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world of up to seven entities and four grants."""
    size = draw(st.integers(0, 6))
    parents = tuple(draw(st.integers(0, position)) for position in range(size))
    grant = st.builds(
        Given,
        words=st.frozensets(st.sampled_from([*WORDS, ALL_RIGHTS]), max_size=3),
        reach=st.sampled_from(TicketReach.values),
        entity=st.integers(0, size),
        is_recursive=st.booleans(),
        group=st.sampled_from([None, *GROUPS]),
    )
    return World(parents=parents, grants=tuple(draw(st.lists(grant, max_size=4))))


def person_of(world: World, keys: list[int] | None = None, **columns: object) -> User:
    """Return an unsaved person who holds the grants, in the entities of these keys."""
    user = User(pk=5, username="ana", **columns)
    user.held_grants = [
        Grant(
            role=Role(rights=sorted(grant.words), ticket_reach=grant.reach),
            entity_id=grant.entity if keys is None else keys[grant.entity],
            is_recursive=grant.is_recursive,
            group_id=grant.group,
        )
        for grant in world.grants
    ]
    return user


def actor_of(user: User | None, *liberties: str) -> Actor:
    """Return an actor at some door."""
    return Actor(user=user, door="test", liberties=frozenset(liberties))


@contextmanager
def planted(world: World) -> Iterator[list[int]]:
    """Give the keys of the world's entities in the database, which forgets them afterwards."""
    with transaction.atomic():
        rows = [Entity.objects.get(pk=0)]
        for position, parent in enumerate(world.parents, start=1):
            rows.append(make.entity(f"E{position}", parent=rows[parent]))
        yield [row.pk for row in rows]
        transaction.set_rollback(True)


@given(world=worlds(), right=st.sampled_from(WORDS), group=st.sampled_from([None, *GROUPS, 13]))
def test_right_is_held_as_the_grants_say(world: World, right: str, group: int | None):
    holding = [grant for grant in world.grants if grant.gives(right)]
    expected = [grant for grant in holding if group is None or grant.group in (None, group)]

    assert may(actor_of(person_of(world)), right, group_id=group) == bool(expected)


@given(world=worlds(), right=st.sampled_from(WORDS), flaw=st.sampled_from(["disabled", "deleted"]))
def test_who_is_disabled_or_deleted_holds_nothing(world: World, right: str, flaw: str):
    columns = {"disabled": {"is_active": False}, "deleted": {"deleted_at": "2026-01-01"}}[flaw]
    actor = actor_of(person_of(world, **columns))

    assert not may(actor, right)
    with pytest.raises(PermissionDenied):
        require_right(actor, right)


@given(world=worlds(), right=st.sampled_from(WORDS), group=st.sampled_from([None, *GROUPS]))
def test_rights_are_those_of_the_person_acted_for(world: World, right: str, group: int | None):
    own, service = actor_of(person_of(world)), actor_of(User(pk=6, username="service"))
    service.user.held_grants = []

    acting = service.for_whom(own.user)

    assert may(acting, right, group_id=group) == may(own, right, group_id=group)


@given(world=worlds(), right=st.sampled_from(WORDS), group=st.sampled_from([None, *GROUPS]))
def test_more_grants_never_take_a_right_away(world: World, right: str, group: int | None):
    fewer = World(parents=world.parents, grants=world.grants[1:])

    if may(actor_of(person_of(fewer)), right, group_id=group):
        assert may(actor_of(person_of(world)), right, group_id=group)


@given(world=worlds(), right=st.sampled_from(WORDS))
def test_open_source_rights_give_everything_but_the_manage_words(world: World, right: str):
    actor = actor_of(person_of(world), "open_source_rights")

    assert may(actor, right) == (is_administrator(actor) or not right.endswith(".manage"))


@given(world=worlds(), right=st.sampled_from(WORDS))
def test_unchecked_crm_frees_the_words_of_crm_and_no_others(world: World, right: str):
    person = person_of(world)
    is_crm = right.startswith("company.")

    freed = may(actor_of(person, "unchecked_crm_ops"), right)

    assert freed == (is_crm or may(actor_of(person), right))


@given(right=st.sampled_from(WORDS), liberties=st.sets(st.sampled_from(LIBERTIES)))
def test_nobody_holds_nothing_and_the_system_everything(right: str, liberties: set[str]):
    assert not may(actor_of(None, *liberties), right)
    assert may(Actor.system("test"), right)


@pytest.mark.django_db
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds(), right=st.sampled_from(WORDS), other=st.integers(0, 6))
def test_rows_are_those_of_the_entities_where_the_right_is_held(
    world: World, right: str, other: int
):
    with planted(world) as keys:
        actor = actor_of(person_of(world, keys))
        expected = {keys[entity] for entity in world.reached(right)}
        allowed, entities = in_entities(actor, right, field="pk"), Entity.objects
        one = Q(pk=keys[other % len(keys)])

        assert set(entities.filter(allowed).values_list("pk", flat=True)) == expected
        assert set(entities.exclude(allowed).values_list("pk", flat=True)) == {*keys} - expected
        assert set(entities.filter(allowed | one)) == set(entities.filter(allowed)) | set(
            entities.filter(one)
        )
        assert may(actor, right) == bool(expected)


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds(), right=st.sampled_from(WORDS), liberties=st.sets(st.sampled_from(LIBERTIES)))
def test_liberties_show_no_fewer_rows(world: World, right: str, liberties: set[str]):
    with planted(world) as keys:
        person = person_of(world, keys)
        strict = in_entities(actor_of(person), right, field="pk")
        free = in_entities(actor_of(person, *liberties), right, field="pk")

        assert not Entity.objects.filter(strict).exclude(free).exists()


@pytest.mark.django_db
def test_path_of_one_entity_is_not_taken_for_another():
    short, long = Entity(pk=70, name="Short"), Entity(pk=701, name="Long")
    for row in (short, long):
        row.parent_id = 0
        row.place()
        row.save(force_insert=True)
    grant = Given(
        words=frozenset(WORDS), reach="own", entity=short.pk, is_recursive=True, group=None
    )
    ana = actor_of(person_of(World(parents=(), grants=(grant,))))

    allowed = Entity.objects.filter(in_entities(ana, "ticket.read", field="pk"))

    assert list(allowed) == [short]


@given(world=worlds(), words=st.frozensets(st.sampled_from([*WORDS, ALL_RIGHTS]), max_size=3))
def test_nobody_grants_a_word_they_do_not_hold(world: World, words: frozenset[str]):
    actor = actor_of(person_of(world))

    for group in GROUPS:
        if can_grant(actor, sorted(words), "own", group_id=group) and not is_administrator(actor):
            assert ALL_RIGHTS not in words
            assert all(may(actor, word, group_id=group) for word in {*words, "user.manage"})


def holder(*words: str, reach: str = "own", **place: object) -> Actor:
    """Return an actor with one grant, everywhere unless a place is given."""
    where = {"entity": 0, "is_recursive": True, "group": None, **place}
    grant = Given(words=frozenset(words), reach=reach, **where)
    return actor_of(person_of(World(parents=(), grants=(grant,))))


@pytest.mark.django_db
def test_without_the_right_no_row_is_shown_whatever_the_liberties():
    for actor in (actor_of(User(pk=5), *LIBERTIES[:1]), actor_of(None, *LIBERTIES)):
        if actor.user is not None:
            actor.user.held_grants = []
        assert not may(actor, "user.manage")
        assert not Entity.objects.filter(in_entities(actor, "user.manage", field="pk")).exists()


def test_all_rights_in_one_entity_do_not_make_an_administrator():
    assert is_administrator(holder(ALL_RIGHTS, reach="all"))
    assert not is_administrator(holder(ALL_RIGHTS, reach="all", entity=7))
    assert not is_administrator(holder(ALL_RIGHTS, reach="all", is_recursive=False))


def test_holder_for_one_group_grants_nothing_for_all_groups():
    lead = holder("user.manage", "ticket.read", group=11)

    assert can_grant(lead, ["ticket.read"], "own", group_id=11)
    assert not can_grant(lead, ["ticket.read"], "own", group_id=None)


@pytest.mark.django_db
def test_holder_in_one_entity_grants_nothing_in_another():
    here, there = make.entity("Here"), make.entity("There")
    lead = make.actor("lead", "user.manage", "ticket.read", entity=here)
    role = Role.objects.create(name="Reader", rights=["ticket.read"])
    otto = make.person("otto")

    assert grant_role(lead, GrantDraft(user=otto, role=role, entity_id=here.pk))
    for entity_id in (there.pk, 0):
        with pytest.raises(PermissionDenied):
            grant_role(lead, GrantDraft(user=otto, role=role, entity_id=entity_id))
