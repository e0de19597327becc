"""Rights as numbers: bit masks per noun, projected from and to the desk's words (fields.md D18).

A role that came with numbers keeps them as received; they can take away at this door what the words
give, and never give more.
"""

from collections.abc import Mapping
from typing import Any

from accounts.vocabulary import ALL_RIGHTS, TicketReach
from assets.vocabulary import CiClass

CARRIED = "glpi.rights"

READ, UPDATE, CREATE, DELETE, PURGE = 1, 2, 4, 8, 16
READ_NOTE, WRITE_NOTE = 32, 64
READ_ALL, READ_GROUP, READ_ASSIGNED = 1024, 2048, 4096
ASSIGN, STEAL, OWN, SET_PRIORITY = 8192, 16384, 32768, 65536
SEE_PRIVATE = 8192
ARTICLES_ADMIN, READ_FAQ, PUBLISH_FAQ = 1024, 2048, 4096
STANDARD = READ | UPDATE | CREATE | DELETE | PURGE
EVERYTHING = 2**18 - 1

ASSETS: dict[str, tuple[str, ...]] = {
    "computer": (CiClass.COMPUTER,),
    "monitor": (CiClass.MONITOR,),
    "printer": (CiClass.PRINTER,),
    "phone": (CiClass.PHONE,),
    "networking": (CiClass.NETWORK_EQUIPMENT,),
    "peripheral": (CiClass.PERIPHERAL, CiClass.OTHER),
    "software": (CiClass.SOFTWARE,),
    "license": (CiClass.SOFTWARE_LICENSE,),
}
"""The classes of items that each noun of the API is about."""

CATALOGUES = ("dropdown", "location", "state", "itilcategory", "taskcategory", "typedoc")

READING = {
    "ticket": READ | READ_ALL | READ_GROUP | READ_ASSIGNED,
    "problem": READ | READ_ALL,
    "change": READ | READ_ALL,
    "knowbase": READ | READ_FAQ | ARTICLES_ADMIN,
    "ticketvalidation": READ | 1024 | 2048 | 4096 | 8192,
    "changevalidation": READ | 1024 | 2048 | CREATE,
    "project": READ | 1024,
    "projecttask": READ | 1024,
}
ADDING = {
    "followup": CREATE | 2048 | 4096 | 16384,
    "task": CREATE | 4096,
    "ticketvalidation": CREATE | 1024 | 2048,
    "changevalidation": CREATE | 1024 | 2048,
}
CHANGING = {
    "followup": UPDATE | 1024,
    "task": UPDATE | 1024,
    "ticketvalidation": UPDATE | 1024 | 2048 | 4096 | 8192,
    "changevalidation": UPDATE | CREATE | 1024 | 2048,
}
REMOVING = DELETE | PURGE

# noun of the API -> {bits: word}; a word is given when any of its bits is there
_NOUNS: dict[str, dict[int, tuple[str, ...]]] = {
    "ticket": {
        READ | READ_ALL | READ_GROUP | READ_ASSIGNED: ("ticket.read",),
        UPDATE | CREATE: ("ticket.write",),
        REMOVING: ("ticket.manage",),
        ASSIGN: ("ticket.assign",),
        SET_PRIORITY: ("ticket.set_priority",),
    },
    "followup": {SEE_PRIVATE: ("followup.read_internal",)},
    "user": {READ: ("user.read",), UPDATE | CREATE | REMOVING: ("user.manage",)},
    "group": {READ: ("group.read",), UPDATE | CREATE | REMOVING: ("group.manage",)},
    "profile": {UPDATE | CREATE: ("role.manage",)},
    "config": {UPDATE: ("setting.manage",)},
    "contact_enterprise": {
        READ: ("company.read", "contact.read"),
        UPDATE | CREATE: ("company.write", "contact.write"),
        REMOVING: ("company.manage", "contact.manage"),
    },
    "contract": {
        READ: ("contract.read",), UPDATE | CREATE: ("contract.write",),
        REMOVING: ("contract.manage",),
    },
    "knowbase": {
        READ: ("article.read",), UPDATE | CREATE: ("article.write",),
        ARTICLES_ADMIN: ("article.manage",),
    },
    "project": {
        READ | 1024: ("project.read",), UPDATE | CREATE: ("project.write",),
        REMOVING: ("project.manage",),
    },
    "projecttask": {UPDATE | CREATE: ("task.write",), REMOVING: ("task.manage",)},
    "ticketvalidation": {1024 | 2048: ("approval.ask",)},
}  # fmt: skip
_ITEMS = {READ: "ci.read", UPDATE | CREATE: "ci.write", REMOVING: "ci.manage"}
_CATALOGUES = {UPDATE | CREATE: "catalogue.write", PURGE: "catalogue.manage"}
_CATALOGUE_NOUNS = ("dropdown", "location", "state")
_ALL_BUT = {"ticket": READ_ALL, "profile": UPDATE, "config": UPDATE, "entity": UPDATE}


def words_of(rights: Mapping[str, int]) -> list[str]:
    """Return the words that a table of numbers stands for; "*" for who may set everything up."""
    if all(rights.get(noun, 0) & bits for noun, bits in _ALL_BUT.items()):
        return [ALL_RIGHTS]
    words: list[str] = []
    for noun, meanings in _NOUNS.items():
        for bits, given in meanings.items():
            if rights.get(noun, 0) & bits:
                words += given
    for bits, word in _ITEMS.items():
        words += _item_words(rights, bits, word)
    words += [
        word
        for bits, word in _CATALOGUES.items()
        if all(rights.get(noun, 0) & bits for noun in _CATALOGUE_NOUNS)
    ]
    return words


def _item_words(rights: Mapping[str, int], bits: int, word: str) -> list[str]:
    """Return a word for all items, or its forms for the classes that have any of the bits."""
    nouns = [noun for noun in ASSETS if rights.get(noun, 0) & bits]
    if len(nouns) == len(ASSETS):
        return [word]
    return [f"{word}:{ci_class}" for noun in nouns for ci_class in ASSETS[noun]]


def reach_of(rights: Mapping[str, int]) -> str:
    """Return how far ticket rights reach."""
    ticket = rights.get("ticket", 0)
    if ticket & READ_ALL:
        return TicketReach.ALL
    return TicketReach.GROUP if ticket & (READ_GROUP | READ_ASSIGNED) else TicketReach.OWN


def bits_of(role: Any) -> dict[str, int]:
    """Return the numbers of a role: those it came with, else those its words stand for."""
    carried = role.wire_extra.get(CARRIED)
    if isinstance(carried, dict):
        return {str(noun): int(bits) for noun, bits in carried.items()}
    return _from_words(frozenset(role.rights), role.ticket_reach)


def _from_words(words: frozenset[str], reach: str) -> dict[str, int]:
    if ALL_RIGHTS in words:
        return _Everything()
    found = dict.fromkeys(("followup", "task", "logs", "document"), STANDARD)
    if "setting.manage" in words:
        found |= dict.fromkeys(("slm", "itilcategory", "calendar", "knowbasecategory"), STANDARD)
    for noun, meanings in _NOUNS.items():
        for bits, given in meanings.items():
            if words & set(given):
                found[noun] = found.get(noun, 0) | bits
    for bits, word in _ITEMS.items():
        for noun, classes in ASSETS.items():
            if word in words or words & {f"{word}:{ci_class}" for ci_class in classes}:
                found[noun] = found.get(noun, 0) | bits
    for bits, word in _CATALOGUES.items():
        if word in words:
            found |= {noun: found.get(noun, 0) | bits for noun in _CATALOGUE_NOUNS}
    found["ticket"] = found.get("ticket", 0) & ~(READ_ALL | READ_GROUP | READ_ASSIGNED)
    if "ticket.read" in words:
        found["ticket"] |= READ | {
            TicketReach.ALL: READ_ALL, TicketReach.ENTITY: READ_ALL,
            TicketReach.GROUP: READ_GROUP | READ_ASSIGNED,
        }.get(TicketReach(reach), 0)  # fmt: skip
        found |= dict.fromkeys(("problem", "change"), found["ticket"])
    if any(found.get(noun, 0) & READ for noun in ASSETS):
        found |= dict.fromkeys(("infocom", *CATALOGUES), READ | found.get("infocom", 0))
    return found


class _Everything(dict[str, int]):
    """Every bit of every noun."""

    def get(self, key: str, default: Any = None) -> Any:
        return EVERYTHING

    def __getitem__(self, key: str) -> int:
        return EVERYTHING
