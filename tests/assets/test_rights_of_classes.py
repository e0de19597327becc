"""Rights over items of single classes: `ci.read:computer` beside `ci.read`."""

import random

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from accounts.drafts import GrantDraft, RoleDraft
from accounts.models import Entity, Grant, Role
from accounts.operations import create_role, grant_role
from accounts.operations.nouns import create_row
from assets import policies, queries
from assets.drafts import ItemDraft, ItemPatch
from assets.models import ConfigurationItem
from assets.operations import create_item, delete_item, update_item, write_item_note
from assets.operations.nouns import VOLUMES
from audit.actor import Actor
from tests import make
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

RIGHTS = ("ci.read", "ci.write", "ci.manage")
CLASSES = ("computer", "printer", "software", "other")
WORDS = (*RIGHTS, *(f"{right}:{ci_class}" for right in RIGHTS for ci_class in CLASSES), "*")


def test_whatever_is_granted_reaches_what_a_plain_look_reaches():
    """Random grants of random words in a tree of entities, against the rule in plain Python."""
    dice = random.Random(7)
    root = Entity.objects.get(pk=0)
    north = make.entity("North")
    entities = [root, north, make.entity("Far north", north), make.entity("South")]
    above = {entity.pk: _above(entity) for entity in entities}
    items = [
        make.item(name=f"{ci_class}", ci_class=ci_class, entity_id=entity.pk, is_public=False)
        for entity in entities
        for ci_class in CLASSES
    ]

    for turn in range(30):
        user = make.person(f"p{turn}")
        for number in range(dice.choice([1, 1, 2, 3])):
            words = dice.sample(WORDS[:-1], dice.choice([0, 1, 2, 4]))
            words += ["*"] if dice.random() < 0.05 else []
            role = Role.objects.create(name=f"{turn} {number}", rights=words)
            Grant.objects.create(
                user=user, role=role, entity=dice.choice(entities),
                is_recursive=dice.random() < 0.6,
            )  # fmt: skip
        grants = list(Grant.objects.filter(user=user).select_related("role"))
        actor = Actor(user=user, door="test")
        for right in RIGHTS:
            wanted = {
                item.pk
                for item in items
                if any(_reaches(grant, right, item, above[item.entity_id]) for grant in grants)
            }
            held = ConfigurationItem.objects.filter(policies.where(actor, right))
            assert set(held.values_list("pk", flat=True)) == wanted, (grants, right)
            if right == "ci.read":
                assert set(queries.visible_items(actor).values_list("pk", flat=True)) == wanted


def _above(entity: Entity) -> set[int]:
    found, line = set(), entity
    while line is not None:
        found.add(line.pk)
        line = line.parent
    return found


def _reaches(grant: Grant, right: str, item: ConfigurationItem, above: set[int]) -> bool:
    words = set(grant.role.rights)
    held = words & {"*", right, f"{right}:{item.ci_class}"}
    near = grant.entity_id == item.entity_id or (grant.is_recursive and grant.entity_id in above)
    return bool(held) and near


def test_a_class_bound_right_writes_its_class_and_no_other():
    ana = make.actor(
        "ana", "ci.read", "ci.write:computer", "ci.manage:printer", "followup.read_internal"
    )
    computer, printer = make.item(), make.item(name="Printer", ci_class="printer")
    printers = printer.type_id

    assert update_item(ana, computer.pk, ItemPatch(name="Mine")).name == "Mine"
    assert create_item(ana, ItemDraft(name="New", ci_class="computer")).ci_class == "computer"
    assert create_row(ana, VOLUMES, {"ci": computer, "name": "data"}).name == "data"
    assert write_item_note(ana, computer.pk, body="Loud.").body == "Loud."
    for refused in (
        lambda: update_item(ana, printer.pk, ItemPatch(name="Mine")),
        lambda: update_item(ana, computer.pk, ItemPatch(type_id=printers)),
        lambda: create_item(ana, ItemDraft(name="New", ci_class="printer")),
        lambda: create_row(ana, VOLUMES, {"ci": printer, "name": "data"}),
        lambda: write_item_note(ana, printer.pk, body="Loud."),
        lambda: delete_item(ana, computer.pk),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    delete_item(ana, printer.pk)
    assert sorted(queries.visible_items(ana).values_list("name", flat=True)) == ["Mine", "New"]


def test_who_reads_one_class_sees_no_public_items_of_others():
    make.item(name="Laptop")
    printer = make.item(name="Printer", ci_class="printer")
    ana = make.actor("ana", "ticket.read", "ci.read:computer")
    ana.user.is_agent = True
    ana.user.save()

    assert [item.name for item in queries.visible_items(ana)] == ["Laptop"]
    with pytest.raises(ObjectDoesNotExist):
        queries.item_for(ana, printer.pk)
    seen = Caller(ana.user).get("items/").json()["results"]
    assert [row["name"] for row in seen] == ["Laptop"]
    assert Caller(ana.user).get("me/").json()["rights"] == ["ci.read:computer", "ticket.read"]


def test_nobody_gives_a_class_bound_right_beyond_the_own():
    ana = make.actor("ana", "user.manage", "ci.read:computer", reach="all")
    otto = make.person("otto")
    computers, printers, all_items = (
        create_role(make.system(), RoleDraft(name=word, rights=[word]))
        for word in ("ci.read:computer", "ci.read:printer", "ci.read")
    )

    grant_role(ana, GrantDraft(user=otto, role=computers))
    for role in (printers, all_items):
        with pytest.raises(PermissionDenied):
            grant_role(ana, GrantDraft(user=otto, role=role))
    with pytest.raises(ValidationError):
        create_role(make.system(), RoleDraft(name="x", rights=["ci.read:spaceship"]))
