"""Catalogues: one life each, and who may write them."""

from collections.abc import Callable

import pytest

from accounts.models import Location
from audit.models import JournalEntry
from tests import make
from tests.api.bodies import CATALOGUES
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

NEEDED = {"item-models": {"ci_class": "computer"}, "document-types": {"ending": "one"}}
"""What rows of some catalogues cannot be without, beside their name."""


def test_every_catalogue_is_kept_alike(caller: Callable[..., Caller]):
    root, ana = caller(make.administrator()), caller(make.agent("ana", make.group("Desk")))
    for noun in CATALOGUES:
        body = {"name": "One", **NEEDED.get(noun, {})}
        before = JournalEntry.objects.count()

        made = root.post(f"{noun}/", body)
        path = made.headers["Location"].removeprefix("/rest/v1/")
        stale = root.patch(path, {"name": "Two"}, **{"If-Match": '"1"'})
        changed = root.patch(path, {"name": "Two"}, **{"If-Match": made.headers["ETag"]})

        assert (made.status_code, stale.status_code, changed.status_code) == (201, 412, 200), noun
        assert changed.json()["name"] == "Two"
        assert changed.json() in root.get(f"{noun}/?page_size=200").json()["results"]
        assert ana.get(path).status_code == 200
        refused = [ana.post(f"{noun}/", body), ana.patch(path, {"name": "Two"}), ana.delete(path)]
        assert [each.status_code for each in refused] == [403, 403, 403]
        assert (root.delete(path).status_code, root.get(path).status_code) == (204, 404)
        verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True)[before:])
        assert [verb.split(".")[1] for verb in verbs] == ["created", "updated", "purged"], noun


def test_places_stand_below_one_another(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    site = root.post("locations/", {"name": "Madrid", "country": "ES"}).json()
    room = root.post("locations/", {"name": "2.14", "parent": site["id"]}).json()

    moved = root.patch(f"locations/{site['id']}/", {"parent": room["id"]})
    renamed = root.patch(f"locations/{site['id']}/", {"name": "Toledo"})
    found = root.get(f"locations/?parent={site['id']}&expand=parent").json()["results"]

    assert room["full_name"] == "Madrid > 2.14"
    assert (moved.status_code, moved.json()["field"]) == (422, "parent")
    assert renamed.json()["full_name"] == "Toledo"
    assert [each["full_name"] for each in found] == ["Toledo > 2.14"]
    assert found[0]["expanded"]["parent"]["full_name"] == "Toledo"
    assert Location.objects.count() == 2
