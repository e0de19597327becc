"""API clients and tokens, and what those may see who manage people or set the desk up."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import (
    Absence,
    ApiClient,
    Calendar,
    Entity,
    EntryLink,
    Grant,
    Group,
    Holiday,
    IdentityProvider,
    Location,
    Member,
    Note,
    Role,
    Token,
    User,
    UserCategory,
    UserTitle,
)
from accounts.secrets import token_hash
from accounts.vocabulary import ROOT_ENTITY, LinkPurpose, TokenKind
from audit.actor import Actor
from audit.reading import only

NOTES = "followup.read_internal"
"""The right with which notes on people, companies and items are read and written."""


def clients_of(dialect: str) -> QuerySet[ApiClient]:
    """Return the active clients of a dialect, oldest first."""
    return ApiClient.objects.filter(dialect=dialect, is_active=True, deleted_at=None).order_by("id")


def client_names(keys: Iterable[int]) -> dict[int, str]:
    """Return {key: name} of API clients, the deleted among them."""
    return dict(ApiClient.objects.filter(pk__in=keys).values_list("pk", "name"))


def token_names(keys: Iterable[int]) -> dict[int, str]:
    """Return {key: name and first characters} of tokens, the revoked among them."""
    return {token.pk: str(token) for token in Token.objects.filter(pk__in=keys)}


def client_rows(dialect: str) -> QuerySet[ApiClient]:
    """Return all clients of a dialect that are not in the trash; who asks narrows it."""
    return ApiClient.objects.filter(dialect=dialect, deleted_at=None)


def client_by_login(dialect: str, login: str) -> ApiClient | None:
    """Return the active client of a dialect that calls under this name, with whom it acts as."""
    named = ApiClient.objects.filter(dialect=dialect, login=login, is_active=True, deleted_at=None)
    return only(named.exclude(login="").select_related("user"))


OPEN_KINDS = (TokenKind.PERSONAL, TokenKind.BEARER)
"""Tokens that stand for a person at every door; an access token opens the door it was made at."""


def token_owner(secret: str, *, kinds: tuple[str, ...] = OPEN_KINDS) -> Token | None:
    """Return the live token of these kinds with this secret and its person, or None."""
    # a call of programs asks this each time: one row by its key, the rest is looked at here
    related = ("user",) if kinds == OPEN_KINDS else ("user", "client")
    rows = Token.objects.select_related(*related)
    token = only(rows.filter(token_hash=token_hash(secret), kind__in=kinds, revoked_at=None))
    if token is None or (token.expires_at is not None and token.expires_at <= timezone.now()):
        return None
    if not token.user.is_active or token.user.deleted_at is not None:
        return None
    if token.client is not None and not (token.client.is_active and not token.client.deleted_at):
        return None
    return token


def live_link(secret: str, purpose: LinkPurpose) -> EntryLink | None:
    """Return the unused link with this secret, of a person who may still be let in, or None."""
    return only(
        EntryLink.objects.select_related("user").filter(
            token_hash=token_hash(secret),
            purpose=purpose,
            used_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
            user__deleted_at=None,
        )
    )


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """Return the actor's own tokens that have not been revoked."""
    return Token.objects.filter(user=actor.person, revoked_at=None)


def visible_roles(actor: Actor) -> QuerySet[Role]:
    """Return the roles, for those who manage roles or people."""
    allowed = policies.may(actor, "role.manage") or policies.may(actor, "user.manage")
    return Role.objects.all() if allowed else Role.objects.none()


def visible_grants(actor: Actor) -> QuerySet[Grant]:
    """Return who holds what: of everybody for those who manage people, else one's own."""
    if policies.may(actor, "user.manage"):
        return Grant.objects.filter(user__is_system=False, user__deleted_at=None)
    return Grant.objects.filter(user=actor.person)


def visible_entities(actor: Actor, right: str = "ticket.read") -> QuerySet[Entity]:
    """Return the entities in which the actor reads tickets, or holds another right."""
    return Entity.objects.filter(policies.in_entities(actor, right, field="pk"))


def entities_to_work_in(person: User) -> QuerySet[Entity]:
    """Return the entities in which a person holds any role, wherever they work just now."""
    allowed = Q(pk__in=[])
    for grant in Grant.objects.filter(user=person):
        hold = policies.Hold(grant.entity_id, grant.is_recursive, None, "")
        allowed |= policies.entity_filter(hold, field="pk")
    return Entity.objects.filter(allowed)


def entity_names(keys: Iterable[int]) -> dict[int, str]:
    """Return the names from the root of entities (one statement)."""
    rows = Entity.objects.filter(pk__in=list(keys))
    return dict(rows.values_list("pk", "full_name"))


def has_entities() -> bool:
    """Tell whether there is any entity beside the root."""
    return Entity.objects.exclude(pk=ROOT_ENTITY).exists()


def entities_above(entity_id: int) -> set[int]:
    """Return the numbers of the entities above one."""
    return policies.ancestors_of(entity_id)


def entity_for(actor: Actor, right: str, entity_id: int | None) -> Entity:
    """Return the entity of a new row: the wanted one, None = the one the actor works in.

    Raises PermissionDenied without the right, ValidationError (code "does_not_exist") where it is
    not held and for unknown ones alike.
    """
    policies.require_right(actor, right)
    key = home_of(actor, right) if entity_id is None else entity_id
    allowed = Entity.objects.filter(policies.in_entities(actor, right, field="pk"))
    found = allowed.filter(pk=key).first()
    if found is None:
        message = _("There is no such entity that you may use.")
        raise ValidationError({"entity": ValidationError(message, code="does_not_exist")})
    return found


def home_of(actor: Actor, right: str, *, group_id: int | None = None) -> int:
    """Return the entity of what the actor makes without naming one: the root where the right is
    held there, else the first entity where it is (for the group, if there is one).

    Raises PermissionDenied where it is held nowhere.
    """
    if policies.holds_everywhere(actor, right):
        return ROOT_ENTITY
    places = [
        hold.entity_id
        for hold in policies.holds_of(actor, right)
        if (group_id is None or hold.group_id in (None, group_id)) and hold.entity_id is not None
    ]
    policies.require(bool(places), right)
    return ROOT_ENTITY if ROOT_ENTITY in places else places[0]


def visible_calendars(actor: Actor) -> QuerySet[Calendar]:
    """Return the calendars, for those who set the desk up."""
    allowed = policies.may(actor, "setting.manage")
    return Calendar.objects.all() if allowed else Calendar.objects.none()


def visible_locations(actor: Actor) -> QuerySet[Location]:
    """Return the places, to everybody who may work on tickets somewhere."""
    allowed = policies.may(actor, "ticket.read")
    return Location.objects.all() if allowed else Location.objects.none()


def user_titles() -> QuerySet[UserTitle]:
    """Return the catalogue of how people are addressed."""
    return UserTitle.objects.order_by("name", "pk")


def user_categories() -> QuerySet[UserCategory]:
    """Return the catalogue of kinds of people."""
    return UserCategory.objects.order_by("name", "pk")


def note_for(actor: Actor, note_id: int) -> Note:
    """Return a note, to those who read internal notes of the desk. Raises Note.DoesNotExist."""
    return _notes(actor).get(pk=note_id)


def notes_on(actor: Actor, owner: Model) -> QuerySet[Note]:
    """Return the notes on a row that the actor may see, the newest first; none for who does not
    read what is internal.
    """
    noun = ContentType.objects.get_for_model(owner)
    notes = _notes(actor).filter(noun=noun, object_id=owner.pk)
    return notes.select_related("author", "edited_by").order_by("-pk")


def may_change_note(actor: Actor, note: Note) -> bool:
    """Tell whether a note that the actor reads is the actor's to change: the own, for
    administrators every one.
    """
    is_own = actor.person is not None and note.author_id == actor.person.pk
    return is_own or policies.is_administrator(actor)


def _notes(actor: Actor) -> QuerySet[Note]:
    return Note.objects.all() if policies.may(actor, NOTES) else Note.objects.none()


def people_at(location_ids: Collection[int]) -> dict[int, int]:
    """Return {place: number of people there} (one statement)."""
    rows = User.objects.filter(location__in=location_ids, deleted_at=None, is_system=False)
    counts = rows.order_by().values_list("location_id").annotate(number=Count("pk"))
    return {key: number for key, number in counts if key is not None}


def members_of(group: Group) -> QuerySet[Member]:
    """Return the members of a visible group."""
    return Member.objects.filter(group=group, user__deleted_at=None)


def absences_at(moment: datetime) -> QuerySet[Absence]:
    """Return the absences that run at a moment."""
    return Absence.objects.filter(starts_at__lte=moment, ends_at__gt=moment)


def visible_absences(actor: Actor) -> QuerySet[Absence]:
    """Return when people are away: one's own, everybody's for those who manage people."""
    found = Absence.objects.filter(user__deleted_at=None)
    return found if policies.may(actor, "user.manage") else found.filter(user=actor.person)


def visible_clients(actor: Actor) -> QuerySet[ApiClient]:
    """Return the programs that may call older APIs, for those who set the desk up."""
    found = ApiClient.objects.filter(deleted_at=None)
    return found if policies.may_desk_wide(actor, "setting.manage") else found.none()


def visible_providers(actor: Actor) -> QuerySet[IdentityProvider]:
    """Return where people may sign in elsewhere, for those who set the desk up."""
    found = IdentityProvider.objects.filter(deleted_at=None)
    return found if policies.may_desk_wide(actor, "setting.manage") else found.none()


def holidays_by_calendar(calendar_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {calendar: its own holidays} (one statement)."""
    rows = Holiday.objects.filter(calendar__in=list(calendar_ids)).order_by("starts_on", "id")
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.values("calendar_id", "name", "starts_on", "ends_on", "is_yearly"):
        told: dict[str, Any] = dict(row)
        found.setdefault(told.pop("calendar_id"), []).append(told)
    return found
