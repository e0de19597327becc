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
