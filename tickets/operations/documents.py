"""Documents: files that stand alone or hang on tickets, lines, items and articles.

Tickets is the highest app, so it knows every row that a document may hang on.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies as accounts_policies
from accounts.models import Entity, User
from accounts.policies import kinds_of
from accounts.queries import home_of
from assets.models import ConfigurationItem
from assets.policies import where as items_where
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import noun_of, record
from crm.models import Company, Contact, Contract, Project
from files.models import FileLink, StoredFile
from files.operations import (
    Content,
    delete_file,
    link_file,
    purge_file,
    received,
    store_file,
    unlink_file,
)
from kb.models import Article
from tickets import queries
from tickets.models import Followup, Ticket
from tickets.operations.status import refuse_locked
from tickets.policies import reads_internal

WRITERS = ("ticket.write", "ci.write")
"""Who holds one of these keeps documents."""

WORDS: dict[type[Model], str] = {
    ConfigurationItem: "ci.write",
    Article: "article.write",
    Company: "company.write",
    Contact: "contact.write",
    Contract: "contract.write",
    Project: "project.write",
    User: "user.manage",
}
COLUMNS = ("title", "comment", "category", "address", "entity_id", "is_recursive", "wire_extra")


def create_document(
    actor: Actor,
    values: Mapping[str, Any],
    *,
    file_name: str = "",
    content: Content | None = None,
) -> StoredFile:
    """Keep a document: with bytes, or only named. Records "storedfile.created".

    Raises PermissionDenied for who neither writes tickets nor items, ValidationError.
    """
    held = _writing(actor)
    accounts_policies.require(bool(held), "ticket.write")
    values = {"entity_id": home_of(actor, held[0]), **values}
    _require_place(actor, values)
    before = nullcontext(None) if content is None else received(content)
    with before as kept, transaction.atomic():
        if kept is not None:
            title = values.get("title", "")
            file = store_file(actor, file_name=file_name, content=kept, title=title)
        else:
            person = actor.person
            file = StoredFile(uploader_id=person.pk if person is not None else None, media_type="")
        changes = apply_values(file, {name: values[name] for name in COLUMNS if name in values})
        file.full_clean(exclude=["media_type"])
        file.save()
        record(actor, "storedfile.created", file, changes)
    return file


@transaction.atomic
def change_document(actor: Actor, file_id: int, values: Mapping[str, Any]) -> StoredFile:
    """Change what is said about a document. Records "storedfile.updated".

    Raises StoredFile.DoesNotExist, PermissionDenied unless it is one's own or one manages tickets.
    """
    file = _writable(actor, file_id)
    if values.get("entity_id", file.entity_id) != file.entity_id:
        _require_place(actor, values)
    changes = apply_values(file, {name: values[name] for name in COLUMNS if name in values})
    if changes:
        file.updated_at = timezone.now()
        file.full_clean(exclude=["media_type"])
        file.save()
        record(actor, "storedfile.updated", file, changes)
    return file


@transaction.atomic
def link_document(actor: Actor, file_id: int, owner: Model) -> FileLink:
    """Hang a visible document on a row that the caller has found among those the actor sees.

    Records "<owner>.file_added". Raises StoredFile.DoesNotExist, PermissionDenied, and
    ValidationError for one that hangs there already.
    """
    file = queries.documents(actor).get(pk=file_id, deleted_at=None)
    whole = _writable_owner(actor, owner)
    link = link_file(actor, file, owner)
    names = {"file": [None, file.file_name or file.title]}
    record(
        actor, f"{noun_of(whole)}.file_added", whole, {"file": [None, file.pk]}, names=names,
        part=file,
    )  # fmt: skip
    return link


@transaction.atomic
def unlink_document(actor: Actor, link: FileLink) -> None:
    """Take a document off a row that the actor may write; customers take off what they hung there.
    Records "<owner>.file_removed".
    """
    owner: Any = link.owner
    whole = _writable_owner(actor, owner)
    is_own = actor.person is not None and link.linked_by_id == actor.person.pk
    accounts_policies.require(is_own or reads_internal(actor), "followup.read_internal")
    file = link.file
    unlink_file(actor, link)
    names = {"file": [file.file_name or file.title, None]}
    record(
        actor, f"{noun_of(whole)}.file_removed", whole, {"file": [file.pk, None]}, names=names,
        part=file,
    )  # fmt: skip


@transaction.atomic
def trash_document(actor: Actor, file_id: int) -> None:
    """Put a document in the trash. Records "storedfile.deleted"."""
    file = _writable(actor, file_id)
    if file.deleted_at is None:
        delete_file(actor, file)
        record(actor, "storedfile.deleted", file)


@transaction.atomic
def restore_document(actor: Actor, file_id: int) -> None:
    """Take a document out of the trash. Records "storedfile.restored"."""
    file = _writable(actor, file_id)
    if file.deleted_at is not None:
        file.deleted_at, file.updated_at = None, timezone.now()
        file.save(update_fields=["deleted_at", "updated_at"])
        record(actor, "storedfile.restored", file)


@transaction.atomic
def purge_document(actor: Actor, file_id: int) -> None:
    """Remove a document with its links for good; the sweep removes the bytes. Records
    "storedfile.purged".
    """
    file = _writable(actor, file_id)
    key = file.pk
    purge_file(actor, file)
    file.pk = key
    record(actor, "storedfile.purged", file, names={"file": [file.file_name or file.title, None]})


def _writing(actor: Actor) -> list[str]:
    """Return the words by which the actor keeps documents, those for single classes among them."""
    words = [
        word
        for right in WRITERS
        for word in (right, *(f"{right}:{kind}" for kind in sorted(kinds_of(actor, right))))
    ]
    return [word for word in words if accounts_policies.may(actor, word)]


def _require_place(actor: Actor, values: Mapping[str, Any]) -> None:
    """Refuse an entity in which the actor writes nothing that documents hang on."""
    there = Q(pk__in=[])
    for word in _writing(actor):
        there |= accounts_policies.in_entities(actor, word, field="pk")
    if not Entity.objects.filter(there, pk=values["entity_id"]).exists():
        message = _("There is no such entity that you may use.")
        raise ValidationError({"entity": ValidationError(message, code="does_not_exist")})


def _writable(actor: Actor, file_id: int) -> StoredFile:
    file = queries.documents(actor).select_for_update(of=("self",)).get(pk=file_id)
    own = actor.person is not None and file.uploader_id == actor.person.pk
    if not own and not accounts_policies.may(actor, "ticket.manage"):
        raise PermissionDenied("ticket.manage")
    return file


def _writable_owner(actor: Actor, owner: Model) -> Model:
    """Return the row on which the link is recorded, once the actor may write it."""
    if isinstance(owner, Followup):
        owner = owner.ticket
    if isinstance(owner, Ticket):
        ticket = queries.writable_ticket(actor, owner.pk)
        refuse_locked(ticket)
        ticket.activity_at = timezone.now()
        ticket.save(update_fields=["activity_at"])
        return ticket
    word = WORDS.get(type(owner), "ticket.manage")
    if isinstance(owner, ConfigurationItem):
        held = ConfigurationItem.objects.filter(items_where(actor, word), pk=owner.pk)
        accounts_policies.require(held.exists(), word)
        return owner
    accounts_policies.require_right(actor, word)
    if any(field.name == "entity" for field in owner._meta.fields):
        there = accounts_policies.in_entities(actor, word)
        known = type(owner)._default_manager.filter(there, pk=owner.pk).exists()
        accounts_policies.require(known, word)
    return owner
