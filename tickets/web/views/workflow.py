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
from tickets.web.questions import answers_in, texts_in
from tickets.web.views.ticket import back, refused


@require_POST
@for_agents
def answer(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Keep the answers; a list has one value a line."""
    actor = actor_of(request)
    run = run_of(ticket_for(actor, ticket_id))
    answers = answers_in(texts_in(request.POST), run.version)
    try:
        answer_questions(actor, ticket_id, answers)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Saved."))
    return back(request, ticket_id)
