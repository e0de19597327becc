"""What a ticket waits for, and the third parties that work on it under numbers of their own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.queries import visible_companies
from doors.pages import actor_of, for_agents
from tickets.operations import hold_ticket, link_external, unlink_external
from tickets.vocabulary import WaitingReason
from tickets.web.forms import BadChoice, key_of, moment_of
from tickets.web.views.ticket import back, refused

LONGEST_REFERENCE = 255


@require_POST
@for_agents
def hold(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Let the ticket wait for somebody or something."""
    actor = actor_of(request)
    reason = request.POST.get("reason", "")
    try:
        if reason not in WaitingReason.values:
            raise BadChoice("No such choice.", code="choice")
        external = key_of(request.POST.get("external", ""))
        if reason == WaitingReason.EXTERNAL and external is None:
            raise BadChoice(_("Name the third party first."), code="required")
        hold_ticket(
            actor,
            ticket_id,
            reason=reason,
            until_at=moment_of(request.POST.get("until", "")),
            other_id=key_of(request.POST.get("other", "").lstrip("#")),
            external_id=external,
        )
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("The ticket waits and goes on by itself."))
    return back(request, ticket_id)


@require_POST
@for_agents
def link(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Give a supplier a part in the ticket, or change the number under which it knows it."""
    actor = actor_of(request)
    reference = request.POST.get("reference", "").strip().replace("\0", "")[:LONGEST_REFERENCE]
    try:
        key = key_of(request.POST.get("company", ""))
        name = request.POST.get("company_text", "").strip()
        if key is None and name:
            suppliers = visible_companies(actor).filter(is_supplier=True)
            found = suppliers.filter(name__iexact=name).order_by("pk").first()
            key = found.pk if found is not None else None
        if key is None:
            raise BadChoice(_("Choose a supplier."), code="required")
        link_external(actor, ticket_id, key, reference=reference)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def unlink(request: HttpRequest, ticket_id: int, link_id: int) -> HttpResponseBase:
    """Take a third party off; a wait for it ends."""
    actor = actor_of(request)
    try:
        unlink_external(actor, ticket_id, link_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)
