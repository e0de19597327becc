"""Internal notes on people, companies and assets: written by colleagues, read by nobody else."""

from typing import Any

import pytest

from accounts.models import Note
from audit.models import JournalEntry
from tests import make

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_note_is_written_changed_and_removed_by_its_author(signed_in: Any) -> None:
    ana, otto = make.agent("ana", make.group("Desk")), make.agent("otto", make.group("Other"))
    rita = make.customer("rita").user
    page, other = signed_in(ana), signed_in(otto)
    where = f"/notes/person/{rita.pk}/"

    page.post(where, {"title": "Phone", "body": "Calls <b>at night</b>."})
    note = Note.objects.get()
    shown = text(other.get(f"/people/{rita.pk}/"))
    assert "Calls &lt;b&gt;at night&lt;/b&gt;." in shown
    assert "/notes/person/" in shown
    assert f"{where}{note.pk}/remove/" not in shown
    assert other.post(f"{where}{note.pk}/", {"body": "mine"}).status_code == 403
    assert page.post(where, {"body": "   "}, follow=True).status_code == 200
    page.post(f"{where}{note.pk}/", {"title": "Phone", "body": "Calls at noon."})

    assert "Calls at noon." in text(page.get(f"/people/{rita.pk}/"))
    page.post(f"{where}{note.pk}/remove/")
    assert not Note.objects.exists()
    entries = JournalEntry.objects.filter(verb__contains=".note_").order_by("pk")
    assert [entry.verb for entry in entries] == [
        "user.note_added",
        "user.note_changed",
        "user.note_removed",
    ]


def test_companies_and_assets_have_notes_and_nothing_else_has(signed_in: Any) -> None:
    root = make.administrator()
    page = signed_in(root)
    company, item = make.company(), make.item()

    for noun, key, address in (
        ("company", company.pk, f"/companies/{company.pk}/"),
        ("item", item.pk, f"/assets/{item.pk}/"),
    ):
        page.post(f"/notes/{noun}/{key}/", {"body": f"About this {noun}."})
        assert f"About this {noun}." in text(page.get(address))
    assert page.post("/notes/ticket/1/", {"body": "x"}).status_code == 404
    assert page.post("/notes/company/999999/", {"body": "x"}).status_code == 404


def test_who_reads_nothing_internal_neither_sees_nor_writes_notes(signed_in: Any) -> None:
    rita = make.customer("rita").user
    temp = make.agent("temp", make.group("Desk"), rights=["ticket.read", "user.read"])
    signed_in(make.agent("ana", make.group("Help"))).post(
        f"/notes/person/{rita.pk}/", {"body": "Be patient."}
    )
    page = signed_in(temp)

    assert "Be patient." not in text(page.get(f"/people/{rita.pk}/"))
    assert page.post(f"/notes/person/{rita.pk}/", {"body": "x"}).status_code == 403
    assert signed_in(make.customer("max")).post(f"/notes/person/{rita.pk}/").status_code == 302
    assert Note.objects.count() == 1
