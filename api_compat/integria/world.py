"""Fill an empty desk from a data set of the old one, through import operations (load_world).

The format is the contract's fixture: one JSON object with a list per kind. Every row keeps its
number.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts import operations as accounts
from accounts.drafts import GroupDraft, RoleDraft, UserDraft
from accounts.queries import is_empty as accounts_is_empty
from accounts.vocabulary import TicketReach
from api_compat.integria import profiles, snapshot
from api_compat.integria.call import UNSET_DATE
from api_compat.integria.codes import (
    ALL_GROUPS,
    PRIORITY_NAMES,
    RESOLUTION_NAMES,
    STATUS_NAMES,
)
from api_compat.integria.ticket_rows import carried
from api_compat.integria.world_crm import CrmRows
from api_compat.integria.world_reader import ACTOR, Row, day_of
from api_compat.integria.world_tickets import TicketRows
from assets import operations as assets
from assets.drafts import ItemDraft
from audit.sequences import move_sequences
from crm.queries import is_empty as crm_is_empty
from kb.queries import is_empty as kb_is_empty
from notify.operations import import_mail
from tickets import operations as tickets
from tickets import queries as ticket_queries

EMPTY = (accounts_is_empty, crm_is_empty, kb_is_empty, ticket_queries.is_empty)
SOURCE = "integria"
SETTINGS = ("product", "version", "build", "edition", "timezone", "api_edition")
LABELS = {
    "statuses": STATUS_NAMES,
    "resolutions": RESOLUTION_NAMES,
    "priorities": PRIORITY_NAMES,
}
LINES_PER_ENTRY = 64
_NOW = re.compile(r"\{\{now-(\d+)s\}\}")


@transaction.atomic
def load(world: Row) -> dict[str, int]:
    """Load a data set; returns {"kind.key": id}. All or nothing. Raises CommandError unless the
    desk is empty.
    """
    if not all(is_empty() for is_empty in EMPTY):
        raise CommandError("This desk is not empty: load a world into a new one.")
    loader = _Loader(world)
    loader.run()
    return loader.ids


class _Loader(CrmRows, TicketRows):
    """One run over a data set, kind by kind."""

    def run(self) -> None:
        """Load kind by kind, what others name first."""
        steps: list[tuple[str, str, Callable[[Row], Any]]] = [
            ("users", "user", self._user),
            ("groups", "group", self._group),
            ("profiles", "profile", self._profile),
            ("companies", "company", self._company),
            ("ticket_types", "ticket_type", self._form),
            ("inventories", "inventory", self._item),
            ("tags", "tag", self._tag),
            ("leads", "lead", self._lead),
            ("newsletters", "newsletter", self._newsletter),
            ("invoices", "invoice", self._invoice),
            ("pending_mails", "pending_mail", self._mail),
            ("tickets", "ticket", self._ticket),
            ("workunits", "workunit", self._followup),
            ("files", "file", self._file),
        ]
        accounts.clear_builtin_roles(ACTOR)
        assets.install_base_data(ACTOR)
        tickets.install_base_data(ACTOR)
        for kind, noun, make in steps:
            for row in _parents_first(self.world.get(kind, [])):
                made = make(row)
                if made is not None:
                    self.made.setdefault(noun, {})[row["id"]] = made
                    self.ids[f"{noun}.{row['id']}"] = made.pk
        # The world's profiles hold the low numbers; what is made from here on takes higher ones.
        move_sequences({})
        accounts.install_base_data(ACTOR)
        self._memberships()
        self._group_defaults()
        self._field_parents()
        self._settings()
        accounts.record_import(ACTOR, SOURCE, {noun: len(rows) for noun, rows in self.made.items()})
        highest = max((line["id"] for line in self.world.get("trackings", [])), default=0)
        move_sequences(
            {"accounts.group": ALL_GROUPS, "audit.journalentry": highest // LINES_PER_ENTRY + 1}
        )
        snapshot.take(ACTOR)

    def _user(self, row: Row) -> Any:
        draft = UserDraft(
            username=row["id"],
            password=row.get("password") or None,
            email=row.get("email", ""),
            real_name=row.get("real_name", ""),
            is_agent=row.get("level", 0) != -1,
            is_active=not row.get("disabled"),
        )
        return accounts.import_user(ACTOR, draft)

    def _group(self, row: Row) -> Any:
        """Group 1 ("All") is no row (fields.md D5): its default owner is a setting."""
        if row["id"] == ALL_GROUPS:
            return None
        draft = GroupDraft(
            name=row["name"], default_owner=self._one("user", row.get("default_owner"))
        )
        return accounts.import_group(ACTOR, draft, id=row["id"])

    def _profile(self, row: Row) -> Any:
        rights = profiles.rights_of(row["name"], row.get("letters"))
        draft = RoleDraft(name=row["name"], rights=rights, ticket_reach=TicketReach.GROUP)
        return accounts.import_role(ACTOR, draft, id=row["id"])

    def _item(self, row: Row) -> Any:
        draft = ItemDraft(
            name=row["name"],
            comment=row.get("description", ""),
            type_id=row.get("object_type"),
            user=self._one("user", row.get("owner")),
            parent_id=row.get("parent") or None,
            usage=row.get("status") or "new",
            is_public=bool(row.get("public", 1)),
            is_listed=bool(row.get("show_list", 1)),
            last_update_on=day_of(row.get("last_update")),
            received_on=day_of(row.get("receipt_date")),
            issued_on=day_of(row.get("issue_date")),
            wire_extra={}
            if day_of(row.get("last_update"))
            else carried({"last_update": UNSET_DATE}),
        )
        return assets.import_item(ACTOR, draft, id=row["id"])

    def _mail(self, row: Row) -> Any:
        return import_mail(
            ACTOR,
            recipient=row["recipient"],
            subject=row["subject"],
            body_text=row["body"],
            id=row["id"],
            created_at=self._moment(row.get("date")),
            attempts=row.get("attempts", 0),
            is_given_up=bool(row.get("status")),
        )

    def _memberships(self) -> None:
        """A membership is a grant and a member row; level 1 is the administrators' role."""
        for row in self.world.get("users", []):
            user = self.made["user"][row["id"]]
            if row.get("level") == 1:
                accounts.import_membership(ACTOR, user, accounts.administrator_role(), None)
            for member in row.get("memberships", []):
                role = self.made["profile"][member["profile"]]
                accounts.import_membership(ACTOR, user, role, self._one("group", member["group"]))

    def _group_defaults(self) -> None:
        for row in self.world.get("groups", []):
            item = self._one("inventory", row.get("default_inventory"))
            if item is not None and row["id"] != ALL_GROUPS:
                tickets.import_group_defaults(ACTOR, self.made["group"][row["id"]], ci=item)

    def _settings(self) -> None:
        """Set what the data set says, and the switches that every such desk had (contract section
        9).
        """
        accounts.import_api_client(
            ACTOR,
            name="Imported API client",
            dialect=SOURCE,
            networks=networks_of(self.config.get("api_acl") or ""),
            secret=self.config.get("api_password") or "",
        )
        everybody: Row = next(
            (row for row in self.world.get("groups", []) if row["id"] == ALL_GROUPS), {}
        )
        values: Row = {name: self.config[name] for name in SETTINGS if self.config.get(name)}
        values["minor_release"] = str(self.config.get("minor_release", "97"))
        values["default_owner"] = everybody.get("default_owner") or "admin"
        values["last_cron_run"] = _told_run(self.config.get("last_cron_run"))
        values["previous_cron_run"] = _told_run(self.config.get("previous_cron_run"))
        values["labels"] = {kind: self._labels(kind, own) for kind, own in LABELS.items()}
        values |= {"open_source_rights": True, "unchecked_crm_ops": True, "default_password": True}
        accounts.change_settings(
            ACTOR, {f"integria.{name}": value for name, value in values.items()}
        )

    def _labels(self, kind: str, own: dict[int, str]) -> dict[str, str]:
        """Return {number: word} where the other desk names a code otherwise than we do."""
        rows = self.world.get(kind, [])
        return {str(row["id"]): row["name"] for row in rows if own.get(row["id"]) != row["name"]}


def networks_of(text: str) -> list[str]:
    """Return the networks of an address list: commas, blanks or lines between; `*` anywhere is
    any address.
    """
    if "*" in text:
        return ["*"]
    return [entry for entry in re.split(r"[\s,;]+", text) if entry]


def _told_run(text: str | None) -> str:
    """Return the setting for a run: "never", or the seconds since it, as the data set tells it."""
    if not text:
        return "never"
    ago = _NOW.fullmatch(text)
    return f"-{ago.group(1)}" if ago else text


def _parents_first(rows: list[Row]) -> list[Row]:
    """Order rows so that each comes after its parent; a circle is an error of the data set."""
    waiting, done, ordered = list(rows), set(), list[Row]()
    while waiting:
        ready = [row for row in waiting if not row.get("parent") or row["parent"] in done]
        if not ready:
            raise CommandError(f"Rows without a reachable parent: {[row['id'] for row in waiting]}")
        ordered += ready
        done |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in done]
    return ordered
