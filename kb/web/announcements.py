"""Announcements: the banner and the pages for all people, the editor for those who manage them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import may, require_right
from audit.actor import Actor, Expectation
from audit.versions import version_of
from doors.pages import actor_of, for_agents, for_people, go, htmx_of, is_agent, show
from kb import policies
from kb.drafts import AnnouncementDraft, AnnouncementPatch, UpdateDraft
from kb.models import Announcement
from kb.operations import (
    add_update,
    create_announcement,
    delete_announcement,
    dismiss_announcement,
    update_announcement,
)
from kb.queries import (
    announcement_for,
    banners,
    groups_of_announcements,
    updates_of,
    visible_announcements,
    with_latest,
)
from kb.vocabulary import AnnouncementState, TextFormat
from kb.web.forms import AnnouncementForm, UpdateForm, initial_of_announcement
from kb.web.words import IMPORTANCES, words_of

PAGE_ROWS = 30


@require_safe
@for_people
def announcement_list(request: HttpRequest) -> HttpResponseBase:
    """Show what is announced to the reader, what still stands first."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    rows = with_latest(visible_announcements(actor))
    if state in AnnouncementState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-state", "-pk"), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        **_frame(request, actor),
        "page_rows": page,
        "rows": [{"news": row, "importance": IMPORTANCES[row.importance]} for row in page],
        "state": state if state in AnnouncementState.values else "",
    }
    return show(request, "kb/announcements.html", context)


@require_safe
@for_people
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Show an announcement with its news."""
    return _page(request, announcement_id)


@require_safe
@for_people
def banner(request: HttpRequest) -> HttpResponseBase:
    """Return what is announced to the reader and was not put away, for the head of a page."""
    return show(request, "kb/banner.html", {"announcements": banners(actor_of(request))})


@require_POST
@for_people
def dismiss(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Put an announcement away, for the reader alone, until there is news of it."""
    dismiss_announcement(actor_of(request), announcement_id)
    if htmx_of(request):
        return HttpResponse("")
    return go(request, "announcements:list")


@require_http_methods(["GET", "POST"])
@for_agents
def new(request: HttpRequest) -> HttpResponseBase:
    """Announce something."""
    actor = actor_of(request)
    require_right(actor, policies.MANAGE_ANNOUNCEMENTS)
    form = AnnouncementForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_announcement(actor, AnnouncementDraft(**form.values()))
        except ValidationError as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("Announced."))
            return go(request, "announcements:one", made.pk)
    status = 422 if request.method == "POST" else 200
    return show(request, "kb/announcement_editor.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@for_agents
def edit(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Change an announcement."""
    actor = actor_of(request)
    require_right(actor, policies.MANAGE_ANNOUNCEMENTS)
    row = announcement_for(actor, announcement_id)
    initial = initial_of_announcement(actor, row, version_of(row.updated_at))
    sent = request.POST.copy()
    form = AnnouncementForm(actor, sent or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.cleaned_data["saved"]
        expects = Expectation(noun="announcement", object_id=row.pk, versions=frozenset([saved]))
        writer = actor_of(request, expects=expects) if saved else actor
        try:
            update_announcement(writer, row.pk, AnnouncementPatch(**form.values()))
        except ValidationError as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("Saved."))
            return go(request, "announcements:one", row.pk)
    # whoever sends it again has seen what stands now
    sent["saved"] = initial["saved"]
    context = {"form": form, "announcement": row}
    status = 422 if request.method == "POST" else 200
    return show(request, "kb/announcement_editor.html", context, status=status)


@require_POST
@for_agents
def add(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Tell news; a solution closes the announcement."""
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return _page(request, announcement_id, form=form)
    draft = UpdateDraft(
        body=form.cleaned_data["body"],
        body_format=TextFormat.MARKDOWN,
        is_solution=form.cleaned_data["is_solution"],
    )
    add_update(actor_of(request), announcement_id, draft)
    messages.success(request, _("Told."))
    return go(request, "announcements:one", announcement_id)


@require_POST
@for_agents
def set_state(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Close an announcement, or open it again."""
    is_open = request.POST.get("state") == AnnouncementState.OPEN
    state = AnnouncementState.OPEN if is_open else AnnouncementState.CLOSED
    update_announcement(actor_of(request), announcement_id, AnnouncementPatch(state=state))
    messages.success(request, _("It stands again.") if is_open else _("It is closed."))
    return go(request, "announcements:one", announcement_id)


@require_POST
@for_agents
def delete(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Put an announcement in the trash."""
    delete_announcement(actor_of(request), announcement_id)
    messages.success(request, _("It is in the trash."))
    return go(request, "announcements:list")


def _page(
    request: HttpRequest, announcement_id: int, *, form: UpdateForm | None = None
) -> HttpResponseBase:
    actor = actor_of(request)
    row: Announcement = announcement_for(actor, announcement_id)
    keys = groups_of_announcements(actor, [row.pk]).get(row.pk, [])
    context: dict[str, Any] = {
        **_frame(request, actor),
        "news": row,
        "importance": IMPORTANCES[row.importance],
        "updates": updates_of(actor, row.pk),
        "groups": row.groups.filter(pk__in=keys).order_by("full_name"),
        "form": form or UpdateForm(),
    }
    return show(request, "kb/announcement.html", context, status=422 if form else 200)


def _frame(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    is_desk = is_agent(request)
    return {
        "frame": "desk/base.html" if is_desk else "portal/base.html",
        "is_desk": is_desk,
        "page": "announcements",
        "may_manage": is_desk and may(actor, policies.MANAGE_ANNOUNCEMENTS),
    }
