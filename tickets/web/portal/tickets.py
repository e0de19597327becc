"""One's tickets: the lists, one ticket, and what the one who asked does with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doors.pages import for_people, go, show
from tickets.models import Ticket
from tickets.operations import accept_solution, rate_ticket, remove_person
from tickets.operations.requester import ask_again, reply, tell_colleague, withdraw_ticket
from tickets.policies import may_answer_solution, may_for
from tickets.queries import ticket_for
from tickets.queries.portal import (
    company_tickets,
    own_tickets,
    promises_of,
    public_files,
    public_lines,
    sees_company,
    told_people,
    waits_for_approval,
)
from tickets.queries.words import ticket_number
from tickets.vocabulary import DONE_CATEGORIES, OPEN_CATEGORIES, Category, FollowupKind
from tickets.web.portal.asking import customer_of
from tickets.web.portal.forms import ColleagueForm, RatingForm, ReasonForm, ReplyForm
from tickets.web.portal.words import answers_of, parts_of, promise_of, state_of, waits_for_customer

PAGE_ROWS = 25
STATES = {"open": OPEN_CATEGORIES, "done": DONE_CATEGORIES}


@require_safe
@for_people
def ticket_list(request: HttpRequest) -> HttpResponseBase:
    """Show one's own tickets, or those of one's company."""
    actor = customer_of(request)
    of_company = request.GET.get("of") == "company" and sees_company(actor)
    state = request.GET.get("state", "open")
    rows = company_tickets(actor) if of_company else own_tickets(actor)
    if state in STATES:
        rows = rows.filter(status__category__in=STATES[state])
    words = " ".join(request.GET.get("q", "")[:100].replace("\0", "").split())
    page = Paginator(_found(rows, words), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_rows": page,
        "tickets": [{"row": row, "state": state_of(row)} for row in page],
        "of": "company" if of_company else "me",
        "state": state if state in STATES else "all",
        "q": words,
        "sees_company": sees_company(actor),
        "page": "tickets",
    }
    return show(request, "portal/ticket_list.html", context)


def _found(rows: QuerySet[Ticket], words: str) -> QuerySet[Ticket]:
    if words:
        number = ticket_number(words)
        named = Q() if number is None else Q(pk=number)
        rows = rows.filter(named | Q(title__icontains=words))
    return rows.select_related("status", "requester").order_by("-activity_at", "-id")


@require_safe
@for_people
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show a ticket."""
    return page_of(request, ticket_id)


@require_POST
@for_people
def send(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Add words and files."""
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        uploads = [(file.name or "file", file) for file in form.cleaned_data["uploads"]]
        try:
            reply(customer_of(request), ticket_id, form.cleaned_data["body"], uploads)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Your message was sent."))
            return go(request, "portal:ticket", ticket_id)
    return page_of(request, ticket_id, reply_form=form)


@require_POST
@for_people
def refuse(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Open a ticket again, with what is still wrong."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            ask_again(customer_of(request), ticket_id, form.cleaned_data["body"])
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The ticket is open again. We look into it."))
            return go(request, "portal:ticket", ticket_id)
    return page_of(request, ticket_id, reason_form=form)


@require_POST
@for_people
def accept(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Say that the solution works; the page then asks how it went."""
    try:
        accept_solution(customer_of(request), ticket_id)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Thank you. The ticket is closed."))
    return go(request, "portal:ticket", ticket_id)


@require_POST
@for_people
def withdraw(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Close a ticket that is not needed any more."""
    try:
        withdraw_ticket(customer_of(request), ticket_id)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The ticket is closed."))
    return go(request, "portal:ticket", ticket_id)


@require_POST
@for_people
def tell(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Let a colleague follow a ticket."""
    form = ColleagueForm(request.POST)
    if form.is_valid():
        try:
            tell_colleague(customer_of(request), ticket_id, form.cleaned_data["address"])
        except ValidationError as refusal:
            form.add_error("address", refusal.messages)
        else:
            messages.success(request, _("Your colleague is told about this ticket."))
            return go(request, "portal:ticket", ticket_id)
    return page_of(request, ticket_id, colleague_form=form)


@require_POST
@for_people
def tell_no_more(request: HttpRequest, ticket_id: int, person_id: int) -> HttpResponseBase:
    """Take somebody out who was told about a ticket."""
    remove_person(customer_of(request), ticket_id, person_id)
    messages.success(request, _("This person is not told any more."))
    return go(request, "portal:ticket", ticket_id)


@require_http_methods(["POST"])
@for_people
def rate(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Keep how it went."""
    form = RatingForm(request.POST)
    if form.is_valid():
        rating, comment = form.cleaned_data["rating"], form.cleaned_data["comment"]
        try:
            rate_ticket(customer_of(request), ticket_id, rating, comment=comment)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Thank you for telling us."))
            return go(request, "portal:ticket", ticket_id)
    return page_of(request, ticket_id, rating_form=form)


def page_of(
    request: HttpRequest,
    ticket_id: int,
    *,
    reply_form: ReplyForm | None = None,
    reason_form: ReasonForm | None = None,
    rating_form: RatingForm | None = None,
    colleague_form: ColleagueForm | None = None,
) -> HttpResponseBase:
    """Render the page of a ticket; a form that was refused stands in its place."""
    actor = customer_of(request)
    row = ticket_for(actor, ticket_id)
    files = files_by_line(public_files(actor, row))
    clocks = promises_of(row)
    category = row.status.category
    is_refused = bool(reply_form or reason_form or rating_form or colleague_form)
    stored = {"rating": row.rating, "comment": row.rating_comment}
    context = {
        "ticket": row,
        "state": state_of(row),
        "waits_for_me": waits_for_customer(row),
        "waits_for_approval": category in OPEN_CATEGORIES and waits_for_approval(row),
        "promise": promise_of(clocks, timezone.now()) if category in OPEN_CATEGORIES else None,
        "clocks": [(clock, parts_of(clock)) for clock in clocks.values()],
        "lines": [
            {
                "row": line,
                "files": files.get(line.pk, []),
                "is_solution": line.kind == FollowupKind.SOLUTION,
                "is_mine": line.author_id == actor.person.pk,
            }
            for line in public_lines(actor, row)
        ],
        "files": files.get(None, []),
        "answers": answers_of(row),
        "told": told_people(row),
        "colleague_form": colleague_form or ColleagueForm(),
        "may_write": may_for(actor, "ticket.write", row) and not row.is_locked,
        "may_answer": may_answer_solution(actor, row),
        "is_open": category in OPEN_CATEGORIES,
        "is_resolved": category == Category.RESOLVED,
        "is_closed": category == Category.CLOSED,
        "reply_form": reply_form or ReplyForm(),
        "reason_form": reason_form or ReasonForm(),
        "rating_form": rating_form or RatingForm(initial=stored),
        "asks_rating": rating_form is not None or (category == Category.CLOSED and not row.rating),
    }
    return show(request, "portal/ticket.html", context, status=422 if is_refused else 200)


def files_by_line(links: list[Any]) -> dict[int | None, list[Any]]:
    """Return files under the line they hang on; those of the ticket itself under None."""
    found: dict[int | None, list[Any]] = {}
    for link in links:
        found.setdefault(None if link.noun.model == "ticket" else link.object_id, []).append(link)
    return found
