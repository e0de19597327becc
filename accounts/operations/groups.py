"""Create and change groups and their members."""

from django.db import transaction
from django.utils import timezone

from accounts import policies
from accounts.drafts import UNSET, GroupDraft, GroupPatch, Unset, given
from accounts.models import Group, Member, User
from accounts.operations.trees import MOVING, place_branch, plant, refuse_cycle
from accounts.queries import entity_for
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from audit.turns import take_turn
from audit.versions import require_unchanged

RIGHT = "group.manage"


@transaction.atomic
def create_group(actor: Actor, draft: GroupDraft) -> Group:
    """Create a group, in the entity where the actor works if none is named. Records
    "group.created".

    Raises PermissionDenied, ValidationError(code="does_not_exist").
    """
    entity = entity_for(actor, RIGHT, draft.entity_id)
    policies.require(policies.may_for_all(actor, RIGHT, entity_id=entity.pk), RIGHT)
    group = Group(**{**vars(draft), "entity_id": entity.pk})
    group.full_clean()
    group.save(force_insert=True)
    plant(group)
    record(actor, "group.created", group, {"name": [None, group.name]})
    return group


@transaction.atomic
def update_group(actor: Actor, group_id: int, patch: GroupPatch) -> Group:
    """Change a group; a move or a new name reaches its whole sub-tree. Records "group.updated"."""
    policies.require_right(actor, RIGHT)
    values = given(patch)
    if MOVING & values.keys():
        take_turn(Group)
    group = Group.objects.select_for_update().get(pk=group_id, deleted_at=None)
    _require_there(actor, group)
    require_unchanged(actor, group)
    entity_id = values.pop("entity_id", group.entity_id)
    if entity_id != group.entity_id:
        values["entity"] = entity_for(actor, RIGHT, entity_id)
    changes = apply_values(group, values)
    if not changes:
        return group
    if "parent" in changes:
        refuse_cycle(group)
    group.updated_at = timezone.now()
    group.full_clean()
    if "name" in changes or "parent" in changes:
        place_branch(group)
    group.save()
    record(actor, "group.updated", group, changes)
    return group


@transaction.atomic
def delete_group(actor: Actor, group_id: int) -> None:
    """Put a group in the trash; tickets keep it. Records "group.deleted"."""
    policies.require_right(actor, RIGHT)
    group = Group.objects.select_for_update().get(pk=group_id, deleted_at=None)
    _require_there(actor, group)
    require_unchanged(actor, group)
    group.deleted_at = group.updated_at = timezone.now()
    group.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "group.deleted", group, {"deleted_at": [None, group.deleted_at.isoformat()]})


@transaction.atomic
def add_member(
    actor: Actor,
    group_id: int,
    user: User,
    *,
    is_manager: bool = False,
    takes_tickets: bool = True,
    most_open: int | None = None,
) -> Member:
    """Put a person in a group; the existing membership comes back. Records "group.member_added"."""
    policies.require_right(actor, RIGHT, group_id=group_id)
    group = Group.objects.get(pk=group_id, deleted_at=None)
    _require_there(actor, group)
    values = {"is_manager": is_manager, "takes_tickets": takes_tickets, "most_open": most_open}
    member, made = Member.objects.get_or_create(group=group, user=user, defaults=values)
    if made:
        record(
            actor,
            "group.member_added",
            group,
            {"user": [None, user.pk]},
            names={"user": [None, user.username]},
        )
    return member


@transaction.atomic
def change_member(
    actor: Actor,
    member_id: int,
    *,
    is_manager: bool | Unset = UNSET,
    takes_tickets: bool | Unset = UNSET,
    most_open: int | None | Unset = UNSET,
) -> Member:
    """Say what a member is to the group: manager, taker of tickets, with how many open at most.

    Records "group.member_changed" with what differs.
    """
    member = Member.objects.select_for_update().select_related("group", "user").get(pk=member_id)
    _require_there(actor, member.group)
    values = {"is_manager": is_manager, "takes_tickets": takes_tickets, "most_open": most_open}
    wanted = {name: value for name, value in values.items() if value is not UNSET}
    changes = apply_values(member, wanted)
    if changes:
        member.updated_at = timezone.now()
        check(member)
        member.save(update_fields=[*wanted, "updated_at"])
        names = {"user": [member.user.username, member.user.username]}
        record(actor, "group.member_changed", member.group, changes, names=names, part=member)
    return member


@transaction.atomic
def remove_member(actor: Actor, group_id: int, user: User) -> None:
    """Take a person out of a group. Records "group.member_removed" if there was one."""
    policies.require_right(actor, RIGHT, group_id=group_id)
    group = Group.objects.get(pk=group_id, deleted_at=None)
    _require_there(actor, group)
    gone, _ = Member.objects.filter(group=group, user=user).delete()
    if gone:
        record(
            actor,
            "group.member_removed",
            group,
            {"user": [user.pk, None]},
            names={"user": [user.username, None]},
        )


def _require_there(actor: Actor, group: Group) -> None:
    """Raise PermissionDenied unless the actor manages this group, or all groups where it is."""
    allowed = policies.may_there(actor, RIGHT, group_id=group.pk, entity_id=group.entity_id)
    policies.require(allowed, RIGHT)
