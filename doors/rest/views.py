"""The viewsets that nouns are made of: lists, details, and writes through operations."""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, ClassVar

import orjson
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from audit import idempotency
from audit.actor import Actor, Expectation, IdempotencyClaim
from audit.models import JournalEntry
from audit.versions import version_of
from doors.bodies import is_large
from doors.rest import paging
from doors.rest.callers import READING, actor_of
from doors.rest.formats import JsonRenderer, dump
from doors.rest.inputs import HIGHEST_KEY, Input
from doors.rest.problems import MEDIA_TYPE, BadQuery, Conflict, TooLarge
from doors.rest.rows import Rows, names_in

SHOWN = ("fields", "expand")
LISTED = (*paging.PAGING, "ordering", *SHOWN)
"""What answers about one row, and lists, may be asked in the URL besides filters."""

RUNNING_SECONDS = 60
KEPT_HEADERS = ("Location", "ETag")
NOT_KEPT = (401, 403, 409, 412, 429)
"""Refusals that may be over the next time; everything else below 500 is answered again."""

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'"(\d{1,20})"')


class _Repeated(Exception):
    """The request came before; its answer is known."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__()


class DeskView(GenericViewSet):
    """What all viewsets share: the actor, `Idempotency-Key`, `If-Match`, headers."""

    scope: ClassVar[str]
    """First part of the words that let a token in, e.g. "tickets" of "tickets:read"."""

    rows: ClassVar[type[Rows]]
    keeps_answers: ClassVar[bool] = True
    """False for answers that hold a secret."""

    query_parameters: tuple[str, ...] | None = None
    """What an act of its own may be asked in the URL; given to `@action`."""

    rate_headers: dict[str, str]
    claim: IdempotencyClaim | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the caller in; then give back the answer of a repeated request."""
        super().initial(request, *args, **kwargs)
        known = self.known_parameters()
        if known is not None:
            refuse_unknown(request, known)
        if request.method in READING:
            return
        if is_large(self.request):
            raise TooLarge
        if "Idempotency-Key" in request.headers:
            self._claim(request)

    def known_parameters(self) -> set[str] | None:
        """Return what this act may be asked in the URL; None when it looks for itself."""
        if self.action is None or (self.action == "list" and self.query_parameters is None):
            return None
        return set(self.query_parameters or ())

    def actor(self, **changes: Any) -> Actor:
        """Return the caller as an actor, with the key of this request."""
        return actor_of(self.request, idempotency_key=self.claim, **changes)

    def actor_of_part(self, index: int) -> Actor:
        """Return the caller as an actor whose key covers one part of a request of many."""
        if self.claim is None:
            return self.actor()
        key = replace(self.claim, key=f"{self.claim.key} {index}")
        return actor_of(self.request, idempotency_key=key)

    def actor_for(self, model: type[Any], key: int) -> Actor:
        """Return the caller as an actor that expects the version `If-Match` names, if any."""
        header = self.request.headers.get("If-Match", "").strip()
        if header in ("", "*"):
            return self.actor()
        versions = frozenset(_ETAG.findall(header))
        noun = model._meta.model_name or ""
        expected = Expectation(noun=noun, object_id=key, versions=versions)
        return self.actor(expects=expected)

    def key(self, name: str = "pk") -> int:
        """Return a number of the path. Raises ObjectDoesNotExist for what no row can have."""
        text = self.kwargs[name]
        if not text.isascii() or not text.isdigit() or int(text[:20]) > HIGHEST_KEY:
            raise ObjectDoesNotExist
        return int(text)

    def read_input(self, input_class: type[Input], data: Any = None) -> Any:
        """Return the draft of the request's body. Raises ValidationError."""
        body = self.request.data if data is None else data
        given = input_class(data=body, context={"actor": self.actor(), "view": self})
        given.is_valid(raise_exception=True)
        return given.to_draft()

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a repeated request as before; everything else as DRF does."""
        if isinstance(exc, _Repeated):
            return exc.answer
        if isinstance(exc, idempotency.AlreadyDone) and self.claim is not None:
            try:
                self._repeat(self.claim)
            except _Repeated as repeated:
                return repeated.answer
            except Conflict as conflict:
                return super().handle_exception(conflict)
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Keep the answer under its key, and tell the limits."""
        done: Response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rate_headers", {}).items():
            done.headers[name] = value
        done.headers.setdefault("Cache-Control", "private, no-store")
        if done.status_code < 400 and getattr(done, "accepted_media_type", "") == MEDIA_TYPE:
            done.content_type = JsonRenderer.media_type
        if self.claim is not None:
            self._keep(self.claim, done)
        return done

    def _claim(self, request: Request) -> None:
        key = request.headers["Idempotency-Key"]
        if not _KEY.fullmatch(key):
            raise BadQuery({"Idempotency-Key": "1 to 200 visible ASCII characters."})
        told = [request.method, request.get_full_path(), request.content_type]
        digest = hashlib.sha256("\n".join(map(str, told)).encode() + b"\n" + request.body)
        claim = IdempotencyClaim(
            key=key, request_hash=digest.hexdigest(), nonce=secrets.token_hex(16)
        )
        known = idempotency.stored(self._caller_id, claim)
        if known is not None and known.status:
            raise _Repeated(_as_before(known))
        if not caches["default"].add(self._lock(claim), 1, RUNNING_SECONDS):
            raise Running
        self.claim = claim
        self._repeat(claim)

    def _repeat(self, claim: IdempotencyClaim) -> None:
        """Raise the answer of the request that had the key, or Conflict when it was not kept."""
        known = idempotency.stored(self._caller_id, claim)
        if known is None:
            return
        if known.status:
            raise _Repeated(_as_before(known))
        told = f"The request was carried out ({known.noun} {known.object_id}); its answer is gone."
        raise Conflict(told, code="already_done")

    def _keep(self, claim: IdempotencyClaim, response: Response) -> None:
        self.claim = None
        status = response.status_code
        if self.keeps_answers and status < 500 and status not in NOT_KEPT:
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            body = "" if response.data is None else dump(response.data).decode()
            idempotency.keep_answer(self._caller_id, claim, status, headers, body)
        caches["default"].delete(self._lock(claim))

    @property
    def _caller_id(self) -> int:
        key: int = self.request.user.pk  # type: ignore[assignment]  # who is let in has a key
        return key

    def _lock(self, claim: IdempotencyClaim) -> str:
        digest = hashlib.sha256(claim.key.encode()).hexdigest()
        return f"rest:running:{self.request.user.pk}:{digest}"


class Running(Conflict):
    """The first request with this key has not been answered yet."""

    default_code = "running"
    default_detail = "The first request with this key is still running."
    wait = 1


def _as_before(known: Any) -> Response:
    data = orjson.loads(known.body) if known.body else None
    media_type = MEDIA_TYPE if known.status >= 400 else None
    answer = Response(data, known.status, headers=known.headers, content_type=media_type)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


class Nouns(DeskView):
    """A noun with lists and details; subclasses say what is visible and how rows look."""

    lookup_value_regex = "[0-9]{1,19}"
    filters: ClassVar[type[FilterSet] | None] = None
    key_column: ClassVar[str] = "pk"
    """The column that the path names."""
    orders: ClassVar[tuple[str, ...]] = ("-id", "id")
    """Orders a caller may ask for; the first is the default. Columns are never null."""

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the rows the actor may see."""
        raise NotImplementedError

    def gone(self, actor: Actor, keys: set[int]) -> set[int]:
        """Return which of these rows lie in the trash and were the actor's to see: to who
        administers the desk all of them. Nouns with finer rights say more.
        """
        sees_all = actor.is_system or getattr(actor.person, "is_administrator", False)
        return keys if sees_all else set()

    def hidden_entries(self, actor: Actor, entries: Iterable[JournalEntry]) -> set[int]:
        """Return the keys of entries on visible rows that are about parts the actor may not see."""
        return set()

    @property
    def filterset_class(self) -> type[FilterSet] | None:
        """The name by which the schema finds the filters."""
        return self.filters

    def known_parameters(self) -> set[str] | None:
        """Return also how one row is to be shown, where one row is the answer."""
        if self.action in ("retrieve", "create", "partial_update"):
            return set(SHOWN)
        return super().known_parameters()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the visible rows; the schema has no caller and asks for the model only."""
        if getattr(self, "swagger_fake_view", False):
            return self.visible(Actor.system("schema"))
        return self.visible(self.actor())

    def get_serializer_class(self) -> type[Any]:
        """Return what answers look like; inputs are named where they are read."""
        return self.rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the rows that the caller may see, page by page."""
        return self.listed(self.get_queryset(), self.rows, filters=self.filters, orders=self.orders)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one row."""
        return self.shown(self.key())

    def listed(
        self,
        rows: QuerySet[Any],
        shape: type[Rows],
        *,
        filters: type[FilterSet] | None = None,
        orders: tuple[str, ...] = ("id", "-id"),
    ) -> Response:
        """Answer with one page of the rows."""
        request = self.request
        known = {*filters.base_filters} if filters else set()
        refuse_unknown(request, {*known, *LISTED})
        rows = _filtered(request, rows, filters)
        order = request.query_params.get("ordering", orders[0])
        if order not in orders:
            raise BadQuery({"ordering": f"Known are: {', '.join(orders)}."})
        size = paging.page_size(request)
        place = paging.read_cursor(request, order)
        rows = paging.ordered(rows, order)
        if place is not None:
            rows = paging.after(rows, order, place)
        only, expand = chosen(request, shape)
        column = order.lstrip("-")
        found = shape.read(
            self.actor(), rows[: size + 1], only=only, expand=expand, extra=("id", column)
        )
        page = [row for _, row in found[:size]]
        links = [f'<{paging.link_to(request, None)}>; rel="first"']
        following = None
        if len(found) > size:
            cursor = paging.cursor_of(request, order, found[size - 1][0])
            following = paging.link_to(request, cursor)
            links.append(f'<{following}>; rel="next"')
        return Response({"results": page, "next": following}, headers={"Link": ", ".join(links)})

    def shown(self, key: int, *, status: int = 200) -> Response:
        """Answer with one visible row, its version as ETag, its address when it is new."""
        only, expand = chosen(self.request, self.rows)
        rows = self.get_queryset().order_by().filter(**{self.key_column: key})
        versioned = hasattr(rows.model, "updated_at")
        extra = ("updated_at",) if versioned else ()
        found = self.rows.read(self.actor(), rows, only=only, expand=expand, extra=extra)
        if not found and status != 201:
            raise ObjectDoesNotExist
        raw, row = found[0] if found else ({}, {"id": key})
        headers = {}
        if raw and versioned:
            headers["ETag"] = f'"{version_of(raw["updated_at"])}"'
        if status == 201:
            headers["Location"] = self.address_of(key)
        return Response(row, status=status, headers=headers)

    def address_of(self, key: int) -> str:
        """Return the path of a row of this noun."""
        above = {name: value for name, value in self.kwargs.items() if name != "pk"}
        return reverse(f"{self.basename}-detail", kwargs={**above, "pk": key})


class Creates(Nouns):
    """A noun that callers create."""

    create_input: ClassVar[type[Input]]
    create_row: ClassVar[Callable[[Actor, Any], Any]]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create a row; the answer is the row as the caller sees it."""
        draft = self.read_input(self.create_input)
        row = type(self).create_row(self.actor(), draft)
        return self.shown(row.pk, status=201)


class Updates(Nouns):
    """A noun that callers change."""

    update_input: ClassVar[type[Input]]
    update_row: ClassVar[Callable[[Actor, int, Any], Any]]

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a row; `If-Match` refuses when it changed in between."""
        patch = self.read_input(self.update_input)
        actor = self.actor_for(self.get_queryset().model, self.key())
        type(self).update_row(actor, self.key(), patch)
        return self.shown(self.key())


class Deletes(Nouns):
    """A noun that callers put in the trash."""

    delete_row: ClassVar[Callable[[Actor, int], Any]]

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a row in the trash."""
        actor = self.actor_for(self.get_queryset().model, self.key())
        type(self).delete_row(actor, self.key())
        return Response(status=204)


class Whole(Creates, Updates, Deletes):
    """A noun that callers create, change and put in the trash."""


def chosen(request: Request, shape: type[Rows]) -> tuple[list[str] | None, list[str]]:
    """Return what `?fields=` and `?expand=` ask for. Raises BadQuery for unknown names."""
    query = request.query_params
    only = names_in(query.get("fields"), "fields", shape._declared_fields)
    expand = names_in(query.get("expand"), "expand", shape.expands) or []
    return only, expand


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Raise BadQuery for parameters of the URL that nothing would look at."""
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadQuery(dict.fromkeys(unknown, "There is no such parameter."))


def _filtered(
    request: Request, rows: QuerySet[Any], filters: type[FilterSet] | None
) -> QuerySet[Any]:
    if filters is None or not filters.base_filters.keys() & request.query_params.keys():
        # the most frequent list; a set of filters is copied anew for each request
        return rows
    found = filters(request.query_params, queryset=rows, request=request)
    if not found.is_valid():
        raise BadQuery({name: list(errors) for name, errors in found.errors.items()})
    kept: QuerySet[Any] = found.qs
    return kept
