"""Approvals on pages: the inbox, the link of a mail, the page of a ticket."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import FailedLogin, Setting, User
from approvals.drafts import RequestDraft, StepDraft, TemplateDraft
from approvals.models import ApprovalRequest, Delegation, Vote, VoteLink
from approvals.operations import create_template
from audit.actor import Actor
from audit.models import JournalEntry
from audit.sealing import unseal
from itsm.logs import cut_queries
from notify.models import OutgoingMail
from tests import make
from tickets.models import Ticket
from tickets.operations import ask_approval

pytestmark = pytest.mark.django_db

INBOX = "/approvals/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def asked(ticket: Ticket, *voters: Actor, **fields: Any) -> ApprovalRequest:
    """Ask for approval of a ticket, as the installer or `who`."""
    who = fields.pop("who", None) or make.system()
    mode = fields.pop("mode", "all")
    step = StepDraft(voters=tuple(voter.user for voter in voters), mode=mode)
    draft = RequestDraft(**{"description": "Buy it?", "steps": (step,), **fields})
    return ask_approval(who, ticket.pk, draft)


def link_in_mail(address: str) -> str:
    """Return the path of the link in the newest mail to somebody."""
    mail = OutgoingMail.objects.filter(recipient=address).latest("pk")
    return str(re.search(r"/approvals/link/[^/\"]+/", unseal(mail.sealed)).group(0))  # type: ignore[union-attr]


def states(request: ApprovalRequest) -> list[str]:
    return list(request.votes.order_by("pk").values_list("state", flat=True))


# --- the inbox -------------------------------------------------------------------------------


def test_customer_approves_in_the_inbox_and_it_leaves_every_inbox(signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    ticket = make.ticket(
        make.customer("rita"), title="New laptop", description="The old one burns."
    )
    request = asked(ticket, boss, other, mode="any")
    page, others = signed_in(boss), signed_in(other)

    shown = text(page.get(INBOX))
    assert "New laptop" in shown
    assert "Buy it?" in shown
    assert "The old one burns." in shown
    assert "One of 2 people has to approve." in shown
    assert page.get("/approvals/count/").content == b"1"
    assert 'href="/approvals/"' in text(page.get("/portal/"))
    assert page.get(f"/portal/tickets/{ticket.pk}/").status_code == 404
    own = f"/portal/tickets/{ticket.pk}/"
    assert "Somebody has to approve it first." in text(signed_in(make.known("rita")).get(own))

    answer = page.post(f"{INBOX}{request.pk}/vote/", {"answer": "approve", "comment": "Fine"})

    assert (answer.status_code, answer["Location"]) == (302, INBOX)
    assert states(request) == ["approved", "cancelled"]
    assert JournalEntry.objects.latest("id").verb == "ticket.approval_approved"
    for each in (page, others):
        assert "Nothing waits for you" in text(each.get(INBOX))
        assert each.get("/approvals/count/").content == b""
    assert "You decided lately" in text(page.get(INBOX))
    assert "has to approve" not in text(signed_in(make.known("rita")).get(own))
    assert 'href="/approvals/"' not in text(others.get("/portal/"))


def test_inbox_refuses_in_words_and_keeps_what_was_written(signed_in):
    boss, max_ = make.customer("boss"), make.customer("max")
    request = asked(make.ticket(), boss, comment_rule="on_rejection")
    page, stranger = signed_in(boss), signed_in(max_)
    to = f"{INBOX}{request.pk}/vote/"

    for sent, word in [
        ({"answer": "reject"}, "Say why, please."),
        ({"answer": "", "comment": "kept words"}, "Choose: approve or reject."),
        ({"answer": "approve", "voter": "x"}, "There is no such person."),
    ]:
        answer = page.post(to, sent)
        assert answer.status_code == 422
        assert word in text(answer)
        assert sent.get("comment", "") in text(answer)
    assert stranger.post(to, {"answer": "approve"}).status_code == 404
    assert page.post(f"{INBOX}999999/vote/", {"answer": "approve"}).status_code == 404
    assert states(request) == ["waiting"]

    assert page.post(to, {"answer": "reject", "comment": "Too dear"}).status_code == 302
    again = page.post(to, {"answer": "approve"})
    assert again.status_code == 422
    assert "decided already" in text(again)


def test_vote_is_taken_back_while_its_step_is_asked(signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    request = asked(make.ticket(title="New chair"), boss, other)
    page, others = signed_in(boss), signed_in(other)
    vote, undo = f"{INBOX}{request.pk}/vote/", f"{INBOX}{request.pk}/vote/undo/"

    answer = page.post(vote, {"answer": "approve"}, follow=True)

    assert f'action="{undo}"' in text(answer)
    assert re.search('Take back: [^"]*New chair', text(answer))
    assert states(request) == ["approved", "waiting"]
    refused = others.post(undo)
    assert (refused.status_code, "no vote of yours" in text(refused)) == (422, True)
    assert page.post(undo, {"voter": "x"}).status_code == 422
    assert page.post(undo, {"voter": str(other.user.pk)}).status_code == 422
    assert "waits for your vote again" in text(page.post(undo, follow=True))
    assert states(request) == ["waiting", "waiting"]
    entry = JournalEntry.objects.latest("id")
    assert entry.verb == "ticket.approval_vote_taken_back"
    assert entry.changes["decision"] == ["approved", None]
    assert page.get("/approvals/count/").content == b"1"

    page.post(vote, {"answer": "approve"})
    others.post(vote, {"answer": "approve"})
    ended = page.post(undo)
    assert (ended.status_code, "decided already" in text(ended)) == (422, True)
    assert states(request) == ["approved", "approved"]
    assert "Take back" not in text(page.get(INBOX))
    assert signed_in(make.customer("max")).post(undo).status_code == 404


def test_somebody_stands_in_from_the_page(signed_in):
    ana, otto = make.agent("ana", make.group("Desk")), make.agent("otto", make.group("Other"))
    page = signed_in(ana)

    for sent, word in [
        ({"delegate": "nobody"}, "no such person"),
        ({"delegate": "otto", "until": "2020-13-99T00:00"}, "not a day and a time"),
        ({"delegate": "otto", "from": "2999-01-02T00:00", "until": "2999-01-01T00:00"}, ""),
    ]:
        refused = page.post("/approvals/delegations/", sent)
        assert refused.status_code == 422
        assert word in text(refused)
    assert not Delegation.objects.exists()

    sent = {"delegate": "otto", "until": "2999-01-01T00:00"}
    assert page.post("/approvals/delegations/", sent).status_code == 302
    assert "otto votes for you" in text(page.get(INBOX))
    group = otto.user.memberships.get().group
    request = asked(make.ticket(title="New chair", support_group=group), ana, otto)
    stand_in, side = signed_in(otto), f"/tickets/{request.object_id}/side/"
    assert f'<option value="{ana.user.pk}">ana</option>' in text(stand_in.get(INBOX))
    assert stand_in.get("/approvals/count/").content == b"1"
    assert "Your vote is waited for" in text(stand_in.get(side))
    sent = {"answer": "approve", "voter": str(otto.user.pk)}
    assert stand_in.post(f"{INBOX}{request.pk}/vote/", sent).status_code == 302
    assert "You vote for ana, who is away." in text(stand_in.get(INBOX))
    assert "Your vote is waited for" in text(stand_in.get(side))
    sent = {"answer": "approve", "voter": str(ana.user.pk)}
    assert stand_in.post(f"{INBOX}{request.pk}/vote/", sent).status_code == 302
    assert "Your vote is waited for" not in text(stand_in.get(side))
    vote = Vote.objects.get(request=request, voter=ana.user)
    assert vote.cast_by == otto.user

    row = Delegation.objects.get()
    assert (
        signed_in(make.customer("rita")).post(f"/approvals/delegations/{row.pk}/end/").status_code
        == 404
    )
    assert page.post(f"/approvals/delegations/{row.pk}/end/").status_code == 302
    assert "votes for you" not in text(page.get(INBOX))


def test_inbox_costs_as_many_statements_for_many_as_for_few(signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    page = signed_in(boss)
    counts = []
    for number in (2, 6):
        for _ in range(number):
            asked(make.ticket(make.customer(f"r{Ticket.objects.count()}")), boss, other)
        page.get(INBOX)
        with CaptureQueriesContext(connection) as captured:
            page.get(INBOX)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 12


def test_several_requests_are_decided_at_once_and_each_is_told_of(signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    first = asked(make.ticket(title="New laptop"), boss, other)
    second = asked(make.ticket(title="New desk"), boss)
    strict = asked(make.ticket(title="New car"), boss, comment_rule="always")
    foreign = asked(make.ticket(title="Salaries"), other)
    page, several = signed_in(boss), f"{INBOX}votes/"

    shown = text(page.get(INBOX))
    assert shown.count('form="ask-several"') == 3
    for wrong in ({"answer": "approve"}, {"request": first.pk}, {"request": "x", "answer": "no"}):
        assert page.post(several, wrong).status_code == 422
    sent = [str(row.pk) for row in (first, second, strict, foreign)] + ["999999", "-1"]
    done = page.post(several, {"request": sent, "answer": "approve"})
    told = text(done).split("What became of it")[1].split("Waiting for")[0]

    assert done.status_code == 200
    assert told.count("tag-resolved") >= 2
    assert "Say why, please." in told
    assert told.count("You are not asked about this.") == 2
    assert "Salaries" not in text(done)
    assert states(first) == ["approved", "waiting"]
    assert states(second) == ["approved"]
    assert states(strict) == states(foreign) == ["waiting"]
    verbs = JournalEntry.objects.filter(verb__startswith="ticket.approval_").order_by("pk")
    assert [row.verb for row in verbs if row.actor_id == boss.user.pk] == [
        "ticket.approval_voted",
        "ticket.approval_approved",
    ]

    undo = f"{several}undo/"
    assert f'action="{undo}"' in text(done)
    back = page.post(undo, {"request": [str(first.pk), str(second.pk)]})

    assert states(first) == ["waiting", "waiting"]
    assert states(second) == ["approved"]
    assert "taken back" in text(back)
    assert "It has been decided already" in text(back)


def test_only_requests_of_one_kind_are_decided_at_once(signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    step = StepDraft(voters=(boss.user,))
    purchase, access, hidden = (
        create_template(make.system(), TemplateDraft(title=title, steps=(each,))).pk
        for title, each in (
            ("Purchase", step),
            ("Access", step),
            ("Salary", StepDraft(voters=(other.user,))),
        )
    )
    chair, desk, key, door, foreign = (
        asked(make.ticket(title=title), template_id=template, steps=())
        for title, template in (
            ("Chair", purchase),
            ("Desk", purchase),
            ("Key", access),
            ("Door", access),
            ("Rise", hidden),
        )
    )
    free = asked(make.ticket(title="Leave"), boss)
    page, several = signed_in(boss), f"{INBOX}votes/"

    shown = text(page.get(INBOX))
    assert shown.count('form="ask-several"') == 4
    assert "Only requests of the same kind are decided at once." in shown
    for others in ([key], [free], [desk, door, free]):
        sent = {"request": [chair.pk, *(row.pk for row in others)], "comment": "All fine"}
        refused = page.post(several, {**sent, "answer": "approve"})
        assert refused.status_code == 422
        assert "Nothing was decided: what is selected is of several kinds." in text(refused)
        assert "All fine" in text(refused)
    assert {word for row in (chair, desk, key, door, free) for word in states(row)} == {"waiting"}

    sent = {"request": [chair.pk, desk.pk, foreign.pk], "answer": "approve"}
    assert page.post(several, sent).status_code == 200
    assert states(chair) == states(desk) == ["approved"]
    assert states(foreign) == ["waiting"]
    left = text(page.get(INBOX))
    assert left.count('form="ask-several"') == 2
    assert "Only requests of the same kind" not in left


# --- the link of a mail ----------------------------------------------------------------------


def test_link_of_a_mail_votes_once_with_a_click_and_without_signing_in(client):
    boss = make.customer("boss")
    request = asked(make.ticket(title="New laptop"), boss)
    link = link_in_mail("boss@example.com")
    assert VoteLink.objects.get().token_hash not in link

    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert states(request) == ["waiting"]
    shown = client.get(link)
    assert "New laptop" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert client.post(link, {}).status_code == 422

    done = client.post(link, {"answer": "reject", "comment": "No money"})

    assert "Rejected. Thank you." in text(done)
    vote = Vote.objects.get()
    assert (vote.state, vote.comment, vote.voter) == ("rejected", "No money", boss.user)
    entry = JournalEntry.objects.get(verb="ticket.approval_rejected")
    assert entry.actor_id == boss.user.pk
    for answer in (client.get(link), client.post(link, {"answer": "approve"})):
        assert answer.status_code == 410
    vote.refresh_from_db()
    assert vote.state == "rejected"


def test_links_that_do_not_count_are_answered_in_words(client, signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    request = asked(make.ticket(), boss, other)
    link, others = link_in_mail("boss@example.com"), link_in_mail("other@example.com")

    foreign = signed_in(other).post(link, {"answer": "approve"})
    assert (foreign.status_code, states(request)) == (403, ["waiting", "waiting"])
    assert "boss" not in text(foreign)
    assert signed_in(boss).get(link).status_code == 200

    for wrong in ("/approvals/link/x/", link[:-2] + "/", link.replace(".", "x.")):
        answer = client.get(wrong)
        assert (answer.status_code, "This link works no more" in text(answer)) == (404, True)

    VoteLink.objects.filter(person=other.user).update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(others).status_code == 410
    User.objects.filter(pk=boss.user.pk).update(is_active=False)
    assert client.post(link, {"answer": "approve"}).status_code == 410
    User.objects.filter(pk=boss.user.pk).update(is_active=True)
    assert states(request) == ["waiting", "waiting"]

    client.post(link, {"answer": "approve"})
    assert "Your vote was cast already." in text(client.get(link))
    assert states(request) == ["approved", "waiting"]


def test_page_after_a_vote_by_link_takes_it_back_once(client, signed_in):
    boss, other = make.customer("boss"), make.customer("other")
    request = asked(make.ticket(title="New laptop"), boss, other)
    link, undo = link_in_mail("boss@example.com"), "/approvals/link/undo/"
    page = text(client.post(link, {"answer": "approve"}))
    word = re.search(r'name="word" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    assert states(request) == ["approved", "waiting"]

    used = client.get(link)
    assert (used.status_code, "Take it back" in text(used)) == (410, False)
    assert client.get(undo).status_code == 405
    for wrong in ("", "x", word[:-1], "x" * 500):
        assert client.post(undo, {"word": wrong}).status_code == 410
    assert signed_in(other).post(undo, {"word": word}).status_code == 403
    assert states(request) == ["approved", "waiting"]

    back = client.post(undo, {"word": word})

    assert states(request) == ["waiting", "waiting"]
    entry = JournalEntry.objects.get(verb="ticket.approval_vote_taken_back")
    assert entry.actor_id == boss.user.pk
    again = client.get(back["Location"])
    assert "It waits for your vote again." in text(again)
    assert client.get(link).status_code == 410
    assert client.post(undo, {"word": word}).status_code == 410

    # a word of the vote before takes back no later one, and none is given for what is decided
    client.post(back["Location"], {"answer": "reject", "comment": "No"})
    assert client.post(undo, {"word": word}).status_code == 410
    assert states(request) == ["rejected", "cancelled"]


def test_a_vote_by_link_is_taken_back_for_minutes_only(client):
    boss = make.customer("boss")
    request = asked(make.ticket(), boss, make.customer("other"))
    with time_machine.travel(timezone.now()) as clock:
        page = text(client.post(link_in_mail("boss@example.com"), {"answer": "approve"}))
        word = re.search(r'name="word" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
        clock.shift(timedelta(minutes=16))

        assert client.post("/approvals/link/undo/", {"word": word}).status_code == 410

    assert states(request) == ["approved", "waiting"]


def test_guesses_of_links_are_limited_and_every_answer_then_alike(client):
    asked(make.ticket(), make.customer("boss"))
    link = link_in_mail("boss@example.com")
    Setting.objects.create(name="limits.address_failures", value=3)
    for _ in range(3):
        client.get("/approvals/link/guess/")

    answers = {client.get("/approvals/link/guess/").status_code, client.get(link).status_code}

    assert answers == {429}
    assert FailedLogin.objects.get().failures == 3


def test_secret_of_a_link_stands_in_no_log_and_no_plain_mail_row(client, caplog):
    asked(make.ticket(), make.customer("boss"))
    link = link_in_mail("boss@example.com")
    secret = link.split("/")[-2]

    client.get(link)

    assert secret not in caplog.text
    assert secret not in str(cut_queries(None, "", {"event": f"bad {link}", "request": link}))
    mail = OutgoingMail.objects.latest("pk")
    assert secret not in f"{mail.context}{mail.sealed}"


def test_mail_leads_to_the_inbox_where_links_are_switched_off():
    Setting.objects.create(name="approvals.mail_links", value=False)
    request = asked(make.ticket(), make.customer("boss"))

    assert f"/approvals/#request-{request.pk}" in unseal(OutgoingMail.objects.latest("pk").sealed)
    assert not VoteLink.objects.exists()


# --- the page of a ticket --------------------------------------------------------------------


@pytest.fixture
def ana() -> Actor:
    return make.agent("ana", make.group("Desk"), rights=[*make.AGENT_RIGHTS, "approval.ask"])


def test_agent_asks_for_approval_adds_a_voter_and_withdraws(signed_in, ana):
    boss = make.customer("boss")
    make.customer("chief")
    ticket = make.ticket(ana, support_group=ana.user.memberships.get().group)
    page, to = signed_in(ana), f"/tickets/{ticket.pk}/approvals/"
    for sent in (
        {"description": "Buy?", "voters": ""},
        {"description": "", "voters": "boss"},
        {"description": "Buy?", "voters": "nobody"},
        {"description": "Buy?", "voters": "boss", "mode": "most"},
        {"description": "Buy?", "voters": "boss", "mode": "percent", "percent": "0"},
        {"template": "999"},
        {"template": "x"},
    ):
        assert page.post(to, sent).status_code == 422, sent
    assert not ApprovalRequest.objects.exists()

    sent = {"description": "Buy?", "voters": "boss, chief", "mode": "percent", "percent": "50"}
    assert page.post(to, {**sent, "part": "side"})["Location"] == f"/tickets/{ticket.pk}/side/"
    request = ApprovalRequest.objects.get()
    assert list(request.steps.values_list("mode", "percent")) == [("percent", 50)]
    assert page.post(f"{to}{request.pk}/voters/", {"person": "ana"}).status_code == 302
    side = text(page.get(f"/tickets/{ticket.pk}/side/"))
    assert [f"{name}: waiting" in side for name in ("boss", "chief", "ana")] == [True] * 3
    assert "Your vote is waited for" in side

    signed_in(boss).post(f"{INBOX}{request.pk}/vote/", {"answer": "reject", "comment": "Hm"})
    assert "<q>Hm</q>" in text(page.get(f"/tickets/{ticket.pk}/side/"))
    history = re.sub(r"<[^>]+>", " ", text(page.get(f"/tickets/{ticket.pk}/history/")))
    told = " ".join(history.split())
    assert "asked for approval: Buy?" in told
    assert "voted: Vote rejected" in told
    assert page.post(f"{to}{request.pk}/cancel/").status_code == 302
    assert page.post(f"{to}{request.pk}/cancel/").status_code == 422
    assert "withdrawn" in text(page.get(f"/tickets/{ticket.pk}/side/"))


def test_agent_asks_by_a_template_that_the_ticket_offers(signed_in, ana):
    boss = make.customer("boss")
    step = StepDraft(voters=(boss.user,))
    template = create_template(make.system(), TemplateDraft(title="Purchase", steps=(step,)))
    ticket = make.ticket(ana, support_group=ana.user.memberships.get().group)
    page = signed_in(ana)

    assert "Purchase" in text(page.get(f"/tickets/{ticket.pk}/side/"))
    sent = {"template": str(template.pk), "description": "A chair"}
    assert page.post(f"/tickets/{ticket.pk}/approvals/", sent).status_code == 302
    assert ApprovalRequest.objects.get().template == template


def test_who_may_not_ask_sees_no_form_and_is_refused(signed_in):
    otto = make.agent("otto", make.group("Desk"))
    ticket = make.ticket(otto, support_group=otto.user.memberships.get().group)
    page = signed_in(otto)

    assert "Ask for approval" not in text(page.get(f"/tickets/{ticket.pk}/side/"))
    sent = {"description": "Buy?", "voters": "otto"}
    assert page.post(f"/tickets/{ticket.pk}/approvals/", sent).status_code == 403
    assert not ApprovalRequest.objects.exists()


def test_first_page_leads_to_the_inbox(signed_in, ana):
    request = asked(make.ticket(title="New chair"), ana)

    home = text(signed_in(ana).get("/"))

    assert f'href="/approvals/#request-{request.pk}"' in home
    assert "New chair" in home


@pytest.mark.parametrize("path", ["", "count/", "1/vote/", "delegations/", "delegations/1/end/"])
def test_visitors_are_sent_to_the_sign_in(path: str):
    method = Client().get if path in ("", "count/") else Client().post

    assert method(f"{INBOX}{path}")["Location"].startswith("/accounts/login/")
