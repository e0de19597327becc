"""Rows of another desk: they keep their numbers and their times (fields.md D10).

Same invariants as the ordinary operations. No journal entry each: the run leaves one, see
`record_import`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.drafts import CalendarDraft, GroupDraft, RoleDraft, UserDraft
from accounts.models import (
    ApiClient,
    Calendar,
    Grant,
    Group,
    Location,
    Member,
    Note,
    Role,
    Token,
    User,
    UserEmail,
)
from accounts.operations.base_data import DOCUMENT_TYPES, add_again
from accounts.operations.clients import new_client
from accounts.operations.nouns import Noun
from accounts.operations.people import new_user, set_other_address
from accounts.operations.trees import plant
from accounts.policies import is_administrator, require
from accounts.secrets import PREFIX_LENGTH, token_hash
from accounts.vocabulary import ROOT_ENTITY, SYSTEM_USER, TokenKind
from audit.actor import Actor
from audit.journal import record
from audit.models import JournalEntry
from audit.rows import keep_row
from files import operations as files
from files.operations import store_file


def record_import(actor: Actor, source: str, counts: dict[str, int]) -> JournalEntry:
    """Leave the one "desk.imported" entry of a run: {noun: rows}."""
    require(is_administrator(actor), "import")
    system = User.objects.get(pk=SYSTEM_USER)
    changes: dict[str, list[Any]] = {noun: [None, count] for noun, count in counts.items()}
    return record(actor, "desk.imported", system, changes, message=source)


def import_user(
    actor: Actor, draft: UserDraft, *, id: int | None = None, created_at: datetime | None = None
) -> User:
    """Add a person as another desk knew them; the password is hashed whatever its quality."""
    require(is_administrator(actor), "import")
    user = new_user(draft)
    _keep(user, id, created_at)
    user.full_clean(exclude=["email"])
    user.save(force_insert=True)
    if user.email:
        UserEmail.objects.create(
            user=user, email=user.email, email_key=user.email.casefold(), is_default=True
        )
    set_other_address(user, draft.other_email)
    return user


def import_group(
    actor: Actor,
    draft: GroupDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    deleted_at: datetime | None = None,
) -> Group:
    """Add a group with its number."""
    require(is_administrator(actor), "import")
    values = {
        **vars(draft),
        "entity_id": ROOT_ENTITY if draft.entity_id is None else draft.entity_id,
    }
    group = Group(deleted_at=deleted_at, **values)
    _keep(group, id, created_at)
    group.full_clean()
    group.save(force_insert=True)
    plant(group)
    return group


def import_role(actor: Actor, draft: RoleDraft, *, id: int | None = None) -> Role:
    """Add a role with its number; an imported role may hold words the importer maps."""
    require(is_administrator(actor), "import")
    role = Role(**vars(draft))
    _keep(role, id, None)
    role.full_clean()
    role.save(force_insert=True)
    return role


def import_membership(
    actor: Actor, user: User, role: Role, group: Group | None, *, is_recursive: bool = True
) -> Grant:
    """Give a role in a group (None = everywhere) and make the person its member."""
    require(is_administrator(actor), "import")
    if group is not None:
        Member.objects.get_or_create(group=group, user=user)
    grant, _ = Grant.objects.get_or_create(
        user=user,
        role=role,
        group=group,
        entity_id=ROOT_ENTITY,
        defaults={"is_recursive": is_recursive},
    )
    return grant


def import_members(actor: Actor, group: Group, people: Iterable[User]) -> None:
    """Make people members of a group, without a role in it."""
    require(is_administrator(actor), "import")
    Member.objects.bulk_create(Member(group=group, user=user) for user in people)


def import_manager(actor: Actor, user: User, manager: User) -> None:
    """Say whom a person reports to."""
    require(is_administrator(actor), "import")
    user.manager = manager
    user.save(update_fields=["manager"])


def import_location(
    actor: Actor,
    *,
    name: str,
    parent: Location | None = None,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Location:
    """Add a place with its number; its parent comes before it."""
    require(is_administrator(actor), "import")
    location = Location(name=name, parent=parent, is_recursive=True)
    _keep(location, id, created_at)
    location.full_clean()
    location.save(force_insert=True)
    plant(location)
    return location


def import_whereabouts(actor: Actor, user: User, location: Location) -> None:
    """Say where a person is."""
    require(is_administrator(actor), "import")
    user.location = location
    user.save(update_fields=["location"])


def import_note(
    actor: Actor,
    owner: models.Model,
    *,
    title: str,
    body: str,
    author: User | None = None,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Note:
    """Add a note on a row with its number."""
    require(is_administrator(actor), "import")
    note = Note(owner=owner, title=title, body=body, author=author)
    _keep(note, id, created_at)
    note.save(force_insert=True)
    return note


def import_grant(
    actor: Actor, user: User, role: Role, *, entity_id: int, is_recursive: bool, id: int | None
) -> Grant:
    """Give a role somewhere, under the number that the grant had."""
    require(is_administrator(actor), "import")
    grant = Grant(user=user, role=role, entity_id=entity_id, is_recursive=is_recursive)
    _keep(grant, id, None)
    grant.full_clean()
    grant.save(force_insert=True)
    return grant


def import_row(actor: Actor, noun: Noun, values: dict[str, Any], *, id: int | None) -> Any:
    """Add a row of a catalogue under its number."""
    require(is_administrator(actor), "import")
    row = noun.model(**values)
    keep_row(row, id=id, created_at=None)
    return row


def import_calendar(actor: Actor, draft: CalendarDraft, *, id: int | None) -> Calendar:
    """Add a calendar under its number, open from Monday to Friday unless it says when."""
    require(is_administrator(actor), "import")
    values = dict(vars(draft))
    values["intervals"] = values["intervals"] or [[day, "08:00", "18:00"] for day in range(5)]
    columns = {known.name for known in Calendar._meta.fields}
    calendar = Calendar(**{name: value for name, value in values.items() if name in columns})
    keep_row(calendar, id=id, created_at=None)
    return calendar


def import_picture(actor: Actor, user: User, content: bytes) -> None:
    """Set a person's picture."""
    require(is_administrator(actor), "import")
    user.picture = store_file(actor, file_name=f"{user.username}.png", content=content)
    user.save(update_fields=["picture"])


def import_clients(actor: Actor, dialect: str, rows: list[dict[str, Any]]) -> None:
    """Replace the API clients of a dialect: name, networks, secret, is_active of each."""
    require(is_administrator(actor), "import")
    ApiClient.objects.filter(dialect=dialect).delete()
    for row in rows:
        values = dict(row)
        is_active = values.pop("is_active")
        client = new_client(dialect=dialect, **values)
        client.is_active = is_active
        client.save(force_insert=True)


def take_clients(actor: Actor, dialect: str) -> list[dict[str, Any]]:
    """Return the API clients of a dialect, secrets as hashes."""
    require(is_administrator(actor), "import")
    names = ("id", "name", "networks", "secret_hash", "is_active")
    return [
        {name: getattr(client, name) for name in names}
        for client in ApiClient.objects.filter(dialect=dialect).order_by("pk")
    ]


def restore_clients(actor: Actor, dialect: str, kept: list[dict[str, Any]]) -> None:
    """Bring back what `take_clients` returned."""
    require(is_administrator(actor), "import")
    ApiClient.objects.filter(dialect=dialect).delete()
    for row in kept:
        ApiClient.objects.create(dialect=dialect, **row)
    record(actor, "desk.access_restored", User.objects.get(pk=SYSTEM_USER), {}, message=dialect)


def import_token(actor: Actor, user: User, secret: str, *, name: str) -> Token:
    """Keep a token that the other desk had given out."""
    require(is_administrator(actor), "import")
    token = Token(user=user, name=name, kind=TokenKind.BEARER)
    token.token_hash, token.prefix = token_hash(secret), secret[:PREFIX_LENGTH]
    token.save(force_insert=True)
    return token


def import_api_client(
    actor: Actor,
    *,
    name: str,
    dialect: str,
    networks: list[str],
    secret: str = "",
    login: str = "",
    user: User | None = None,
    scopes: list[str] | None = None,
) -> ApiClient:
    """Add an API client, replacing those of the same dialect and login (the built-in one has
    none).
    """
    require(is_administrator(actor), "import")
    ApiClient.objects.filter(dialect=dialect, login=login).delete()
    client = new_client(
        name=name,
        dialect=dialect,
        networks=networks,
        secret=secret,
        login=login,
        user=user,
        scopes=scopes,
    )
    client.save(force_insert=True)
    return client


def clear_builtin_roles(actor: Actor) -> None:
    """Make room for another desk's roles: built-in ones that nobody holds go."""
    require(is_administrator(actor), "import")
    Role.objects.filter(is_builtin=True, grants=None).delete()


def clear_builtin_file_types(actor: Actor) -> None:
    """Make room for another desk's kinds of files."""
    require(is_administrator(actor), "import")
    files.clear_base_data(actor)
    add_again(DOCUMENT_TYPES)


def take_access(actor: Actor, dialect: str) -> dict[str, Any]:
    """Return who may enter a dialect and how, as hashes: clients and passwords."""
    require(is_administrator(actor), "import")
    names = ("networks", "secret_hash", "edition")
    return {
        "clients": {
            str(client.pk): {name: getattr(client, name) for name in names}
            for client in ApiClient.objects.filter(dialect=dialect)
        },
        "passwords": {str(key): value for key, value in User.objects.values_list("pk", "password")},
    }


def restore_access(actor: Actor, dialect: str, kept: dict[str, Any]) -> None:
    """Bring back what `take_access` returned; tokens made since then end."""
    require(is_administrator(actor), "import")
    for key, values in kept["clients"].items():
        ApiClient.objects.filter(pk=key, dialect=dialect).update(**values)
    for key, password in kept["passwords"].items():
        User.objects.filter(pk=key).exclude(password=password).update(password=password)
    Token.objects.all().delete()
    record(actor, "desk.access_restored", User.objects.get(pk=SYSTEM_USER), {}, message=dialect)


def _keep(row: models.Model, key: int | None, created_at: datetime | None) -> None:
    if key is not None:
        row.pk = key
    moment = created_at or timezone.now()
    row.created_at = row.updated_at = moment  # type: ignore[attr-defined]
