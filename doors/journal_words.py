"""What the journal's nouns and fields are called on its page, in words that are translated.

The tables and columns got their words when the back office was loaded; what an entry tells beside
columns has its words here.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from audit.journal import noun_of
from audit.models import JournalEntry

BESIDE_COLUMNS: dict[str, Any] = {
    "article": _("article"),
    "collaborator": _("collaborator"),
    "duplicate": _("duplicate"),
    "decision": _("decision"),
    "event": _("event"),
    "file": _("file"),
    "files": _("files"),
    "holidays": _("holidays"),
    "item": _("item"),
    "items": _("items"),
    "member": _("member"),
    "networks": _("networks"),
    "note": _("note"),
    "observer": _("observer"),
    "observers": _("observers"),
    "password": _("password"),
    "people": _("people"),
    "plan": _("plan"),
    "row": _("row"),
    "steps": _("steps"),
    "secret": _("secret"),
    "tags": _("tags"),
    "targets": _("targets"),
    "task": _("task"),
    "tickets": _("tickets"),
    "token": _("token"),
    "user": _("person"),
    "values": _("fields of the form"),
    "version": _("version"),
    "vote": _("vote"),
    "voter": _("voter"),
    "voters": _("voters"),
}
PARTS: dict[str, Any] = {
    "absence": _("absence"),
    "address": _("mail address"),
    "announcement": _("announcement"),
    "ci": _("asset"),
    "contact": _("contact"),
    "external": _("external reference"),
    "field": _("field"),
    "formfield": _("field"),
    "history": _("history"),
    "option": _("choice"),
    "options": _("choices"),
    "person": _("person"),
    "port": _("port"),
    "role": _("role"),
    "second_factor": _("second factor"),
    "slatarget": _("target"),
    "update": _("update"),
}
"""Parts by the words of verbs that are no tables."""

ACTS: dict[str, Any] = {
    "created": _("created"),
    "updated": _("changed"),
    "changed": _("changed"),
    "deleted": _("put in the trash"),
    "restored": _("taken out of the trash"),
    "purged": _("removed for good"),
    "added": _("added"),
    "removed": _("removed"),
    "set": _("set"),
    "linked": _("linked"),
    "unlinked": _("link removed"),
    "revoked": _("taken away"),
    "granted": _("given"),
    "imported": _("imported"),
    "ended": _("ended"),
}
"""What happens to many things, or (behind the name of a part) to a part of one."""
WORDS: dict[str, Any] = {
    "aborted": _("given up"),
    "access_restored": _("access restored"),
    "acting_begun": _("began to act for somebody"),
    "acting_ended": _("ceased to act for somebody"),
    "announced": _("announced"),
    "approval_approved": _("approval given"),
    "approval_cancelled": _("approval withdrawn"),
    "approval_not_asked": _("approval could not be asked for"),
    "approval_rejected": _("approval refused"),
    "approval_requested": _("approval asked for"),
    "approval_vote_taken_back": _("vote taken back"),
    "approval_voted": _("voted"),
    "approval_voter_added": _("voter added"),
    "canceled": _("canceled"),
    "checked": _("checked"),
    "chose": _("chose for themselves"),
    "deployed": _("put to use"),
    "entity_chosen": _("chose where to work"),
    "exported": _("exported"),
    "invited": _("invited"),
    "locked": _("locked"),
    "merged": _("merged"),
    "moved": _("moved"),
    "paid": _("paid"),
    "port_addressed": _("port given an address"),
    "published": _("published"),
    "rated": _("rated"),
    "rating_withdrawn": _("rating withdrawn"),
    "related": _("related to another"),
    "reset_requested": _("a new password asked for"),
    "retried": _("tried again"),
    "second_factor_removed": _("second factor removed"),
    "session_ended": _("signed out elsewhere"),
    "sign_in_paused": _("sign-in paused after wrong passwords"),
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "sla_breached": _("a promise ran out"),
    "sla_recalculated": _("promises counted anew"),
    "sla_warned": _("a promise runs out soon"),
    "sla_warning": _("a promise runs out soon"),
    "split": _("split"),
    "subscribed": _("subscribed"),
    "tagged": _("tagged"),
    "undone": _("undone"),
    "unlocked": _("unlocked"),
    "unmerged": _("taken apart again"),
    "unpublished": _("taken back from publication"),
    "unrelated": _("relation removed"),
    "unsubscribed": _("unsubscribed"),
    "work_removed": _("work removed"),
    "workflow_values_set": _("questions of the workflow answered"),
}
"""What happens to few things, by the second part of the verb."""


def verb_word(verb: str) -> str:
    """Return what an entry tells of, without the noun that it is about: "created", or of a part
    "member: added"; the verb itself for one without words.
    """
    act = verb.partition(".")[2] or verb
    word = WORDS.get(act) or ACTS.get(act)
    if word is not None:
        return str(word)
    part, line, last = act.rpartition("_")
    if line and last in ACTS:
        return f"{_part_word(part)}: {ACTS[last]}"
    return act.replace("_", " ")


def _part_word(part: str) -> str:
    known = BESIDE_COLUMNS.get(part) or PARTS.get(part)
    return str(known) if known is not None else noun_word(part)


@cache
def _tables() -> dict[str, Any]:
    return {noun_of(model()): model for model in apps.get_models()}


def noun_word(noun: str) -> str:
    """Return what a table is called; the noun itself for a table that is gone."""
    model = _tables().get(noun)
    return str(model._meta.verbose_name) if model is not None else noun


def field_word(entry: JournalEntry, name: str) -> str:
    """Return what a changed field is called; "plan.risk" is named by both parts."""
    first, dot, rest = name.partition(".")
    word = _column(entry.part_noun, name) or _column(entry.noun, name)
    if word:
        return word
    if dot and entry.noun != "setting":
        below = _column(entry.noun, rest)
        return f"{field_word(entry, first)}: {below or rest}"
    return str(BESIDE_COLUMNS.get(name, name))


def _column(noun: str, name: str) -> str:
    model = _tables().get(noun)
    if model is None:
        return ""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return str(getattr(field, "verbose_name", ""))
