"""The one view: checks in the contract's order (section 4), then the resource of the path."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings as django_settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from structlog.contextvars import get_contextvars

from accounts import queries
from api_compat.glpi import (
    config,
    documentation,
    documents,
    items,
    itemtypes,  # noqa: F401  (fills the registry)
    massive,
    passwords,
    signin,
    writing,
)
from api_compat.glpi.answers import Answer, finished, refusal_of, response_of, shared
from api_compat.glpi.errors import Refusal, bad_request, unknown_type
from api_compat.glpi.flavour import FLAVOURS
from api_compat.glpi.parameters import Bag, read
from api_compat.glpi.registry import ItemType, type_of
from api_compat.glpi.search import listing, options
from api_compat.glpi.session import Root, Session

log = structlog.get_logger(__name__)

Files = list[tuple[str, UploadedFile]]
Resource = Callable[[Session, Bag], Any]

RESOURCES: dict[str, Resource] = {
    "killSession": signin.kill_session,
    "getMyProfiles": signin.my_profiles,
    "getActiveProfile": signin.active_profile,
    "changeActiveProfile": signin.change_profile,
    "getMyEntities": signin.my_entities,
    "getActiveEntities": signin.active_entities,
    "changeActiveEntities": signin.change_entities,
    "getFullSession": signin.get_full_session,
    "getGlpiConfig": signin.glpi_config,
}
MASSIVE = {
    "getMassiveActions": massive.actions,
    "getMassiveActionParameters": massive.parameters,
    "applyMassiveAction": massive.apply,
}


@csrf_exempt
def api(request: HttpRequest, path: str = "", *, root: str, flavour: str) -> HttpResponse:
    """Answer one call of apirest.php. `root` is the path at which it stands."""
    settings = queries.settings_of(config.PREFIX)
    here = Root(
        url=f"{django_settings.DESK_PUBLIC_URL}{root}",
        flavour=FLAVOURS[flavour],
        zone=ZoneInfo(settings[config.TIME_ZONE.name] or django_settings.DESK_TIME_ZONE),
        settings=settings,
        raw_texts=request.headers.get("X-GLPI-Sanitized-Content") in ("false", "0"),
    )
    if request.method == "OPTIONS":
        return shared(request, finished(HttpResponse(b"")), here)
    try:
        response = _answer(request, here, path)
    except Refusal as refusal:
        response = refusal_of(here, refusal)
    return shared(request, response, here)


def _answer(request: HttpRequest, root: Root, path: str) -> HttpResponse:
    segments = [segment for segment in path.split("/") if segment]
    if segments[:1] in (["api"], ["v1"]):
        segments = segments[1:]
    bag, files = read(request)
    address = request.META.get("REMOTE_ADDR", "")
    name = segments[0] if segments else ""
    asks_token = name not in ("lostPassword", "")
    signin.require_client(root, bag, address, asks_token=asks_token)
    if not segments:
        as_text = "application/json" in request.headers.get("Content-Type", "").lower()
        return documentation.page(root, as_text=as_text)
    if name == "initSession":
        return response_of(root, Answer(signin.init_session(root, bag, address)))
    if name == "lostPassword":
        return response_of(root, passwords.lost_password(root, request.method or "", bag, address))
    session = signin.session_for(root, bag, address, get_contextvars().get("request_id", ""))
    answer = _resource(request, session, segments, bag, files)
    log.info("apirest.php", resource=name[:64], user=session.user.username)
    return response_of(root, answer)


def _resource(
    request: HttpRequest, session: Session, segments: list[str], bag: Bag, files: Files
) -> Answer:
    name = segments[0]
    if name in RESOURCES:
        value = RESOURCES[name](session, bag)
        is_empty = value is signin.NO_BODY
        return Answer(None if is_empty else value, is_empty=is_empty)
    if name == "getMultipleItems":
        return items.get_multiple(session, bag)
    if name in ("listSearchOptions", "search"):
        return _searching(session, segments, bag)
    if name in MASSIVE and session.flavour.has_massive_actions:
        return MASSIVE[name](session, segments[1:], bag)
    if len(segments) == 3 and segments[2].lower() == "picture" and name.lower() == "user":
        return documents.picture(session, segments[1])
    return _item(request, session, segments, bag, files)


def _searching(session: Session, segments: list[str], bag: Bag) -> Answer:
    if len(segments) < 2:
        message = "missing resource"
        raise Refusal("ERROR_RESOURCE_MISSING", message, is_documented=True)
    if len(segments) > 2:
        raise bad_request()
    if segments[0] == "listSearchOptions":
        return Answer(options.told(type_of(segments[1]), is_raw="raw" in bag))
    return listing.search(session, segments[1], bag)


def _item(
    request: HttpRequest, session: Session, segments: list[str], bag: Bag, files: Files
) -> Answer:
    """Read or write items; a type below another one is asked for through it."""
    itemtype = type_of(segments[0])
    number = _number(session, itemtype, segments[1:2])
    parent = None
    if len(segments) > 2:
        if number is None:
            raise bad_request()
        parent, itemtype = (itemtype, number), type_of(segments[2])
        number = _number(session, itemtype, segments[3:4])
    method = request.method or "GET"
    if method == "POST":
        return documents.added(session, itemtype, bag, files)
    if method in ("PUT", "PATCH"):
        return writing.change(session, itemtype, number, bag, parent)
    if method == "DELETE":
        return writing.remove(session, itemtype, number, bag)
    if method not in ("GET", "HEAD"):
        raise unknown_type()
    if number is None:
        return items.get_list(session, itemtype, bag, parent=parent)
    wants_bytes = (
        request.headers.get("Accept") == "application/octet-stream" or bag.get("alt") == "media"
    )
    if itemtype.name == "Document" and wants_bytes:
        return documents.download(session, number)
    return items.get_item(session, itemtype, number, bag)


def _number(session: Session, itemtype: ItemType, segment: list[str]) -> int | None:
    """Return the number of a segment; anything else means the list (contract section 1)."""
    if not segment or not segment[0].isdecimal() or len(segment[0]) > 18:
        return None
    number = int(segment[0])
    if number == 0 and itemtype.name != "Entity" and not session.flavour.zero_is_item:
        return None
    return number
