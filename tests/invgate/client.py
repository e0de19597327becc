"""Calls of the API, as a script makes them."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from accounts.models import ApiClient, User
from accounts.operations import create_api_client, install_base_data
from tests import make
from tickets.operations import install_base_data as install_sources

ROOT = "/api/v1/"
KEY = "key of the tests"
FORM = "application/x-www-form-urlencoded"


def install() -> User:
    """Give an empty desk the rows it starts with and an API user who may do everything."""
    for install_rows in (install_base_data, install_sources):
        install_rows(make.system())
    user: User = make.administrator("robot").user
    api_client(user, "api", scopes=["*"])
    return user


def api_client(user: User, login: str, **columns: Any) -> ApiClient:
    """A client that calls under this login."""
    given = {"networks": [], "secret": KEY, "name": login, "dialect": "invgate", **columns}
    return create_api_client(make.system(), login=login, user=user, **given)


def basic(login: str = "api", key: str = KEY) -> dict[str, str]:
    """A Basic header."""
    return {"Authorization": f"Basic {base64.b64encode(f'{login}:{key}'.encode()).decode()}"}


def call(
    method: str,
    resource: str,
    headers: dict[str, str] | None = None,
    address: str = "127.0.0.1",
    **fields: Any,
) -> tuple[int, Any]:
    """Make a call with fields in the query string; returns (status, body)."""
    pairs = [
        (f"{name}[]", each) if isinstance(value, list) else (name, value)
        for name, value in fields.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    response = Client(REMOTE_ADDR=address).generic(
        method, f"{ROOT}{resource}?{urlencode(pairs)}", headers=headers or basic()
    )
    return response.status_code, json.loads(response.content)
