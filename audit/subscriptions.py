"""What may happen a second later: functions called once for each journal entry of a verb.

Subscribe in AppConfig.ready(). A subscriber takes the entry; it runs in its own savepoint.
"""

from collections import defaultdict
from collections.abc import Callable

from audit.models import JournalEntry

Subscriber = Callable[[JournalEntry], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(verb: str, function: Subscriber) -> None:
    """Call the function for each entry of this verb ("*" for all)."""
    if function not in _subscribers[verb]:
        _subscribers[verb].append(function)


def subscribers_of(verb: str) -> list[Subscriber]:
    """Return the functions to call for an entry of this verb."""
    return [*_subscribers.get(verb, []), *_subscribers.get("*", [])]
