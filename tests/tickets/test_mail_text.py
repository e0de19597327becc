"""The words of mail about tickets."""

from typing import Any

import pytest

from notify.delivery import deliver
from notify.operations import new_mail, queue_mails

CONTEXT: dict[str, Any] = {
    "ticket_id": 12,
    "title": "Printer <2nd floor> & scanner",
    "description": 'It says "PC LOAD LETTER".',
    "status": "In progress",
    "priority": "High",
    "resolution": "Fixed",
    "closing_text": "New toner.",
    "group": "Service Desk",
    "assignee": "Ana",
    "requester": "Rita",
    "actor": "Ana",
    "text": "Ordered toner.",
    "seconds": 1800,
    "recipient": "Rita",
}
FACTS = """\
Title: Printer <2nd floor> & scanner
Status: In progress
Priority: High
Group: Service Desk
Assignee: Ana
Requester: Rita
By: Ana
"""


def sent_text(act, mailoutbox, **changes):
    context = {**CONTEXT, **changes}
    (mail,) = queue_mails(
        [new_mail(None, recipient="rita@example.com", template=f"ticket_{act}", context=context)]
    )
    assert deliver(mail.pk)
    return mailoutbox[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "subject", "first", "last"),
    [
        ("created", "created", "has been created.", '\nIt says "PC LOAD LETTER".\n'),
        ("updated", "changed", "has been changed.", ""),
        ("assigned", "assigned", "has been assigned.", ""),
        ("closed", "closed", "has been closed.", "Resolution: Fixed\n\nNew toner.\n"),
    ],
)
def test_mail_tells_what_happened(act, subject, first, last, mailoutbox):
    mail = sent_text(act, mailoutbox)

    assert mail.subject == f"[#12] Printer <2nd floor> & scanner ({subject})"
    assert mail.body.rstrip() == f"Hello Rita,\n\nTicket #12 {first}\n\n{FACTS}{last}".rstrip()


@pytest.mark.django_db
def test_mail_of_work_shows_time_and_words(mailoutbox):
    mail = sent_text("worked", mailoutbox)

    told = "Hello Rita,\n\nThere is news on ticket #12.\n\n"
    assert mail.body.rstrip() == f"{told}{FACTS}Time spent: 30 minutes\n\nOrdered toner."


@pytest.mark.django_db
def test_what_is_empty_has_no_line(mailoutbox):
    empty = dict.fromkeys(("group", "assignee", "requester", "actor", "text", "recipient"), "")

    mail = sent_text("worked", mailoutbox, seconds=0, **empty)

    assert mail.body.rstrip() == (
        "There is news on ticket #12.\n\n"
        "Title: Printer <2nd floor> & scanner\nStatus: In progress\nPriority: High"
    )
