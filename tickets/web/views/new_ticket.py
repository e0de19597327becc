"""A new ticket, mostly on behalf of somebody at the phone or at the desk."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.drafts import UserDraft
from accounts.models import User
from accounts.operations import create_user
from accounts.policies import may
from accounts.queries import visible_groups
from audit.actor import Actor
from doors.pages import actor_of, for_agents, number_in, show
from tickets.drafts import TicketDraft
from tickets.models import SavedDraft, Ticket, TicketCategory, TicketForm, WorkflowVersion
from tickets.operations import create_ticket, discard_draft, save_draft
from tickets.queries import (
    asked_by,
    canned_replies,
    categories,
    draft_files,
    filled,
    forms,
    saved_drafts,
    similar_tickets,
    sources,
    status_name,
)
from tickets.vocabulary import DraftKind, Kind, Priority, TextFormat
from tickets.web.contexts.side import Brief, fields_of
from tickets.web.contexts.timeline import attachment_of
from tickets.web.forms import BadChoice, custom_values, key_of, person_in
from tickets.web.questions import PREFIX, answers_in, questions_of, texts_in
from tickets.web.refusals import words_of
from tickets.web.views.compose import keep_file
from tickets.words import KINDS, PRIORITIES

KEPT = (
    "title", "body", "kind", "category", "category_text", "form", "requester", "requester_text",
    "support_group", "assignee", "assignee_text", "priority", "source", "observers", "item",
    "item_text",
)  # fmt: skip
CATEGORY = ("category", "category_text")


@require_http_methods(["GET", "POST"])
@for_agents
def new_ticket(request: HttpRequest) -> HttpResponseBase:
    """Ask for a ticket and open it; what was typed is kept until then."""
    actor = actor_of(request)
    if not may(actor, "ticket.write"):
        raise PermissionDenied("ticket.write")
    draft = next(iter(saved_drafts(actor, None)), None)
    if request.method == "POST":
        sent = {name: request.POST.get(name, "") for name in KEPT}
        if request.POST.get("act") == "discard":
            discard_draft(actor, None, DraftKind.TICKET)
            return HttpResponseRedirect(reverse("desk:ticket-new"))
        if request.POST.get("act") == "template":
            return _page(request, actor, _with_template(actor, sent, request), draft, {})
        try:
            ticket = _open(request, actor, sent, draft)
        except ValidationError as refusal:
            draft = next(iter(saved_drafts(actor, None)), None)
            return _page(request, actor, sent, draft, errors_of(refusal), status=422)
        messages.success(request, _("#%(number)s is open.") % {"number": ticket.pk})
        return HttpResponseRedirect(reverse("desk:ticket", args=[ticket.pk]))
    kept = {**draft.fields, "body": draft.body} if draft is not None else {}
    asked = {name: request.GET[name] for name in KEPT if name in request.GET}
    return _page(request, actor, {**kept, **asked}, draft, {})


@require_GET
@for_agents
def fields(request: HttpRequest) -> HttpResponseBase:
    """Show the fields that a category or form asks for; what was typed in them stays."""
    actor = actor_of(request)
    values = custom_values(request.GET)
    sent = {name: request.GET.get(name, "") for name in ("form", "category")}
    version = _version_of(sent)
    context = {
        "fields": fields_of(_form_key(actor, sent), values),
        "questions": questions_of(version, texts_in(request.GET), is_new=True),
        "workflow": version.workflow.name if version is not None else "",
    }
    return show(request, "desk/ticket/new_fields.html", context)


@require_GET
@for_agents
def similar(request: HttpRequest) -> HttpResponseBase:
    """Show tickets that may be about the same."""
    actor = actor_of(request)
    try:
        requester = person_in(actor, request.GET.get("requester", ""))
    except BadChoice:
        requester = None
    title = request.GET.get("title", "")[:255]
    found = similar_tickets(actor, title=title, requester=requester)
    rows = [Brief(ticket, status_name(ticket.status)) for ticket in found]
    return show(request, "desk/ticket/similar.html", {"rows": rows, "requester": requester})


@require_POST
@for_agents
def person(request: HttpRequest) -> HttpResponseBase:
    """Add the person who asks, from name and address; answers with what the field shows."""
    actor = actor_of(request)
    try:
        made = _new_person(actor, request.POST.get("name", ""), request.POST.get("email", ""))
    except ValidationError as refusal:
        return JsonResponse({"error": words_of(refusal)}, status=422)
    except PermissionDenied:
        return JsonResponse({"error": _("You may not add people.")}, status=403)
    return JsonResponse({"value": str(made.pk), "label": made.shown_name}, status=201)


@require_POST
@for_agents
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep what is being typed."""
    values = {f"value_{key}": text for key, text in custom_values(request.POST).items()}
    known = {name: request.POST.get(name, "") for name in KEPT if name != "body"}
    save_draft(
        actor_of(request),
        None,
        DraftKind.TICKET,
        body=request.POST.get("body", ""),
        fields={**known, **values, **texts_in(request.POST)},
    )
    return HttpResponse(status=204)


@require_POST
@for_agents
def attach(request: HttpRequest) -> HttpResponseBase:
    """Keep a file for the new ticket."""
    return keep_file(request, None, DraftKind.TICKET)


def errors_of(refusal: ValidationError) -> dict[str, str]:
    """Return {field: why in words}; "" = the whole form."""
    if not hasattr(refusal, "error_dict"):
        return {"": words_of(refusal)}
    return {name: words_of(ValidationError(errors)) for name, errors in refusal.error_dict.items()}


def _open(
    request: HttpRequest, actor: Actor, sent: dict[str, str], draft: SavedDraft | None
) -> Ticket:
    """Open the ticket of a form. Raises ValidationError by field."""
    errors: dict[str, ValidationError] = {}
    read: dict[str, Any] = {}

    def take(name: str, reader: Any) -> None:
        try:
            read[name] = reader()
        except ValidationError as refusal:
            errors[name] = refusal

    if not sent["title"].strip():
        errors["title"] = ValidationError(_("Say in a few words what it is about."))
    take("requester", lambda: _requester(request, actor, sent))
    take("assignee", lambda: person_in(actor, sent["assignee"] or sent["assignee_text"]))
    take("support_group", lambda: _row(visible_groups(actor), sent["support_group"]))
    take("category", lambda: _category(sent))
    take("form", lambda: _form_of(actor, sent["form"], ""))
    take("source", lambda: _row(sources(), sent["source"]))
    take("priority", lambda: _priority(sent["priority"]))
    take("observers", lambda: _observers(actor, sent["observers"]))
    category, form = read.get("category"), read.get("form")
    values = custom_values(request.POST)
    errors |= _missing(form or (category.form if category is not None else None), values)
    if errors:
        raise ValidationError(dict(errors))
    files = [link.file_id for link in draft_files([draft])] if draft is not None else []
    ticket = create_ticket(
        actor,
        TicketDraft(
            title=sent["title"],
            description=sent["body"].replace("\r\n", "\n"),
            description_format=TextFormat.MARKDOWN,
            kind=sent["kind"] if sent["kind"] in Kind.values else Kind.INCIDENT,
            requester=read["requester"],
            assignee=read["assignee"],
            support_group=read["support_group"],
            category=category,
            form=form,
            source=read["source"],
            priority=read["priority"],
            observers=read["observers"],
            values={key: text for key, text in values.items() if text},
            answers=answers_in(texts_in(request.POST), asked_by(category)),
            file_ids=files,
        ),
    )
    discard_draft(actor, None, DraftKind.TICKET)
    return ticket


def _requester(request: HttpRequest, actor: Actor, sent: dict[str, str]) -> User | None:
    """Return whom the ticket is for: somebody chosen, or somebody new with name and address."""
    if sent["requester"] or sent["requester_text"]:
        return person_in(actor, sent["requester"] or sent["requester_text"])
    name, email = request.POST.get("new_name", ""), request.POST.get("new_email", "")
    return _new_person(actor, name, email) if email.strip() else None


def _new_person(actor: Actor, name: str, email: str) -> User:
    """Add a customer known by name and address; the address is the login name."""
    address = email.strip()
    draft = UserDraft(
        username=address, email=address, real_name=name.strip() or address, is_agent=False
    )
    return create_user(actor, draft)


def _row(rows: Any, text: str) -> Any:
    key = key_of(text)
    if key is None:
        return None
    found = rows.filter(pk=key).first()
    if found is None:
        raise BadChoice("No such choice.", code="choice")
    return found


def _category(sent: dict[str, str]) -> TicketCategory | None:
    if sent["category"]:
        return _row(categories(), sent["category"])  # type: ignore[no-any-return]
    text = sent["category_text"].strip()
    if not text:
        return None
    found = categories().filter(full_name__iexact=text).order_by("pk").first()
    if found is None:
        raise BadChoice("No such category.", code="choice")
    return found


def _form_of(actor: Actor, form: str, category: str) -> TicketForm | None:
    """Return the form that is asked for, else that of the category, among the visible ones."""
    chosen: TicketForm | None = _row(forms(actor), form)
    if chosen is not None:
        return chosen
    row: TicketCategory | None = _row(categories().select_related("form"), category)
    return row.form if row is not None else None


def _priority(text: str) -> int | None:
    key = key_of(text)
    if key is not None and key not in Priority.values:
        raise BadChoice("No such choice.", code="choice")
    return key


def _observers(actor: Actor, text: str) -> list[User | str]:
    found: list[User | str] = []
    for word in text.replace(";", ",").split(","):
        name = word.strip()
        if not name:
            continue
        try:
            somebody = person_in(actor, name)
        except BadChoice:
            if "@" not in name:
                raise
            found.append(name)
        else:
            found += [somebody] if somebody is not None else []
    return found


def _missing(form: TicketForm | None, values: dict[int, str]) -> dict[str, ValidationError]:
    """Return an error for each field of the form that is shown, asked for and empty."""
    found = {}
    for field in fields_of(form.pk if form is not None else None, values):
        hides = field.depends_on is not None and field.depends_value not in values.get(
            field.depends_on, ""
        ).split("\n")
        if field.is_required and not hides and not values.get(field.key, "").strip():
            found[f"value_{field.key}"] = ValidationError(_("This field is needed."))
    return found


def _with_template(actor: Actor, sent: dict[str, str], request: HttpRequest) -> dict[str, str]:
    """Put a text at hand into the description, above what is there."""
    key = key_of(request.POST.get("template", ""))
    reply = canned_replies(actor).filter(pk=key).first() if key is not None else None
    if reply is None:
        return sent
    values = {"agent.name": actor.person.shown_name if actor.person is not None else ""}
    body = "\n\n".join(filter(None, (filled(reply.body, values), sent["body"])))
    return {**sent, "body": body, "title": sent["title"] or reply.name}


def _page(
    request: HttpRequest,
    actor: Actor,
    sent: dict[str, Any],
    draft: SavedDraft | None,
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponseBase:
    values = custom_values(request.POST)
    for name, text in sent.items():
        key = number_in(name.removeprefix("value_")) if name.startswith("value_") else None
        if key is not None:
            values.setdefault(key, text)
    texts = {name: text for name, text in sent.items() if name.startswith(PREFIX)}
    version = _version_of(sent)
    context = {
        "sent": sent,
        "errors": errors,
        "whole": errors.get("", ""),
        "fields": fields_of(_form_key(actor, sent), values, errors),
        "questions": questions_of(version, texts | texts_in(request.POST), errors, is_new=True),
        "workflow": version.workflow.name if version is not None else "",
        "kinds": list(KINDS.items()),
        "priorities": list(reversed(PRIORITIES.items())),
        "groups": visible_groups(actor).filter(is_support=True).order_by("full_name", "id"),
        "forms": forms(actor),
        "sources": sources().order_by("name", "id"),
        "templates": canned_replies(actor),
        "files": [attachment_of(link) for link in draft_files([draft])] if draft else [],
        "saved_at": draft.updated_at if draft is not None else None,
        "may_add_people": may(actor, "user.manage"),
    }
    return show(request, "desk/ticket/new.html", context, status=status)


def _form_key(actor: Actor, sent: dict[str, Any]) -> int | None:
    try:
        form = _form_of(actor, sent.get("form", ""), sent.get("category", ""))
    except BadChoice:
        return None
    return form.pk if form is not None else None


def _version_of(sent: dict[str, Any]) -> WorkflowVersion | None:
    """Return the version of a workflow that the chosen category asks by."""
    try:
        return asked_by(_category({name: sent.get(name, "") for name in CATEGORY}))
    except BadChoice:
        return None
