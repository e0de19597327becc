"""The door to rows that have no verbs of their own: catalogues, and parts of bigger rows.

Each app declares such tables as a Noun. Who may read and write them, where, and what is journaled
is decided here, for every door alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import Entity
from accounts.operations.trees import change_in_tree, insert_in_tree
from accounts.queries import entity_for
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.rows import change_row, has_trash, insert_row, purge_row, restore_row, trash_row
from audit.versions import require_unchanged


@dataclass(frozen=True, kw_only=True)
class Noun:
    """A table whose rows are read and written alike.

    `write` and `remove` are words of rights. `entity` is the path to the entity whose rights count;
    "" = the whole desk. `owner` is the foreign key of the row it is a part of. `read` None = people
    who work where the row is; else a word, or a filter for the actor. `held` is the filter of rows
    for which a word is held, where its place alone does not tell.
    """

    model: Any
    write: str
    remove: str
    entity: str = ""
    owner: str = ""
    read: str | Callable[[Actor], Q] | None = None
    held: Callable[[Actor, str], Q] | None = None


def rows_of(noun: Noun) -> QuerySet[Any]:
    """Return every row of a noun; who asks has to narrow it."""
    rows: QuerySet[Any] = noun.model._default_manager.all()
    return rows


def visible(actor: Actor, noun: Noun) -> QuerySet[Any]:
    """Return the rows the actor may see, those in the trash among them."""
    return rows_of(noun).filter(_readable(actor, noun))


@transaction.atomic
def create_row(actor: Actor, noun: Noun, values: Mapping[str, Any]) -> Any:
    """Add a row; "entity_id" absent = where the actor works. Records "<noun>.created", or on the
    owner "<owner>.<noun>_created".

    Raises PermissionDenied, ValidationError.
    """
    _require_word(actor, noun, noun.write)
    values = dict(values)
    if noun.entity == "entity":
        values["entity"] = entity_for(actor, noun.write, values.pop("entity_id", None))
    row: Any = noun.model(**{name: values.pop(name) for name in _owners(noun, values)})
    _fold(row, values)
    _require_owner(actor, noun, row)
    insert = insert_in_tree if _is_tree(row) else insert_row
    insert(actor, row, values, owner=_owner(noun, row))
    _require_there(actor, noun, noun.write, row)
    return row


@transaction.atomic
def change(actor: Actor, noun: Noun, key: int, values: Mapping[str, Any]) -> Any:
    """Change a visible row. Records "<noun>.updated" with what differs, or on the owner.

    Raises DoesNotExist for hidden and unknown alike, PermissionDenied, ValidationError.
    """
    row = _writable(actor, noun, noun.write, key)
    values = dict(values)
    entity_id = values.pop("entity_id", None)
    if entity_id is not None and noun.entity == "entity":
        values["entity"] = entity_for(actor, noun.write, entity_id)
    _fold(row, values)
    if _is_tree(row):
        return change_in_tree(actor, row, values, owner=_owner(noun, row))
    change_row(actor, row, values, owner=_owner(noun, row))
    row.refresh_from_db()
    return row


@transaction.atomic
def trash(actor: Actor, noun: Noun, key: int) -> Any:
    """Put a visible row in the trash; one that lies there stays."""
    row = _writable(actor, noun, noun.remove, key)
    if row.deleted_at is None:
        trash_row(actor, row, owner=_owner(noun, row))
    return row


@transaction.atomic
def restore(actor: Actor, noun: Noun, key: int) -> Any:
    """Take a visible row out of the trash."""
    row = _writable(actor, noun, noun.remove, key)
    if row.deleted_at is not None:
        restore_row(actor, row, owner=_owner(noun, row))
    return row


@transaction.atomic
def purge(actor: Actor, noun: Noun, key: int) -> Any:
    """Remove a visible row for good; what pointed to it points nowhere.

    Raises ValidationError(code="in_use") for a row that others cannot do without.
    """
    row = _writable(actor, noun, noun.remove, key)
    try:
        purge_row(actor, row, owner=_owner(noun, row))
    except models.ProtectedError as error:
        raise ValidationError(_("Other rows need this one."), code="in_use") from error
    return row


def keeps_trash(noun: Noun) -> bool:
    """Tell whether rows of the noun are trashed before they are purged."""
    return has_trash(noun.model)


def _readable(actor: Actor, noun: Noun) -> Q:
    if callable(noun.read):
        return noun.read(actor)
    if noun.read is not None:
        if not policies.may(actor, noun.read):
            return Q(pk__in=[])
        if not noun.entity:
            return policies.EVERYTHING
        return policies.in_entities(actor, noun.read, field=noun.entity)
    if not noun.entity:
        return policies.EVERYTHING
    return policies.present_in(actor, field=noun.entity, has_recursive=noun.entity == "entity")


def _writable(actor: Actor, noun: Noun, word: str, key: int) -> Any:
    _require_word(actor, noun, word)
    row = visible(actor, noun).select_for_update(of=("self",)).get(pk=key)
    require_unchanged(actor, row)
    _require_there(actor, noun, word, row)
    return row


def _require_word(actor: Actor, noun: Noun, word: str) -> None:
    allowed = policies.may if noun.held is None else policies.may_some
    policies.require(allowed(actor, word), word)


def _require_there(actor: Actor, noun: Noun, word: str, row: models.Model) -> None:
    """Raise PermissionDenied unless the right is held where the row is."""
    if not noun.entity or policies.holds_everywhere(actor, word):
        return
    if noun.held is not None:
        held = noun.held(actor, word)
    else:
        held = policies.in_entities(actor, word, field=noun.entity)
    if not rows_of(noun).filter(held, pk=row.pk).exists():
        raise PermissionDenied(word)


def _owners(noun: Noun, values: Mapping[str, Any]) -> list[str]:
    names = [noun.owner, "noun", "object_id", "content_type"]
    return [name for name in names if name and name in values]


def _require_owner(actor: Actor, noun: Noun, row: models.Model) -> None:
    if noun.owner and getattr(row, f"{noun.owner}_id", None) is None:
        raise ValidationError(
            {noun.owner: ValidationError(_("This has to be named."), code="required")}
        )


def _owner(noun: Noun, row: models.Model) -> models.Model | None:
    return getattr(row, noun.owner) if noun.owner else None


def _is_tree(row: models.Model) -> bool:
    return hasattr(row, "place") and not isinstance(row, Entity)


def _fold(row: models.Model, values: dict[str, Any]) -> None:
    """Set the columns in which the row is looked up without case."""
    folded: dict[str, str] = getattr(row, "FOLDED", {})
    for source, key in folded.items():
        if source in values:
            setattr(row, key, username_key(values[source]))
