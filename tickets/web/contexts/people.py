"""People whom a page names in many places, each read once."""

from collections.abc import Iterable, Iterator

from accounts.models import User
from accounts.queries import people_by_key
from tickets.models import Ticket

People = dict[int | None, User]
"""{key: person}; nobody stands under None."""

HEAD = ("requester", "submitter", "assignee", "closed_by")


def learn(known: People, keys: Iterable[int | None]) -> None:
    """Read those who are not known yet (one statement, none if all are)."""
    for key, person in people_by_key(key for key in keys if key not in known).items():
        known[key] = person


def keys_in_head(ticket: Ticket) -> Iterator[int | None]:
    """Yield the keys of the people whom the head of a ticket names."""
    for name in HEAD:
        yield getattr(ticket, f"{name}_id")


def put_into_head(ticket: Ticket, known: People) -> None:
    """Give a ticket the people whom its head names, who would be read one by one otherwise."""
    for name, key in zip(HEAD, keys_in_head(ticket), strict=True):
        setattr(ticket, name, known.get(key))
