"""Approvals in the back office and in the mail."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from approvals.drafts import RequestDraft
from approvals.models import ApprovalRequest, ApprovalTemplate, Delegation
from approvals.operations import request_approval, vote
from notify.models import OutgoingMail
from tests import make
from tests.doors.back_office import administrator, entries, errors_of, last_entry, lines, page

pytestmark = pytest.mark.django_db

TERMS = {"comment_rule": "never", "on_expiry": "reject", "expires_seconds": "3600"}


def test_templates_with_steps_are_made_asked_and_shown(client: Client):
    root = administrator()
    client.force_login(root)
    ana, desk = make.agent("ana"), make.group("Desk")
    before = last_entry()

    first = {"position": "1", "mode": "any", "percent": "100", "users": [ana.user.pk]}
    client.post(
        page(ApprovalTemplate, "add"), {"title": "Purchase", **TERMS, **lines("steps", **first)}
    )

    assert [entry[:3] for entry in entries(before)] == [
        ("approvaltemplate.created", "root", "admin"),
    ]
    template = ApprovalTemplate.objects.get()
    step = template.steps.get()
    assert list(step.users.all()) == [ana.user]
    kept = lines("steps", **{**first, "id": step.pk, "template": template.pk, "mode": "all"})
    address = page(ApprovalTemplate, "change", template.pk)
    client.post(address, {"title": "Purchases", **TERMS, **kept})
    nobody = lines("steps", position="1", mode="any", percent="100")
    refused = client.post(page(ApprovalTemplate, "add"), {"title": "Empty", **TERMS, **nobody})
    assert "A step needs somebody to ask." in errors_of(refused)
    template.refresh_from_db()
    assert (template.title, template.steps.get().mode) == ("Purchases", "all")
    request = request_approval(make.system(), desk, RequestDraft(template_id=template.pk))
    vote(ana, request.pk, approves=True)
    for model, row in ((ApprovalTemplate, template), (ApprovalRequest, request)):
        assert "Purchase" in client.get(page(model, "changelist")).text
        assert client.get(page(model, "change", row.pk)).status_code == 200
    client.post(page(ApprovalTemplate, "delete", template.pk), {"post": "yes"})
    template.refresh_from_db()
    assert template.deleted_at is not None


def test_delegations_are_made(client: Client):
    client.force_login(administrator())
    ana, otto = make.person("ana"), make.person("otto")
    given = {"user": ana.pk, "delegate": otto.pk}
    start = {"starts_at_0": "2026-01-02", "starts_at_1": "08:00"}

    client.post(page(Delegation, "add"), {**given, **start})

    row = Delegation.objects.get()
    assert (row.user, row.delegate) == (ana, otto)
    assert row.starts_at < timezone.now()
    client.post(
        page(Delegation, "changelist"), {"action": "end", "_selected_action": [str(row.pk)]}
    )
    row.refresh_from_db()
    assert row.ends_at is not None


def test_mails_say_what_is_asked_by_whom_and_what_came_of_it():
    desk, ana = make.group("Desk"), make.agent("ana")
    asker = make.agent("rita", desk, rights=["approval.ask"])
    template = ApprovalTemplate.objects.create(title="Purchase", expires_seconds=3600)
    template.steps.create(position=1).users.add(ana.user)
    draft = RequestDraft(template_id=template.pk, description="A laptop")
    request = request_approval(asker, desk, draft)
    vote(ana, request.pk, approves=False)

    asked, decided = OutgoingMail.objects.order_by("pk")
    texts = [
        render_to_string(f"mail/{mail.template}{ending}.txt", mail.context)
        for mail in (asked, decided)
        for ending in (".subject", "")
    ]
    assert texts[0].strip() == "Desk (approval needed)"
    for words in ("Hello ana", "your vote is needed", "Purchase", "Asked by: rita", "A laptop"):
        assert words in texts[1]
    assert texts[2].strip() == "Desk (approval: rejected)"
    assert "has ended: rejected." in texts[3]
    assert "still needed" in render_to_string("mail/approval_reminder.txt", asked.context)
