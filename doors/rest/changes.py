"""What changed, for those who keep a copy: `/changes/?since=CURSOR`.

The nouns are those of the router; what a caller may not read of them is not told either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.core import signing
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audit import feed
from audit.actor import Actor
from audit.models import FeedPosition, JournalEntry
from doors.rest import paging
from doors.rest.callers import scopes_of
from doors.rest.problems import BadQuery
from doors.rest.rows import names_in
from doors.rest.views import DeskView, Nouns

SALT = "rest.changes"
START = "start"
SCANNED_PER_ROW = 5
"""So many times a page of entries is looked at for those that the caller may see."""


class ChangedPartOut(serializers.Serializer[Any]):
    """The part of the row that changed, e.g. a line of a ticket."""

    noun = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)


class ChangeOut(serializers.Serializer[Any]):
    """One change of one row; read the row to see what it looks like now."""

    noun = serializers.CharField(help_text="As in the path of the noun.")
    id = serializers.IntegerField()
    verb = serializers.CharField()
    part = ChangedPartOut(allow_null=True)
    is_deleted = serializers.BooleanField(help_text="The row is gone for the caller.")
    at = serializers.DateTimeField()
    actor = serializers.IntegerField(allow_null=True)
    door = serializers.CharField()
    url = serializers.CharField()


class ChangesOut(serializers.Serializer[Any]):
    """A page of changes."""

    results = ChangeOut(many=True)
    next = serializers.CharField(help_text="Where to go on, now or later.")
    has_more = serializers.BooleanField(help_text="There is more to read at once.")


@dataclass(frozen=True)
class Fed:
    """A noun of the feed."""

    prefix: str
    view: type[Nouns]


class ChangeFeed(DeskView):
    """What changed of the rows that the caller may read, oldest first."""

    rows: ClassVar[Any] = ChangeOut
    query_parameters = ("since", "noun", "page_size")
    registry: ClassVar[Iterable[tuple[str, Any, str]]] = ()
    """(path, viewset, name) of the nouns."""

    def get_serializer_class(self) -> type[Any]:
        """Return what a change looks like."""
        return ChangeOut

    def _nouns(self, request: Request) -> dict[str, Fed]:
        """Return the nouns that the caller asks for and that the token covers."""
        fed = _fed_of(type(self))
        prefixes = [each.prefix for each in fed.values()]
        wanted = names_in(request.query_params.get("noun"), "noun", prefixes)
        scopes = scopes_of(request)
        return {
            word: each
            for word, each in fed.items()
            if (wanted is None or each.prefix in wanted) and _covers(scopes, each.view.scope)
        }

    def _shown(
        self, scanned: list[FeedPosition], nouns: dict[str, Fed], size: int
    ) -> tuple[list[dict[str, Any]], int | None]:
        """Return what the caller sees of the scanned places, and the last place that is done."""
        entries = [each.entry for each in scanned if each.entry.noun in nouns]
        seen, gone = self._seen(entries, nouns)
        shown: list[dict[str, Any]] = []
        last = None
        for position in scanned:
            entry = position.entry
            if entry.pk in seen or entry.pk in gone:
                if len(shown) == size:
                    return shown, last
                shown.append(_as_row(entry, nouns[entry.noun], is_deleted=entry.pk in gone))
            last = position.pk
        return shown, last

    def _seen(
        self, entries: Iterable[JournalEntry], nouns: dict[str, Fed]
    ) -> tuple[set[int], set[int]]:
        """Return the entries whose rows the caller may read, and those whose rows it could until
        they were deleted: two or three statements a noun.
        """
        by_noun: dict[str, list[JournalEntry]] = defaultdict(list)
        for entry in entries:
            by_noun[entry.noun].append(entry)
        seen: set[int] = set()
        gone: set[int] = set()
        for word, found in by_noun.items():
            view = self._view_of(nouns[word])
            keys = {entry.object_id for entry in found}
            rows = view.get_queryset().order_by().filter(pk__in=keys)
            live = set(rows.values_list("pk", flat=True))
            dead = view.gone(self.actor(), keys - live) if keys - live else set()
            hidden = view.hidden_entries(self.actor(), found)
            for entry in found:
                if entry.pk in hidden:
                    continue
                if entry.object_id in live:
                    seen.add(entry.pk)
                elif entry.object_id in dead and entry.verb.endswith(".deleted"):
                    gone.add(entry.pk)
        return seen, gone

    def _view_of(self, fed: Fed) -> Nouns:
        view = fed.view()
        view.request, view.kwargs, view.claim = self.request, {}, None
        return view

    def _place(self, since: str) -> int:
        if since == START:
            return 0
        try:
            place: int = signing.loads(since, salt=SALT)
        except (signing.BadSignature, ValueError, UnicodeError) as error:
            raise BadQuery({"since": "This is no cursor of this feed."}) from error
        return place

    def _address(self, request: Request, place: int) -> str:
        query = request.query_params.copy()
        query["since"] = signing.dumps(place, salt=SALT, compress=False)
        return f"{settings.DESK_PUBLIC_URL}{request.path}?{query.urlencode()}"

    @extend_schema(
        parameters=[
            OpenApiParameter("since", str, description="A cursor; `start` = all, absent = now."),
            OpenApiParameter("noun", str, description="Only these nouns, e.g. `tickets,people`."),
            OpenApiParameter("page_size", int),
        ],
        responses=ChangesOut,
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell what changed since a cursor; always with the cursor to go on from."""
        size, nouns = paging.page_size(request), self._nouns(request)
        feed.place_entries()
        since = request.query_params.get("since")
        place = feed.head() if since is None else self._place(since)
        scanned = [] if since is None else list(feed.placed_after(place)[: size * SCANNED_PER_ROW])
        shown, last = self._shown(scanned, nouns, size)
        place = last if last is not None else place
        address = self._address(request, place)
        body = {
            "results": shown,
            "next": address,
            "has_more": place < feed.head(),
        }
        return Response(body, headers={"Link": f'<{address}>; rel="next"'})


def _as_row(entry: JournalEntry, fed: Fed, *, is_deleted: bool) -> dict[str, Any]:
    part = {"noun": entry.part_noun, "id": entry.part_id} if entry.part_noun else None
    return {
        "noun": fed.prefix,
        "id": entry.object_id,
        "verb": entry.verb,
        "part": part,
        "is_deleted": is_deleted,
        "at": entry.recorded_at,
        "actor": entry.actor_id,
        "door": entry.door,
        "url": f"{settings.DESK_PUBLIC_URL}/rest/v1/{fed.prefix}/{entry.object_id}/",
    }


def _covers(scopes: frozenset[str], noun: str) -> bool:
    return not scopes or bool(scopes & {"read", "write", f"{noun}:read", f"{noun}:write"})


def feed_of(registry: Iterable[tuple[str, Any, str]]) -> type[ChangeFeed]:
    """Return the feed of the nouns that stand at the top of a router."""
    return type("Feed", (ChangeFeed,), {"registry": registry})


@cache
def _fed_of(feed_class: type[ChangeFeed]) -> dict[str, Fed]:
    """Return the nouns of a feed by the journal's words; asked for once the apps are there."""
    found: dict[str, Fed] = {}
    for prefix, view, _ in feed_class.registry:
        if "(" not in prefix and issubclass(view, Nouns):
            model = view().visible(Actor.system("feed")).model
            found[model._meta.model_name or ""] = Fed(prefix, view)
    return found
