"""Who calls, and the resources about the session itself (contract sections 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts import queries
from accounts.networks import within
from accounts.operations import sign_in
from accounts.operations.clients import fits_secret
from accounts.operations.sign_in import sign_in_with_token
from accounts.operations.wire_sessions import (
    close_wire_session,
    entities_of,
    held_places,
    held_roles,
    open_wire_session,
    switch_entities,
    switch_role,
    wire_session,
)
from accounts.vocabulary import Interface
from api_compat.glpi import config, rights
from api_compat.glpi.columns import MOMENT
from api_compat.glpi.errors import Refusal, bad_request, missing_item
from api_compat.glpi.facts import groups
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.session import DOOR, Root, Session
from audit.actor import Actor
from tickets.policies import ANSWERS_LATER

if TYPE_CHECKING:
    from accounts.models import Role

NO_BODY = object()
"""An answer without any body."""


def require_client(root: Root, bag: Bag, address: str, *, asks_token: bool) -> None:
    """Let only listed addresses in, with one of their app tokens (contract section 4)."""
    if not root.settings[config.ENABLED.name]:
        raise Refusal("ERROR", "API disabled")
    near = [one for one in queries.clients_of(DOOR) if within(address, one.networks)]
    if not near:
        message = "There isn't an active API client matching your IP address in the configuration"
        raise Refusal("ERROR_NOT_ALLOWED_IP", f"{message} ({address})")
    if not asks_token:
        return
    token = str(bag.get("app_token") or "")
    secrets = [one for one in near if one.secret_hash]
    if not token:
        if len(secrets) == len(near):
            message = "missing parameter app_token"
            raise Refusal("ERROR_APP_TOKEN_PARAMETERS_MISSING", message, is_documented=True)
        return
    if not any(fits_secret(one, token) for one in secrets):
        message = "parameter app_token seems wrong"
        raise Refusal("ERROR_WRONG_APP_TOKEN_PARAMETER", message, is_documented=True)


def session_for(root: Root, bag: Bag, address: str, request_id: str) -> Session:
    """Return the session of the call's token. Raises Refusal."""
    token = bag.get("session_token")
    if not token or not isinstance(token, str):
        message = "parameter session_token is missing or empty"
        raise Refusal("ERROR_SESSION_TOKEN_MISSING", message, is_documented=True)
    found = wire_session(token, dialect=DOOR, idle_hours=root.settings[config.IDLE_HOURS.name])
    if found is None:
        message = "session_token seems invalid"
        raise Refusal("ERROR_SESSION_TOKEN_INVALID", message, status=401)
    row, places = found
    actor = Actor(
        user=row.user,
        door=DOOR,
        address=address,
        request_id=request_id,
        liberties=frozenset({ANSWERS_LATER}),
    )
    return Session(row, places, actor, root)


def init_session(root: Root, bag: Bag, address: str) -> Any:
    """Sign in by token or by name and password."""
    if truth(bag.get("user_token")):
        user = _by_token(root, str(bag["user_token"]), address)
    else:
        user = _by_password(root, bag, address)
    opened = open_wire_session(user, dialect=DOOR, address=address)
    if opened is None:
        raise Refusal("ERROR_GLPI_LOGIN", "You don't have right to connect", status=401)
    row, token = opened
    answer: dict[str, Any] = {"session_token": token}
    if truth(bag.get("get_full_session")):
        session = session_for(root, {"session_token": token}, address, "")
        answer["session"] = full_session(session)
    return answer


def _by_token(root: Root, secret: str, address: str) -> Any:
    if not root.settings[config.EXTERNAL_TOKEN.name]:
        message = "usage of initSession resource with external token is disabled"
        raise Refusal("ERROR_LOGIN_WITH_EXTERNAL_TOKEN_DISABLED", message)
    token = sign_in_with_token(secret, address=address)
    if token is None:
        message = "parameter user_token seems invalid"
        raise Refusal("ERROR_GLPI_LOGIN_USER_TOKEN", message, status=401)
    return token.user


def _by_password(root: Root, bag: Bag, address: str) -> Any:
    login, password = bag.get("login"), bag.get("password")
    if not login or not password or isinstance(login, dict | list):
        message = "parameter(s) login, password or user_token are missing"
        raise Refusal("ERROR_LOGIN_PARAMETERS_MISSING", message, is_documented=True)
    if not root.settings[config.CREDENTIALS.name]:
        message = "usage of initSession resource with credentials is disabled"
        raise Refusal("ERROR_LOGIN_WITH_CREDENTIALS_DISABLED", message)
    user = sign_in(str(login), str(password), address=address)
    if user is None:
        raise Refusal("ERROR_GLPI_LOGIN", "Incorrect username or password", status=401)
    return user


def kill_session(session: Session, bag: Bag) -> Any:
    """End the session."""
    close_wire_session(session.row)
    return True if session.flavour.answers_true else NO_BODY


def my_profiles(session: Session, bag: Bag) -> Any:
    """The roles that the person holds, and where."""
    return {"myprofiles": [_profile(session, role) for role in held_roles(session.user)]}


def active_profile(session: Session, bag: Bag) -> Any:
    """The role of the session, with its rights."""
    return {"active_profile": _active(session)}


def change_profile(session: Session, bag: Bag) -> Any:
    """Work in another role."""
    wanted = bag.get("profiles_id")
    if wanted is None:
        raise bad_request()
    if not str(wanted).isdecimal() or not switch_role(session.row, int(wanted)):
        raise missing_item()
    return True if session.flavour.answers_true else NO_BODY


def my_entities(session: Session, bag: Bag) -> Any:
    """The entities in which the session's role is held."""
    places = held_places(session.user, session.role.pk)
    if not truth(bag.get("is_recursive")):
        numbers = [place.entity_id for place in places]
    else:
        numbers = []
        for place in places:
            below = [key for key in entities_of([place]) if key != place.entity_id]
            numbers += [*below, place.entity_id]
    names = queries.entity_names(numbers)
    return {"myentities": [{"id": key, "name": names[key]} for key in dict.fromkeys(numbers)]}


def active_entities(session: Session, bag: Bag) -> Any:
    """The entities in which the session works."""
    deep = any(place.is_recursive for place in session.places)
    return {
        "active_entity": {
            "id": session.entity_id,
            "active_entity_recursive": deep if session.row.was_changed else int(deep),
            "active_entities": [{"id": key} for key in session.entities],
        }
    }


def change_entities(session: Session, bag: Bag) -> Any:
    """Work in another entity, or in all."""
    deep = bag.get("is_recursive", False)
    wanted = bag.get("entities_id", "all")
    if not isinstance(deep, bool):
        raise bad_request()
    is_all = wanted == "all"
    if not is_all and not str(wanted).isdecimal():
        raise bad_request()
    changed = switch_entities(session.row, None if is_all else int(wanted), is_recursive=deep)
    if not changed and session.flavour.refuses_foreign_entity:
        raise bad_request()
    return changed


def get_full_session(session: Session, bag: Bag) -> Any:
    """What the session knows."""
    return {"session": full_session(session)}


def glpi_config(session: Session, bag: Bag) -> Any:
    """The configuration as clients may read it."""
    return {"cfg_glpi": config.told(session.root.settings, session.root.url)}


def full_session(session: Session) -> dict[str, Any]:
    """Return the session's values from a closed list: nothing secret is among them."""
    user, entities = session.user, session.entities
    names = queries.entity_names([session.entity_id])
    deep = any(place.is_recursive for place in session.places)
    name = names[session.entity_id]
    return {
        "valid_id": str(session.row.pk),
        "glpi_currenttime": timezone.now().astimezone(session.root.zone).strftime(MOMENT),
        "glpi_use_mode": 0,
        "glpiID": user.pk,
        "glpiname": user.username,
        "glpifriendlyname": user.shown_name,
        "glpirealname": user.last_name or None,
        "glpifirstname": user.first_name or None,
        "glpidefault_entity": session.entity_id,
        "glpilanguage": user.language or "en_GB",
        "glpilist_limit": session.page_size,
        "glpiextauth": 0,
        "glpiauthtype": 1,
        "glpiroot": "",
        "glpiactiveprofile": _active(session),
        "glpiprofiles": {
            str(role.pk): {"name": role.name, "entities": _places(session, role)}
            for role in held_roles(user)
        },
        "glpigroups": sorted(user.group_ids),
        "glpiactive_entity": session.entity_id,
        "glpiactive_entity_name": name + (" (tree structure)" if deep else ""),
        "glpiactive_entity_shortname": name.rpartition(" > ")[2],
        "glpiactive_entity_recursive": deep,
        "glpiactiveentities": {str(key): str(key) for key in entities},
        "glpiactiveentities_string": ", ".join(f"'{key}'" for key in entities),
        "glpiparententities": {
            str(key): key for key in sorted(queries.entities_above(session.entity_id))
        },
        "glpishowallentities": int(session.row.entity_id is None),
    }


def _active(session: Session) -> dict[str, Any]:
    role, carried = session.role, session.role.wire_extra
    numbers = dict(session.rights)
    if session.is_portal:
        numbers = {noun: bits for noun, bits in numbers.items() if bits}
    return {
        "id": role.pk,
        "name": role.name,
        "interface": "helpdesk" if role.interface == Interface.PORTAL else "central",
        "is_default": int(role.is_default),
        "helpdesk_hardware": carried.get("glpi.helpdesk_hardware", 0),
        "helpdesk_item_type": groups()["ticket_types"],
        "ticket_status": role.status_moves or [],
        "comment": role.comment or None,
        **(numbers or dict.fromkeys(("ticket", "computer", "user"), rights.EVERYTHING)),
        "entities": _places(session, role),
    }


def _profile(session: Session, role: Role) -> dict[str, Any]:
    return {"id": role.pk, "name": role.name, "entities": _places(session, role)}


def _places(session: Session, role: Role) -> list[dict[str, Any]]:
    places = held_places(session.user, role.pk)
    names = queries.entity_names([place.entity_id for place in places])
    return [
        {
            "id": place.entity_id,
            "name": names[place.entity_id],
            "is_recursive": int(place.is_recursive),
        }
        for place in places
    ]
