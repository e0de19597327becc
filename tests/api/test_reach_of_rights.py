"""How far a right reaches that is held for one group or in one tenant."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.drafts import EntityDraft, GrantDraft, RoleDraft
from accounts.models import Entity
from accounts.operations import create_entity, create_role, grant_role
from audit.actor import Actor
from tests import make
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

RIGHTS = [
    "setting.manage",
    "role.manage",
    "catalogue.write",
    "group.manage",
    "group.read",
    "user.read",
    "ticket.read",
]


def holder(name: str, **where: Any) -> Actor:
    """Return somebody who holds RIGHTS there."""
    person = make.agent(name).user
    role = create_role(make.system(), RoleDraft(name=name, rights=RIGHTS, ticket_reach="all"))
    grant_role(make.system(), GrantDraft(user=person, role=role, **where))
    return Actor(user=person, door="test")


def test_a_role_for_one_group_changes_nothing_about_the_desk(caller: Callable[..., Caller]):
    desk, other = make.group("Desk"), make.group("Other")
    one, all_of_them = caller(holder("one", group=desk)), caller(holder("all"))
    changes = {
        "settings/change/": {"values": {}},
        "statuses/": {"name": "Parked", "category": "waiting"},
        "roles/": {"name": "Mine", "rights": ["group.read"]},
        "user-titles/": {"name": "Dr"},
        "api-clients/": {"name": "Script", "dialect": "integria", "networks": []},
        "workflows/": {"name": "Move"},
        "groups/": {"name": "New"},
    }

    assert {path: one.post(path, body).status_code for path, body in changes.items()} == (
        dict.fromkeys(changes, 403)
    )
    assert one.get("settings/").status_code == 403
    assert one.patch(f"groups/{desk.pk}/", {"comment": "ours"}).status_code == 200
    assert one.patch(f"groups/{other.pk}/", {"comment": "ours"}).status_code == 403
    person = make.agent("pia").user.pk
    assert one.post(f"groups/{desk.pk}/members/", {"user": person}).status_code == 201
    assert one.post(f"groups/{other.pk}/members/", {"user": person}).status_code == 403
    assert {all_of_them.post(path, body).status_code for path, body in changes.items()} <= {
        200,
        201,
        204,
    }
    assert all_of_them.patch(f"groups/{other.pk}/", {"comment": "all"}).status_code == 200


def test_a_role_in_one_tenant_makes_groups_there_only(caller: Callable[..., Caller]):
    system = make.system()
    branch = create_entity(system, EntityDraft(name="Branch"))
    root = Entity.objects.get(pk=0)
    theirs = make.group("Theirs")
    some = caller(holder("some", entity_id=branch.pk))

    made = some.post("groups/", {"name": "Local"})
    there = some.post("groups/", {"name": "Local 2", "entity": branch.pk})
    above = some.post("groups/", {"name": "Grab", "entity": root.pk})

    assert [each.status_code for each in (made, there, above)] == [201, 201, 422]
    assert made.json()["entity"] == branch.pk
    assert some.patch(f"groups/{made.json()['id']}/", {"comment": "x"}).status_code == 200
    assert some.patch(f"groups/{theirs.pk}/", {"comment": "x"}).status_code == 403
    assert some.post("settings/change/", {"values": {}}).status_code == 403
    assert some.post("statuses/", {"name": "P", "category": "waiting"}).status_code == 403
