"""The integrators' guide: its examples work as they are printed."""

import json
import re
import shlex
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.operations import set_password
from tests import make
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
GUIDE = (Path(settings.BASE_DIR) / "docs" / "integrators" / "rest-api.md").read_text("utf-8")
BASE = "http://127.0.0.1:8000"


def run_curl(client: Client, command: str, token: str) -> Any:
    """Carry out a printed curl command."""
    words = shlex.split(command.replace("$TOKEN", token).replace("\\\n", " "))
    options = list(zip(words, words[1:], strict=False))
    headers = dict(value.split(": ", 1) for name, value in options if name == "-H")
    body = next((value for name, value in options if name == "-d"), None)
    path = next(word for word in words if word.startswith(BASE)).removeprefix(BASE)
    kind = headers.pop("Content-Type", "application/json")
    if body is None:
        return client.get(path, headers=headers)
    return client.post(path, body, kind, headers=headers)


def test_curl_examples(client: Client):
    ana = make.administrator("ana").user
    set_password(make.system(), ana.pk, "PASSWORD")
    commands = re.findall(r"```console\n\$ (.*?)```", GUIDE, re.DOTALL)
    sign_in = run_curl(client, commands[0], "")
    limited = sign_in.json()["token"]

    answers = [run_curl(client, command, limited) for command in commands[1:]]

    assert sign_in.status_code == 201
    assert [answer.status_code for answer in answers] == [200, 403, 403, 403, 200]
    wide = client.post(
        "/rest/v1/auth/token/",
        {"username": "ana", "password": "PASSWORD"},
        "application/json",
    ).json()["token"]
    made = [run_curl(client, commands[2], wide) for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert made[0].json()["priority"] == "high"
    disk = commands[3].replace("items/7/", f"items/{make.item().pk}/")
    assert run_curl(client, disk, wide).json()["free_mib"] == 120_000
    assert run_curl(client, commands[4], wide).json()["name"] == "Fire first"


def test_python_examples(caller: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch):
    root = caller(make.administrator())
    wanted = [make.ticket().pk for _ in range(60)]
    examples = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    names: dict[str, Any] = {}
    for example in examples:
        exec(example, names)  # noqa: S102 - it is our own page

    def answered(request: Any) -> BytesIO:
        path = request.full_url.removeprefix(BASE)
        return BytesIO(root.client.get(path).content)

    monkeypatch.setattr("urllib.request.urlopen", answered)
    found = [row["id"] for row in names["tickets"](BASE, root.secret)]
    changed, following = names["changed_tickets"](BASE, root.secret)
    root.patch(f"tickets/{wanted[3]}/", {"title": "Paper jam"})
    later, _ = names["changed_tickets"](BASE, root.secret, following)

    assert sorted(found) == wanted
    assert (changed, later) == (set(wanted), {wanted[3]})


def test_printed_error_is_the_one_that_is_answered(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    [printed] = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)

    answer = root.post("tickets/", {})

    assert {**answer.json(), "request_id": "…"} == json.loads(printed)
