"""What the workflow of a ticket asks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doors.pages import actor_of, for_agents
from tickets.operations.workflows import answer_questions
from tickets.queries import run_of, ticket_for
from tickets.web.views.ticket import back, refused

LONGEST_ANSWER = 2_000
MOST_LINES = 1_000


@require_POST
@for_agents
def answer(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Keep the answers; a list has one value a line."""
    actor = actor_of(request)
    run = run_of(ticket_for(actor, ticket_id))
    answers: dict[str, list[str]] = {}
    for place, question in enumerate(run.version.initial_fields):
        sent = request.POST.get(f"answer-{place}")
        if sent is not None:
            text = sent.replace("\0", "")
            lines = text.splitlines()[:MOST_LINES] if question.get("is_list") else [text]
            answers[question["id"]] = [line.strip()[:LONGEST_ANSWER] for line in lines]
    try:
        answer_questions(actor, ticket_id, answers)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Saved."))
    return back(request, ticket_id)
