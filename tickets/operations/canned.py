"""Texts that agents insert."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Group
from accounts.policies import may
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from audit.rows import insert_row
from audit.versions import require_unchanged
from tickets import policies, queries
from tickets.models import CannedReply

SHORTCUT = re.compile(r"[\w][\w-]{0,39}")


@transaction.atomic
def create_canned_reply(
    actor: Actor,
    *,
    name: str,
    shortcut: str,
    body: str,
    is_personal: bool = True,
    group: Group | None = None,
) -> CannedReply:
    """Add a text: of one's own, for one's group, or (with setting.manage) for everybody.

    Records "cannedreply.created". Raises PermissionDenied, ValidationError code "shortcut" for one
    that is taken there or holds other characters than letters, digits, - and _.
    """
    reply = CannedReply(
        user=actor.person if is_personal else None, group=None if is_personal else group
    )
    _require(actor, reply)
    values = {"name": name, "shortcut": _shortcut(reply, shortcut), "body": body}
    insert_row(actor, reply, values)
    return reply


@transaction.atomic
def update_canned_reply(actor: Actor, reply_id: int, **values: Any) -> CannedReply:
    """Change name, shortcut or body of a text. Records "cannedreply.updated"."""
    reply = queries.canned_replies(actor).select_for_update(of=("self",)).get(pk=reply_id)
    _require(actor, reply)
    require_unchanged(actor, reply)
    if "shortcut" in values:
        values["shortcut"] = _shortcut(reply, values["shortcut"])
    changes = apply_values(reply, values)
    if changes:
        reply.updated_at = timezone.now()
        check(reply)
        reply.save()
        record(actor, "cannedreply.updated", reply, changes)
    return reply


@transaction.atomic
def delete_canned_reply(actor: Actor, reply_id: int) -> None:
    """Remove a text. Records "cannedreply.deleted"."""
    reply = queries.canned_replies(actor).get(pk=reply_id)
    _require(actor, reply)
    require_unchanged(actor, reply)
    record(actor, "cannedreply.deleted", reply, {"name": [reply.name, None]})
    reply.delete()


def _require(actor: Actor, reply: CannedReply) -> None:
    """Raise PermissionDenied unless the text is the actor's own, of their group, or theirs to set
    up.
    """
    if not policies.works_on_tickets(actor) or actor.person is None:
        raise PermissionDenied("ticket.write")
    is_own = reply.user_id == actor.person.pk
    is_of_group = reply.group_id is not None and reply.group_id in actor.person.group_ids
    if not (is_own or is_of_group or may(actor, "setting.manage")):
        raise PermissionDenied("setting.manage")


def _shortcut(reply: CannedReply, shortcut: str) -> str:
    word = shortcut.strip().casefold()
    same = CannedReply.objects.filter(user=reply.user, group=reply.group, shortcut=word)
    if not SHORTCUT.fullmatch(word) or same.exclude(pk=reply.pk).exists():
        message = _("Letters, digits, - and _, and not in use yet.")
        raise ValidationError({"shortcut": ValidationError(message, code="shortcut")})
    return word
