"""What tests of the ledger share."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from django.utils import timezone

from audit.models import JobRun
from audit.subscriptions import Subscriber, subscribe


@pytest.fixture
def subject() -> JobRun:
    """Any row that things can happen to."""
    return JobRun.objects.create(name="subject", slot=timezone.now())


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Subscriber], None]:
    """Subscribe for the length of one test, with no other subscriber about."""
    monkeypatch.setattr("audit.subscriptions._subscribers", defaultdict(list))
    return subscribe
