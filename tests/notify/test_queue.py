"""Writing mail into the queue: part of the change, one nudge, and nothing that breaks a header."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from notify.models import OutgoingMail
from notify.policies import is_address, one_line
from notify.queries import waiting_count

LINE_ENDS = ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def test_mail_is_a_row_of_the_change(queue_one):
    mail = queue_one(cc=["max@example.com"], headers={"References": "<1@desk.example.com>"})

    row = OutgoingMail.objects.get()
    assert (row.recipient, row.cc, row.template) == (
        "rita@example.com",
        ["max@example.com"],
        "hello/world",
    )
    assert (row.state, row.attempts, row.subject, row.body_text) == ("waiting", 0, "", "")
    assert row.message_id == mail.message_id
    assert row.message_id.endswith("@desk.example.com>")
    assert waiting_count() == 1


def test_change_that_is_rolled_back_takes_its_mail_along(
    queue_one, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        queue_one()
        transaction.set_rollback(True)

    assert callbacks == []
    assert waiting_count() == 0


def test_one_nudge_names_all_mail_of_a_transaction(queue_one, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        first = queue_one()
        with transaction.atomic():
            second = queue_one()

    (nudge,) = callbacks
    assert nudge.mail_ids == [first.pk, second.pk]


def test_nudge_outlives_a_savepoint_that_is_rolled_back(
    queue_one, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        with transaction.atomic():
            queue_one()
            transaction.set_rollback(True)
        kept = queue_one()

    (nudge,) = callbacks
    assert nudge.mail_ids == [kept.pk]


def test_lost_nudge_does_not_fail_the_change(
    queue_one, django_capture_on_commit_callbacks, monkeypatch
):
    def broker_is_down(*_, **__):
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.app.task.Task.apply_async", broker_is_down)

    with django_capture_on_commit_callbacks(execute=True):
        queue_one()

    assert waiting_count() == 1


@pytest.mark.parametrize("end", LINE_ENDS)
def test_header_with_a_line_end_is_refused(queue_one, end):
    with pytest.raises(ValidationError) as refusal:
        queue_one(headers={"References": f"<1@x>{end}Bcc: all@example.com"})

    assert refusal.value.error_dict["headers"][0].code == "header"
    assert waiting_count() == 0


@pytest.mark.parametrize("name", ["Bcc", "To", "Subject", "Message-ID", "Auto-Submitted", "X-A\nB"])
def test_header_that_is_not_the_callers_is_refused(queue_one, name):
    with pytest.raises(ValidationError):
        queue_one(headers={name: "x"})

    assert waiting_count() == 0


@pytest.mark.parametrize("field", ["recipient", "from_address"])
@pytest.mark.parametrize(
    "text",
    [
        "rita",
        "rita@example.com, max@example.com",
        "Rita <rita@example.com>",
        "rita@example.com (home)",
        "rita@example.com\nBcc: all@example.com",
        "rita@example.com\u2028",
        " rita@example.com",
        "josé@example.com",
        "@example.com",
        "rita@",
        "r" * 250 + "@example.com",
    ],
)
def test_what_is_not_one_bare_address_is_refused(queue_one, field, text):
    with pytest.raises(ValidationError) as refusal:
        queue_one(**{field: text})

    assert refusal.value.error_dict[field][0].code == "address"
    assert waiting_count() == 0


def test_each_copy_is_one_bare_address(queue_one):
    with pytest.raises(ValidationError):
        queue_one(cc=["max@example.com", "not an address"])

    assert waiting_count() == 0


@pytest.mark.parametrize("text", ["a@b.example", "a.b+c@münchen.example", "root@localhost"])
def test_ordinary_addresses_are_addresses(text):
    assert is_address(text)


@given(st.text())
def test_any_text_is_an_address_or_not(text):
    assert is_address(text) in (True, False)


@given(st.text())
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize("name", ["", "../secret", "hello/world.txt", "/etc/passwd", "Hello"])
def test_template_name_has_no_path_tricks(queue_one, name):
    with pytest.raises(ValidationError) as refusal:
        queue_one(template=name)

    assert refusal.value.error_dict["template"][0].code == "template"
