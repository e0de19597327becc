"""The page at the API's own address."""

import pytest

from api_compat.glpi.endpoint import MASSIVE, RESOURCES
from api_compat.glpi.registry import types
from tests.glpi.client import Program

OTHERS = ("initSession", "lostPassword", "getMultipleItems", "listSearchOptions", "search/")


@pytest.mark.parametrize("kind", ["", "application/json"])
def test_the_page_names_every_resource_type_and_option(client_listed, kind):
    answer = Program().http.get("/apirest.php/", headers={"Content-Type": kind})
    text = answer.content.decode()

    told = [
        *RESOURCES,
        *MASSIVE,
        *OTHERS,
        "AllAssets",
        "with_disks",
        "forcedisplay",
        "Session-Token",
    ]
    told += [itemtype.name for itemtype in types()]
    assert answer.status_code == 200
    assert [name for name in told if name not in text] == []
    assert answer.headers["Content-Type"].startswith("text/markdown" if kind else "text/html")
    assert ("<html" in text) == (not kind)


def test_actions_are_told_where_they_are(client_listed):
    assert "getMassiveActions" not in Program().http.get("/itsm-ng/apirest.php/").content.decode()
