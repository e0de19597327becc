"""What the requester says of a solution: accept, refuse, rate."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Followup, FollowupSolution, Ticket
from tickets.operations import (
    accept_solution,
    answer_ticket,
    rate_ticket,
    refuse_solution,
)
from tickets.queries import status_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved():
    ana, rita = make.administrator("ana"), make.customer("rita")
    ticket = make.ticket(rita)
    draft = FollowupDraft(body="Plug it in.", kind="solution")
    answer_ticket(ana, ticket.pk, draft, patch=TicketPatch(status=status_by_code("resolved")))
    OutgoingMail.objects.all().delete()
    return ana, rita, ticket


def test_accepted_solution_closes_the_ticket_with_its_rating(solved):
    _, rita, ticket = solved

    accept_solution(rita, ticket.pk, rating=5, comment="Quick!")

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.status.code, stored.close_reason, stored.resolution) == ("closed", "accepted", 1)
    assert (stored.rating, stored.rating_comment) == (5, "Quick!")
    solution = FollowupSolution.objects.get()
    assert (solution.state, solution.answered_by) == ("accepted", rita.user)


def test_refused_solution_brings_the_ticket_back_with_the_reason(solved):
    _, rita, ticket = solved

    line = refuse_solution(rita, ticket.pk, "It is plugged in.")

    solution = FollowupSolution.objects.get()
    assert (solution.state, solution.answer) == ("refused", line)
    assert (line.replies_to, line.is_public) == (solution.followup, True)
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.status.code, stored.resolved_at) == ("reopened", None)
    assert JournalEntry.objects.filter(verb="ticket.updated").latest("id").caused_by_id is not None
    assert [mail.template for mail in OutgoingMail.objects.all()] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda who, key: accept_solution(who, key, rating=6), "range"),
        (lambda who, key: refuse_solution(who, key, "  "), "required"),
        (lambda who, key: rate_ticket(who, key, 0), "range"),
    ],
)
def test_bad_answer_leaves_nothing(solved, act, code, attachments):
    _, rita, ticket = solved
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        act(rita, ticket.pk)

    assert code in {error.code for errors in refusal.value.error_dict.values() for error in errors}
    assert traces(attachments) == before


def test_only_requester_and_desk_answer_a_solution(solved, attachments):
    ana, _, ticket = solved
    max_ = make.customer("max")
    ticket.people.create(user=max_.user, role="observer")
    before = traces(attachments)

    for act in (
        lambda: accept_solution(max_, ticket.pk),
        lambda: refuse_solution(max_, ticket.pk, "No"),
        lambda: rate_ticket(max_, ticket.pk, 1),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert traces(attachments) == before

    accept_solution(ana, ticket.pk)


def test_open_ticket_has_nothing_to_accept_or_rate(solved):
    _, rita, _ = solved
    ticket = make.ticket(rita)

    for act in (accept_solution, lambda who, key: rate_ticket(who, key, 3)):
        with pytest.raises(ValidationError):
            act(rita, ticket.pk)


def test_rating_is_changed_after_closing(solved):
    _, rita, ticket = solved
    accept_solution(rita, ticket.pk, rating=2)

    rate_ticket(rita, ticket.pk, 4, comment="Better now")

    assert Ticket.objects.get(pk=ticket.pk).rating == 4


def test_solution_is_accepted_where_the_ticket_was_resolved_without_text():
    rita = make.customer("rita")
    ticket = make.ticket(rita)
    Ticket.objects.filter(pk=ticket.pk).update(status=status_by_code("resolved"))

    accept_solution(rita, ticket.pk)

    assert not Followup.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).close_reason == "accepted"
