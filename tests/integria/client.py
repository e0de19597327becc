"""Calls of api.php, as a script makes them."""

from typing import Any
from urllib.parse import quote, urlencode

from django.test import Client

from accounts.models import User
from accounts.operations import install_base_data as install_access
from accounts.operations import set_password
from assets.operations import install_base_data as install_item_types
from audit.actor import Actor
from tests import make
from tickets.operations import install_base_data as install_sources

PATH = "/integria/include/api.php"
HOME = "127.0.0.1"
PASSWORD = "open sesame"


def install() -> None:
    """Give an empty desk the rows it starts with."""
    for install_rows in (install_access, install_item_types, install_sources):
        install_rows(make.system())


def known(actor: Actor) -> User:
    """Give somebody the password of these tests."""
    return set_password(make.system(), actor.user.pk, PASSWORD)


def call(
    op: str,
    *values: object,
    user: str = "root",
    token: str = "|",  # noqa: S107 - a separator
    address: str = HOME,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    **fields: object,
) -> bytes:
    """Return the body of one call; `values` are joined by the token. Whatever happens, it is 200.

    A field of None is not sent.
    """
    sent: dict[str, Any] = {
        "user": user,
        "user_pass": PASSWORD,
        "op": op,
        "token": token,
        "params": token.join(map(str, values)),
        **fields,
    }
    pairs = urlencode({k: v for k, v in sent.items() if v is not None}, doseq=True, quote_via=quote)
    client = Client(REMOTE_ADDR=address)
    form = "application/x-www-form-urlencoded"
    if method == "POST":
        response = client.post(PATH, pairs, content_type=form, headers=headers)
    else:
        response = client.generic(method, f"{PATH}?{pairs}", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=UTF-8"
    return bytes(response.content)
