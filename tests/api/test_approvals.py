"""Approvals over REST: asked for on tickets, voted on, delegated, withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

Callers = Callable[..., Caller]
ASKER = [*make.AGENT_RIGHTS, "approval.ask"]


@pytest.fixture
def ticket() -> Any:
    """A ticket of a group with an agent, ana, who may ask for approvals."""
    group = make.group("Desk")
    make.agent("ana", group, rights=ASKER)
    return make.ticket(support_group=group)


def ana_of(caller: Callers) -> Caller:
    """The agent of the group."""
    return caller(make.known("ana"))


def waiting(who: Caller) -> list[int]:
    """Return whose votes wait for somebody."""
    return [vote["voter"] for vote in who.get("approvals/waiting/").json()["results"]]


def asked(who: Caller, ticket: Any, *steps: dict[str, Any], **values: Any) -> Any:
    """Ask for approval of a ticket."""
    body = {"description": "Buy it?", "steps": list(steps), **values}
    return who.post(f"tickets/{ticket.pk}/approvals/", body)


def test_steps_follow_each_other_and_the_votes_decide(caller: Callers, ticket: Any):
    ana, otto, rita = ana_of(caller), make.person("otto"), make.person("rita")
    made = asked(
        ana, ticket, {"mode": "any", "voters": [otto.pk]}, {"mode": "all", "voters": [rita.pk]}
    )

    row = made.json()
    path = f"approvals/{row['id']}/"
    assert (made.status_code, row["state"], row["step"]) == (201, "waiting", 1)
    assert (row["noun"], row["object"], row["kind"]) == ("ticket", ticket.pk, "spontaneous")
    assert [step["mode"] for step in row["steps"]] == ["any", "all"]
    first, second = caller(make.known("otto")), caller(make.known("rita"))
    assert [vote["voter"] for vote in first.get("approvals/waiting/").json()["results"]] == [
        otto.pk
    ]
    assert waiting(second) == []
    assert second.post(f"{path}vote/", {"approves": True}).status_code == 403

    moved = first.post(f"{path}vote/", {"approves": True, "comment": "Yes"})
    ended = second.post(f"{path}vote/", {"approves": False})

    assert (moved.json()["state"], moved.json()["step"]) == ("waiting", 2)
    assert ended.json()["state"] == "rejected"
    votes = ana.get(f"{path}votes/").json()["results"]
    assert [(vote["state"], vote["comment"]) for vote in votes] == [
        ("approved", "Yes"),
        ("rejected", ""),
    ]
    assert second.post(f"{path}vote/", {"approves": True}).json()["code"] == "decided"
    assert [
        each["id"] for each in ana.get(f"tickets/{ticket.pk}/approvals/").json()["results"]
    ] == [row["id"]]


def test_a_template_brings_steps_and_terms(caller: Callers, ticket: Any):
    root, ana, otto = caller(make.administrator()), ana_of(caller), make.person("otto")
    template = root.post(
        "approval-templates/",
        {
            "title": "Purchase",
            "steps": [{"mode": "percent", "percent": 50, "voters": [otto.pk]}],
            "expires_seconds": 3600,
            "on_expiry": "approve",
            "comment_rule": "always",
        },
    ).json()

    row = asked(ana, ticket, template=template["id"], steps=[]).json()

    assert (row["kind"], row["template"], row["on_expiry"]) == (
        "template",
        template["id"],
        "approve",
    )
    assert row["due_at"] is not None
    assert template["steps"][0]["voters"] == [otto.pk]
    voter = caller(make.known("otto"))
    refused = voter.post(f"approvals/{row['id']}/vote/", {"approves": True})
    assert (refused.status_code, refused.json()["field"]) == (422, "comment")
    changed = root.patch(f"approval-templates/{template['id']}/", {"steps": []})
    assert changed.json()["steps"] == []


def test_who_is_not_concerned_sees_and_asks_nothing(caller: Callers, ticket: Any):
    otto = make.person("otto")
    row = asked(ana_of(caller), ticket, {"voters": [otto.pk]}).json()
    stranger = caller(make.agent("eva", make.group("Other"), rights=ASKER))
    plain = caller(make.agent("tom", ticket.support_group))

    for path in (f"approvals/{row['id']}/", f"approvals/{row['id']}/votes/"):
        assert stranger.get(path).status_code == 404
    assert stranger.get(f"tickets/{ticket.pk}/approvals/").status_code == 404
    assert asked(stranger, ticket, {"voters": [otto.pk]}).status_code == 404
    assert stranger.post(f"approvals/{row['id']}/cancel/").status_code == 404
    assert plain.get(f"tickets/{ticket.pk}/approvals/").json()["results"][0]["id"] == row["id"]
    assert asked(plain, ticket, {"voters": [make.known("tom").user.pk]}).status_code == 403


def test_the_author_asks_more_people_and_withdraws(caller: Callers, ticket: Any):
    ana, otto, rita = ana_of(caller), make.person("otto"), make.person("rita")
    row = asked(ana, ticket, {"mode": "all", "voters": [otto.pk]}).json()
    path = f"approvals/{row['id']}/"

    more = ana.post(f"{path}voters/", {"voter": rita.pk})
    cancelled = ana.post(f"{path}cancel/")

    assert (more.status_code, more.json()["voter"], more.json()["state"]) == (
        201,
        rita.pk,
        "waiting",
    )
    assert cancelled.json()["state"] == "cancelled"
    assert waiting(caller(make.known("otto"))) == []
    nobody = asked(ana, ticket, {"voters": []})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "no_voters")


def test_a_delegate_votes_until_the_delegation_ends(caller: Callers, ticket: Any):
    otto, rita = make.person("otto"), make.agent("rita", ticket.support_group).user
    row = asked(ana_of(caller), ticket, {"mode": "all", "voters": [rita.pk]}).json()
    boss, delegate = caller(make.known("rita")), caller(make.known("otto"))
    begins = "2026-01-01T00:00:00Z"

    backwards = boss.post(
        "delegations/",
        {"delegate": otto.pk, "starts_at": begins, "ends_at": "2025-01-01T00:00:00Z"},
    )
    made = boss.post("delegations/", {"delegate": otto.pk, "starts_at": begins})

    assert backwards.status_code == 422
    assert made.status_code == 201
    assert waiting(delegate) == [rita.pk]
    ended = delegate.post(f"delegations/{made.json()['id']}/end/")
    assert ended.json()["ends_at"] is not None
    assert delegate.post(f"approvals/{row['id']}/vote/", {"approves": True}).status_code == 404
    assert (
        boss.post(f"approvals/{row['id']}/vote/", {"approves": True}).json()["state"] == "approved"
    )
