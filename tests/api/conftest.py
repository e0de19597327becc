"""Callers of the REST API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.operations import create_token
from audit.actor import Actor
from tests.api.world import World, plant

JSON = "application/json"


class Caller:
    """Somebody with a token."""

    def __init__(self, user: User, scopes: list[str] | None = None) -> None:
        own = Actor(user=user, door="test")
        self.user = user
        self.token, self.secret = create_token(own, user, name="test", scopes=scopes or [])
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        """Read."""
        return self.client.get(f"/rest/v1/{path}", query, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Create."""
        return self.client.post(f"/rest/v1/{path}", body or {}, JSON, headers=headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Change."""
        return self.client.patch(f"/rest/v1/{path}", body, JSON, headers=headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        """Replace."""
        return self.client.put(f"/rest/v1/{path}", body, JSON, headers=headers)

    def upload(self, path: str, **headers: str) -> Any:
        """Send a file."""
        body = {"file": SimpleUploadedFile("a.txt", b"words")}
        return self.client.post(f"/rest/v1/{path}", body, headers=headers)

    def delete(self, path: str, **headers: str) -> Any:
        """Put in the trash."""
        return self.client.delete(f"/rest/v1/{path}", headers=headers)


@pytest.fixture(scope="module")
def desk_of_all(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A desk with a row of every noun, made once for a module; its tests undo what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    for name in ("default", "throttle"):
        caches[name].clear()


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """Return a function that gives an actor's person a token."""

    def of(actor: Actor, scopes: list[str] | None = None) -> Caller:
        return Caller(actor.user, scopes)

    return of
