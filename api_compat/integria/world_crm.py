"""Companies, leads, newsletters and invoices of a data set."""

from decimal import Decimal
from typing import Any

from api_compat.integria.ticket_rows import carried
from api_compat.integria.world_reader import ACTOR, Row, WorldReader, day_of
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


class CrmRows(WorldReader):
    """Makes the rows of crm."""

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
        payment = day_of(row.get("invoice_payment_date"))
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
            issued_on=day_of(row.get("invoice_create_date")),
            due_on=payment,
            paid_on=payment if paid else None,
            is_locked=bool(row.get("locked")),
            locked_by=self._one("user", row.get("locked_id_user")),
            user=self._one("user", row.get("id_user")),
            wire_extra=carried(extra),
        )
        return crm.import_invoice(ACTOR, draft, id=row["id"])


def _invoice_lines(row: Row) -> list[InvoiceLineDraft]:
    lines = []
    for number in range(1, 6):
        concept = row.get(f"concept{number}") or ""
        amount = row.get(f"amount{number}")
        if concept or Decimal(str(amount or 0)):
            lines.append(InvoiceLineDraft(concept=concept, amount=Decimal(str(amount or 0))))
    return lines
