"""Fill an empty desk from a data set of the old one, through import operations (load_world).

The format is the contract's fixture: one JSON object with a list per kind. Every row keeps its
number.
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

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
    CLOSED,
    PRIORITY_NAMES,
    RESOLUTION_NAMES,
    STATUS_NAMES,
    priority_to_store,
    status_to_store,
)
from api_compat.integria.ticket_rows import CARRIED, carried
from assets import operations as assets
from assets.drafts import ItemDraft
from audit.actor import Actor
from audit.sequences import move_sequences
from crm import operations as crm
from crm.drafts import (
    CompanyDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    LeadDraft,
    NewsletterDraft,
    SubscriptionDraft,
    TagDraft,
)
from crm.queries import is_empty as crm_is_empty
from notify.operations import import_mail
from tickets import operations as tickets
from tickets import queries as ticket_queries
from tickets.drafts import FollowupDraft, HistoryLine, TicketDraft
from tickets.vocabulary import FieldKind, FollowupKind

SOURCE = "integria"
ACTOR = Actor.system("import")
FIELD_KINDS: dict[str, str] = {"combo": FieldKind.LIST, "linked": FieldKind.LIST}
SETTINGS = ("product", "version", "build", "edition", "timezone", "api_edition")
LABELS = {
    "statuses": STATUS_NAMES,
    "resolutions": RESOLUTION_NAMES,
    "priorities": PRIORITY_NAMES,
}
LINES_PER_ENTRY = 64
_NOW = re.compile(r"\{\{now-(\d+)s\}\}")

Row = dict[str, Any]


@transaction.atomic
def load(world: Row) -> dict[str, int]:
    """Load a data set; returns {"kind.key": id}. All or nothing. Raises CommandError unless the
    desk is empty.
    """
    if not (accounts_is_empty() and crm_is_empty() and ticket_queries.is_empty()):
        raise CommandError("This desk is not empty: load a world into a new one.")
    loader = _Loader(world)
    loader.run()
    return loader.ids


class _Loader:
    """One run: the rows made so far by kind and foreign key, and where they went."""

    def __init__(self, world: Row) -> None:
        self.world = world
        self.config: Row = world.get("config", {})
        self.zone = ZoneInfo(self.config.get("timezone") or "UTC")
        self.made: dict[str, dict[Any, Any]] = {}
        self.ids: dict[str, int] = {}
        self.shared_fields: dict[int, Any] = {}
        self.shared_numbers: set[int] = {
            row["global_id"] for row in self._field_rows() if row.get("global_id")
        }
        numbers = self.shared_numbers | {row["id"] for row in self._field_rows()}
        self.spare_numbers = count(max(numbers, default=0) + 1)

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

    def _one(self, noun: str, key: Any) -> Any:
        """Return the row made for a foreign key; none for 0, empty and unknown."""
        return self.made.get(noun, {}).get(key)

    def _moment(self, text: str | None) -> datetime | None:
        """Read a wall-clock time of the old server."""
        if not text or text.startswith("0000"):
            return None
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)

    def _required_moment(self, text: str) -> datetime:
        moment = self._moment(text)
        if moment is None:
            raise CommandError(f"A time is missing: {text!r}")
        return moment

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

    def _company(self, row: Row) -> Any:
        draft = CompanyDraft(
            name=row["name"],
            address=row.get("address", ""),
            registration_number=row.get("fiscal_id", ""),
            country=row.get("country", ""),
            manager=self._one("user", row.get("manager")),
            parent_id=row.get("parent") or None,
        )
        company = crm.import_company(ACTOR, draft, id=row["id"])
        people = [
            self.made["user"][user["id"]]
            for user in self.world["users"]
            if user.get("company_id") == row["id"]
        ]
        crm.import_company_people(ACTOR, company, users=people, groups=[])
        return company

    def _form(self, row: Row) -> Any:
        form = tickets.import_form(
            ACTOR, id=row["id"], name=row["name"], description=row.get("description", "")
        )
        for field in row.get("fields", []):
            place = self._field(form, field)
            self.made.setdefault("field", {})[field["id"]] = place
            self.ids[f"field.{field['id']}"] = place.pk
        return form

    def _field(self, form: Any, row: Row) -> Any:
        """A field that several types share is one field with a place in each (fields.md D21)."""
        shared: int = row.get("global_id") or 0
        choices = row.get("combo_value", "")
        kind: str = row["type"]
        place = tickets.import_form_field(
            ACTOR,
            form,
            id=row["id"],
            field_id=shared or self._own_number(row["id"]),
            field=self.shared_fields.get(shared),
            label=row["label"],
            kind=FIELD_KINDS.get(kind, kind),
            choices=choices.split(",") if choices else (),
            position=row.get("order", 0),
            is_listed=bool(row.get("show_in_list")),
        )
        if shared:
            self.shared_fields[shared] = place.field
        return place

    def _own_number(self, number: int) -> int:
        """Return the number of a field of one type: its place's, unless a shared field has it."""
        return next(self.spare_numbers) if number in self.shared_numbers else number

    def _field_parents(self) -> None:
        """Tie fields to the choice of another that makes them appear, once all fields exist."""
        for row in self._field_rows():
            parent = self._one("field", row.get("parent"))
            if parent is not None:
                tickets.import_field_parent(
                    ACTOR, self.made["field"][row["id"]], parent, choice=row.get("linked_value", "")
                )

    def _field_rows(self) -> Iterator[Row]:
        for form in self.world.get("ticket_types", []):
            yield from form.get("fields", [])

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
            last_update_on=_day(row.get("last_update")),
            received_on=_day(row.get("receipt_date")),
            issued_on=_day(row.get("issue_date")),
            wire_extra={} if _day(row.get("last_update")) else carried({"last_update": UNSET_DATE}),
        )
        return assets.import_item(ACTOR, draft, id=row["id"])

    def _tag(self, row: Row) -> Any:
        return crm.import_tag(ACTOR, TagDraft(name=row["name"]), id=row["id"])

    def _lead(self, row: Row) -> Any:
        names = {tag["id"]: tag["name"] for tag in self.world.get("tags", [])}
        unknown = {name: row[name] for name in ("id_category", "id_campaign") if row.get(name)}
        draft = LeadDraft(
            full_name=row["fullname"],
            email=row["email"],
            language=row["id_language"],
            company_name=row.get("company", ""),
            country=row.get("country", ""),
            phone=row.get("phone", ""),
            mobile=row.get("mobile", ""),
            position=row.get("position", ""),
            estimated_amount=Decimal(str(row.get("estimated_sale", 0))),
            stage=row.get("progress", 0),
            owner=self._one("user", row.get("owner")),
            company_id=row.get("id_company") or None,
            comments=row.get("description", ""),
            tags=tuple(names[tag] for tag in row.get("tags", [])),
            wire_extra=carried(unknown),
        )
        return crm.import_lead(
            ACTOR,
            draft,
            id=row["id"],
            created_at=self._moment(row.get("creation")),
            updated_at=self._moment(row.get("modification")),
        )

    def _newsletter(self, row: Row) -> Any:
        draft = NewsletterDraft(name=row["name"], group=self._one("group", row.get("id_group")))
        newsletter = crm.import_newsletter(ACTOR, draft, id=row["id"])
        for address in row.get("addresses", []):
            entry = SubscriptionDraft(name=address["name"], email=address["email"])
            made = crm.import_subscription(ACTOR, newsletter, entry, id=address["id"])
            self.ids[f"newsletter_address.{address['id']}"] = made.pk
        return newsletter

    def _invoice(self, row: Row) -> Any:
        paid = row["status"] == "paid"
        payment = _day(row.get("invoice_payment_date"))
        extra = {"id_task": "" if row.get("id_task") is None else row["id_task"]}
        if row.get("id_attachment") is not None:
            extra["id_attachment"] = row["id_attachment"]
        draft = InvoiceDraft(
            number=row["bill_id"],
            company_id=row.get("id_company") or None,
            lines=tuple(_invoice_lines(row)),
            currency=row.get("currency", ""),
            direction="received" if row["invoice_type"] == "Received" else "sent",
            state=row["status"],
            tax_text=str(row.get("tax", "")),
            description=row.get("description", ""),
            reference=row.get("reference", ""),
            internal_note=row.get("internal_note", ""),
            language=row.get("id_language") or "en_GB",
            issued_on=_day(row.get("invoice_create_date")),
            due_on=payment,
            paid_on=payment if paid else None,
            is_locked=bool(row.get("locked")),
            locked_by=self._one("user", row.get("locked_id_user")),
            user=self._one("user", row.get("id_user")),
            wire_extra=carried(extra),
        )
        return crm.import_invoice(ACTOR, draft, id=row["id"])

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

    def _ticket(self, row: Row) -> Any:
        creator = self._one("user", row["creator"])
        closed_at = self._moment(row.get("close"))
        is_closed = row["status"] == CLOSED
        status = status_to_store(row["status"], ticket_queries.statuses())
        draft = TicketDraft(
            title=row["title"],
            description=row.get("description", ""),
            closing_text=row.get("epilog", ""),
            status=status,
            resolution=row.get("resolution", 0),
            priority=priority_to_store(row["priority"]),
            requester=creator,
            submitter=creator,
            assignee=self._one("user", row["owner"]),
            support_group=self._one("group", row["group"]),
            form=self._one("ticket_type", row.get("type")),
            values={
                self.made["field"][int(key)].field_id: value
                for key, value in row.get("fields", {}).items()
            },
            parent=self._one("ticket", row.get("parent")),
            cis=[self.made["inventory"][key] for key in row.get("inventories", [])],
            observers=[
                part.strip() for part in row.get("email_copy", "").split(",") if part.strip()
            ],
            sla_is_disabled=bool(row.get("sla_disabled")),
            is_locked=bool(row.get("blocked")),
            rating=row.get("score") or None,
            extra1=row.get("extra_data", ""),
            extra2=row.get("extra_data2", ""),
            extra3=row.get("extra_data3", ""),
            extra4=row.get("extra_data4", ""),
            wire_extra=carried(
                {k: row[k] for k, default in CARRIED.items() if row.get(k, default) != default}
            ),
        )
        times = tickets.TicketTimes(
            opened_at=self._required_moment(row["start"]),
            updated_at=self._required_moment(row["updated"]),
            closed_at=(closed_at or self._moment(row["updated"])) if is_closed else None,
            last_closed_at=closed_at,
        )
        return tickets.import_ticket(
            ACTOR,
            draft,
            id=row["id"],
            times=times,
            history=[
                self._history_line(line)
                for line in self.world.get("trackings", [])
                if line["ticket"] == row["id"]
            ],
            closed_by=self._one("user", row.get("closed_by")),
        )

    def _history_line(self, row: Row) -> HistoryLine:
        names = {
            "state": row["state"],
            "value": row["aditional"],
            "extra_info": row.get("extra_info", ""),
        }
        return HistoryLine(
            number=row["id"],
            at=self._required_moment(row["timestamp"]),
            verb="",
            message=row["description"],
            actor=self._one("user", row.get("user")),
            names=names,
        )

    def _followup(self, row: Row) -> Any:
        seconds = (Decimal(row["duration"]) * 3600).quantize(Decimal(1), ROUND_HALF_UP)
        is_public = bool(row.get("public", 1))
        draft = FollowupDraft(
            body=row["description"],
            kind=FollowupKind.MESSAGE if is_public else FollowupKind.NOTE,
            is_public=is_public,
            seconds=int(seconds),
            is_billable=bool(row.get("have_cost")),
            role=self._one("profile", row.get("profile")),
            is_from_home=bool(row.get("work_home")),
            locked_by=self._one("user", row.get("locked")),
        )
        return tickets.import_followup(
            ACTOR,
            self.made["ticket"][row["ticket"]],
            draft,
            id=row["id"],
            author=self._one("user", row["user"]),
            written_at=self._required_moment(row["timestamp"]),
        )

    def _file(self, row: Row) -> Any:
        content = base64.b64decode(row["content_base64"], validate=True)
        size = row.get("size", len(content))
        return tickets.import_file(
            ACTOR,
            self.made["ticket"][row["ticket"]],
            id=row["id"],
            file_name=row["filename"],
            content=content,
            comment=row.get("description", ""),
            uploader=self._one("user", row["user"]),
            stored_at=self._required_moment(row["timestamp"]),
            wire_extra=carried({"size": size}) if size != len(content) else {},
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


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and not text.startswith("0000") else None


def _invoice_lines(row: Row) -> list[InvoiceLineDraft]:
    lines = []
    for number in range(1, 6):
        concept = row.get(f"concept{number}") or ""
        amount = row.get(f"amount{number}")
        if concept or Decimal(str(amount or 0)):
            lines.append(InvoiceLineDraft(concept=concept, amount=Decimal(str(amount or 0))))
    return lines


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
