"""Roles, and who holds them where. Nobody grants a right they do not hold (threats.md rule 4)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.drafts import GrantDraft, RoleDraft
from accounts.models import Grant, Role
from accounts.operations.administrators import keeping_an_administrator
from accounts.vocabulary import ALL_RIGHTS, RIGHTS, TicketReach, qualified_words
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged


@transaction.atomic
def create_role(actor: Actor, draft: RoleDraft) -> Role:
    """Create a role from known words. Records "role.created"."""
    policies.require_right(actor, "role.manage")
    role = Role(**vars(draft))
    _require_words(role)
    role.full_clean()
    role.save(force_insert=True)
    record(actor, "role.created", role, {"name": [None, role.name], "rights": [None, role.rights]})
    return role


@transaction.atomic
def update_role(actor: Actor, role_id: int, draft: RoleDraft) -> Role:
    """Replace a role's name, words and reach; built-in roles stay as they are. Records
    "role.updated".
    """
    policies.require_right(actor, "role.manage")
    role = Role.objects.select_for_update().get(pk=role_id)
    require_unchanged(actor, role)
    if role.is_builtin:
        raise ValidationError(
            {"name": ValidationError(_("A built-in role cannot be changed."), code="builtin")}
        )
    policies.require(
        policies.can_grant(actor, draft.rights, draft.ticket_reach, group_id=None),
        "grant of these rights",
    )
    gave_all = ALL_RIGHTS in role.rights and role.ticket_reach == TicketReach.ALL
    values = dict(vars(draft))
    # numbers of an older API say what its words said; other words make other numbers
    values["wire_extra"] = {**role.wire_extra, **draft.wire_extra}
    if draft.rights != role.rights and not draft.wire_extra:
        values["wire_extra"].pop("glpi.rights", None)
    changes = apply_values(role, values)
    _require_words(role)
    role.full_clean()
    if changes:
        role.updated_at = timezone.now()
        with keeping_an_administrator(gave_all, "rights"):
            role.save()
        record(actor, "role.updated", role, changes)
    return role


@transaction.atomic
def demand_second_factor(actor: Actor, role_id: int, is_demanded: bool) -> Role:
    """Say whether holders of a role, built in or not, must sign in with a second factor.

    Records "role.updated".
    """
    policies.require_right(actor, "role.manage")
    role = Role.objects.select_for_update().get(pk=role_id)
    policies.require(
        policies.can_grant(actor, role.rights, role.ticket_reach, group_id=None), "role.manage"
    )
    changes = apply_values(role, {"requires_second_factor": is_demanded})
    if changes:
        role.updated_at = timezone.now()
        role.save(update_fields=["requires_second_factor", "updated_at"])
        record(actor, "role.updated", role, changes)
    return role


@transaction.atomic
def delete_role(actor: Actor, role_id: int) -> None:
    """Remove a role that nobody holds, for good. Records "role.deleted" with its words.

    Raises ValidationError with code "builtin", or "in_use" while a person holds it or a provider
    of sign-in gives it to new people.
    """
    policies.require_right(actor, "role.manage")
    role = Role.objects.select_for_update().get(pk=role_id)
    require_unchanged(actor, role)
    if role.is_builtin:
        raise ValidationError(_("A built-in role stays."), code="builtin")
    record(actor, "role.deleted", role, {"name": [role.name, None], "rights": [role.rights, None]})
    try:
        role.delete()
    except ProtectedError as error:
        raise ValidationError(_("The role is still given to somebody."), code="in_use") from error


@transaction.atomic
def grant_role(actor: Actor, draft: GrantDraft) -> Grant:
    """Give a person a role; the existing grant comes back. Records "user.role_granted" on the
    person.
    """
    group_id = draft.group.pk if draft.group else None
    role = draft.role
    allowed = policies.can_grant(
        actor, role.rights, role.ticket_reach, group_id=group_id, entity_id=draft.entity_id
    )
    policies.require(allowed, "grant of this role")
    grant, made = Grant.objects.get_or_create(
        user=draft.user,
        role=draft.role,
        group=draft.group,
        entity_id=draft.entity_id,
        defaults={"is_recursive": draft.is_recursive, "granted_by": actor.person},
    )
    if made:
        names = {
            "role": [None, draft.role.name],
            "group": [None, draft.group.name if draft.group else None],
        }
        changes = {
            "role": [None, draft.role.pk],
            "group": [None, group_id],
            "entity": [None, draft.entity_id],
        }
        record(actor, "user.role_granted", draft.user, changes, names=names, part=grant)
    return grant


@transaction.atomic
def revoke_grant(actor: Actor, grant_id: int) -> None:
    """Take a role away. Records "user.role_revoked" on the person.

    Raises ValidationError(code="last_administrator") if nobody could administer the desk then.
    """
    grant = Grant.objects.select_related("role", "user").get(pk=grant_id)
    allowed = policies.can_grant(
        actor,
        grant.role.rights,
        grant.role.ticket_reach,
        group_id=grant.group_id,
        entity_id=grant.entity.pk,
    )
    policies.require(allowed, "grant of this role")
    changes = {
        "role": [grant.role_id, None],
        "group": [grant.group_id, None],
        "entity": [grant.entity_id, None],
    }
    record(
        actor,
        "user.role_revoked",
        grant.user,
        changes,
        names={"role": [grant.role.name, None]},
        part=grant,
    )
    with keeping_an_administrator(grant.user.is_staff, "role"):
        grant.delete()


def _require_words(role: Role) -> None:
    unknown = sorted(set(role.rights) - RIGHTS - qualified_words() - {ALL_RIGHTS})
    if unknown:
        message = _("Unknown rights: %(names)s") % {"names": ", ".join(unknown)}
        raise ValidationError({"rights": ValidationError(message, code="unknown")})
