"""Breaking news: announcements for help desks and groups, and the news about them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate import codes
from api_compat.invgate.call import DATE_FORMATS, Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import epoch, flag, integer, integers, long_text, text
from api_compat.invgate.text import shown
from kb import operations as kb
from kb import queries
from kb.drafts import AnnouncementDraft, AnnouncementPatch, UpdateDraft
from tickets import operations

if TYPE_CHECKING:
    from accounts.models import Group
    from kb.models import Announcement

_ID = integer("id", required=True)
_DATE_FORMAT = text("date_format", choices=DATE_FORMATS)
_AUDIENCE = (
    integers("affected_helpdesk_ids", help="help desks or levels"),
    integers("affected_group_ids", help="user groups"),
)
_END = epoch("resolution_time", kind="INTEGER", help="when it is expected to be over")


def render(call: Call, rows: list[Announcement], date_format: str | None) -> list[dict[str, Any]]:
    """Return announcements in their order (two statements)."""
    audience = queries.groups_of_announcements(call.actor, [row.pk for row in rows])
    keys = {key for groups in audience.values() for key in groups}
    desks = set(
        accounts.visible_groups(call.actor)
        .filter(pk__in=keys, is_support=True)
        .values_list("pk", flat=True)
    )
    return [
        {
            "id": row.pk,
            "title": row.title,
            "body": shown(row.body, row.body_format),
            "type_id": codes.IMPORTANCE_OF[row.importance],
            "status_id": codes.ANNOUNCEMENT_STATE_OF[row.state],
            "created_by_id": row.creator_id,
            "created_at": call.moment(row.created_at, date_format),
            "resolution_time": call.moment(row.expected_end_at, date_format),
            "affected_helpdesk_ids": [k for k in audience.get(row.pk, []) if k in desks],
            "affected_group_ids": [k for k in audience.get(row.pk, []) if k not in desks],
        }
        for row in rows
    ]


@endpoint("GET", "breakingnews", _ID, _DATE_FORMAT)
def show(call: Call, *, id: int, date_format: str | None) -> dict[str, Any]:
    """One announcement."""
    return render(call, [queries.announcement_for(call.actor, id)], date_format)[0]


@endpoint("GET", "breakingnews.all", _DATE_FORMAT)
def show_all(call: Call, *, date_format: str | None) -> list[dict[str, Any]]:
    """All announcements."""
    rows = queries.visible_announcements(call.actor).order_by("pk")
    return render(call, list(rows), date_format)


@endpoint(
    "POST",
    "breakingnews",
    text("title", required=True),
    long_text("body", required=True),
    integer("type_id", required=True, choices=codes.IMPORTANCE_NAMES),
    *_AUDIENCE,
    _END,
    integer("creator_id", help="the system unless given"),
    integer("major_incident_id", help="the request it is about"),
)
def create(
    call: Call,
    *,
    title: str,
    body: str,
    type_id: int,
    affected_helpdesk_ids: list[int] | None,
    affected_group_ids: list[int] | None,
    resolution_time: datetime | None,
    creator_id: int | None,
    major_incident_id: int | None,
) -> dict[str, str]:
    """Publish an announcement for at least one help desk or group."""
    actor = call.acting(creator_id, "creator_id")
    draft = AnnouncementDraft(
        title=title,
        body=body,
        importance=codes.IMPORTANCE_FROM[type_id],
        expected_end_at=resolution_time,
        groups=(
            *_groups(call, affected_helpdesk_ids, is_support=True),
            *_groups(call, affected_group_ids, is_support=False),
        ),
    )
    row = kb.create_announcement(actor, draft)
    if major_incident_id:
        operations.announce_ticket(actor, major_incident_id, row.pk)
    return {"status": "OK", "info": "The announcement was published.", "id": str(row.pk)}


@endpoint(
    "PUT",
    "breakingnews",
    _ID,
    text("title"),
    long_text("body"),
    integer("type_id", choices=codes.IMPORTANCE_NAMES),
    integer("status_id", choices=codes.ANNOUNCEMENT_STATE_NAMES),
    *_AUDIENCE,
    _END,
    integer("creator_id", help="who changes it"),
)
def change(
    call: Call,
    *,
    id: int,
    title: str | None,
    body: str | None,
    type_id: int | None,
    status_id: int | None,
    affected_helpdesk_ids: list[int] | None,
    affected_group_ids: list[int] | None,
    resolution_time: datetime | None,
    creator_id: int | None,
) -> dict[str, str]:
    """Change what is given of an announcement."""
    row = queries.announcement_for(call.actor, id)
    values: dict[str, Any] = {}
    if title:
        values["title"] = title
    if body is not None and body != shown(row.body, row.body_format):
        values |= {"body": body, "body_format": "html"}
    if type_id is not None:
        values["importance"] = codes.IMPORTANCE_FROM[type_id]
    if status_id is not None:
        values["state"] = codes.ANNOUNCEMENT_STATE_FROM[status_id]
    if resolution_time is not None:
        values["expected_end_at"] = resolution_time
    if affected_helpdesk_ids is not None or affected_group_ids is not None:
        values["groups"] = _audience(call, id, affected_helpdesk_ids, affected_group_ids)
    kb.update_announcement(call.acting(creator_id, "creator_id"), id, AnnouncementPatch(**values))
    return {"status": "OK", "info": "The announcement was changed."}


def _audience(
    call: Call, key: int, desks: list[int] | None, groups: list[int] | None
) -> tuple[Group, ...]:
    """Return the new audience: of help desks and groups, those that were not given stay."""
    there = accounts.visible_groups(call.actor).filter(
        pk__in=queries.groups_of_announcements(call.actor, [key]).get(key, [])
    )
    old_desks, old_groups = there.filter(is_support=True), there.filter(is_support=False)
    return (
        *(old_desks if desks is None else _groups(call, desks, is_support=True)),
        *(old_groups if groups is None else _groups(call, groups, is_support=False)),
    )


def _groups(call: Call, keys: list[int] | None, *, is_support: bool) -> list[Group]:
    found = accounts.visible_groups(call.actor).filter(is_support=is_support).in_bulk(keys or [])
    missing = [key for key in keys or () if key not in found]
    if missing:
        name = "affected_helpdesk_ids" if is_support else "affected_group_ids"
        raise unknown(name, missing[0])
    return [found[key] for key in keys or ()]


@endpoint("GET", "breakingnews.status", _ID, _DATE_FORMAT)
def updates(call: Call, *, id: int, date_format: str | None) -> list[dict[str, Any]]:
    """News about an announcement, the oldest first."""
    return [
        {
            "creator_id": row.author_id or 0,
            "created_at": call.moment(row.created_at, date_format),
            "body": shown(row.body, row.body_format),
        }
        for row in queries.updates_of(call.actor, id)
    ]


@endpoint(
    "POST",
    "breakingnews.status",
    _ID,
    long_text("body", required=True),
    integer("creator_id", help="the system unless given"),
    flag("is_solution", help="it is over"),
)
def add_update(
    call: Call, *, id: int, body: str, creator_id: int | None, is_solution: bool | None
) -> dict[str, str]:
    """Tell news about an announcement; a solution closes it."""
    draft = UpdateDraft(body=body, is_solution=bool(is_solution))
    kb.add_update(call.acting(creator_id, "creator_id"), id, draft)
    return {"status": "OK", "info": "The news was added."}
