"""A program that speaks apirest.php."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import ApiClient

ROOT = "/apirest.php"


class Program:
    """Calls with one session token."""

    def __init__(self, token: str = "", root: str = ROOT) -> None:
        self.token, self.root, self.http = token, root, Client(SERVER_NAME="127.0.0.1")

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> HttpResponse:
        """Make one call."""
        headers = {"Session-Token": self.token} if self.token else {}
        content = json.dumps(body) if body is not None else ""
        return self.http.generic(
            method,
            f"{self.root}/{path}",
            content,
            content_type="application/json",
            query_params=query or None,
            headers=headers,
        )

    def get(self, path: str, **query: Any) -> Any:
        """Read, and return the JSON."""
        return self.call("GET", path, **query).json()

    def add(self, name: str, /, **fields: Any) -> Any:
        """Add an item and return the answer."""
        return self.call("POST", name, {"input": fields}).json()

    def change(self, path: str, /, **fields: Any) -> Any:
        """Change an item and return the answer."""
        return self.call("PUT", path, {"input": fields}).json()


def listed_client(**columns: Any) -> ApiClient:
    """An API client that lets everybody call."""
    return ApiClient.objects.create(name="test", dialect="glpi", networks=["*"], **columns)


def signed_in(username: str, password: str = "secret") -> Program:  # noqa: S107
    """A program in a session of a person."""
    answer = Program().get("initSession", login=username, password=password)
    return Program(answer["session_token"])
