"""Ops 17 to 22: leads, invoices, companies, newsletters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from accounts.queries import user_by_login
from api_compat.integria.call import Call
from api_compat.integria.registry import NotANumber, decimal, integer, op, text
from api_compat.integria.render import BARE, Rows, Value
from api_compat.integria.ticket_rows import carried
from crm import operations, queries
from crm.drafts import (
    CompanyDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    LeadDraft,
    SubscriptionDraft,
)
from crm.vocabulary import InvoiceDirection, InvoiceState, Language, LeadStage, currency_form

if TYPE_CHECKING:
    from accounts.models import User
    from crm.models import Invoice

SAAS_COMMENT = "Created from SaaS portal"
DIRECTIONS = {"Submitted": InvoiceDirection.SENT, "Received": InvoiceDirection.RECEIVED}
DIRECTION_WORDS = {str(value): word for word, value in DIRECTIONS.items()}
CONCEPTS = 5
INVOICE_COLUMNS = (
    "id", "id_user", "id_task", "id_company", "bill_id",
    *(f"concept{n}" for n in range(1, CONCEPTS + 1)),
    *(f"amount{n}" for n in range(1, CONCEPTS + 1)), "tax", "currency", "description",
    "id_attachment", "locked", "locked_id_user", "invoice_create_date", "invoice_payment_date",
    "status", "reference", "internal_note", "invoice_type", "id_language",
)  # fmt: skip
MISSING_WORDS = {
    "bill_id": "empty billing id",
    "id_company": "empty invoice company",
    "concept": "empty invoice concept",
    "amount": "empty invoice amount",
    "currency": "empty invoice currency",
    "invoice_type": "empty invoice type (Submitted or Received)",
}
NO_USER, NO_LOCKER = "user does not exist", "user locked does not exist"
NUMBER_TAKEN, FAILED = "invalid billing id", "error creating invoice"


@op(
    "create_lead",
    text("fullname"),
    text("company"),
    text("email"),
    text("country"),
    decimal("estimated_sale"),
    integer("progress"),
    text("phone"),
    text("mobile"),
    text("position"),
    text("owner"),
    text("language"),
    text("comments"),
    integer("id_category"),
    integer("id_company"),
    integer("id_campaign"),
    text("tags_token"),
    text("tags", commas=False),
    shape=BARE,
    right="lead.write",
    missing="0",
    invalid="0",
)
def create_lead(
    call: Call, *, fullname: str, email: str, language: str, owner: str, **sent: Any
) -> Any:
    """Create a lead; name, e-mail and a known language are needed."""
    if not fullname or not email or language not in Language.values:
        return 0
    draft = LeadDraft(
        full_name=fullname,
        email=email,
        language=language,
        company_name=sent["company"],
        country=sent["country"],
        phone=sent["phone"],
        mobile=sent["mobile"],
        position=sent["position"],
        estimated_amount=sent["estimated_sale"],
        stage=LeadStage.reached_at(sent["progress"]),
        owner=user_by_login(owner) if owner else None,
        comments=sent["comments"],
        tags=tuple(sent["tags"].split(sent["tags_token"]))
        if sent["tags_token"]
        else tuple(filter(None, [sent["tags"]])),
        **_known_or_carried(call, sent),
    )
    operations.create_lead(call.actor, draft)
    return 1


@op(
    "get_last_invoice_id",
    shape=Value(path=("last_invoice_id", "id"), style="cdata", attributes=False),
    splits=False,
    right="invoice.read",
)
def get_last_invoice_id(call: Call) -> Any:
    """Return the number of the latest invoice sent; nothing without any."""
    invoice = queries.last_sent_invoice(call.actor)
    return call.text(invoice.number) if invoice is not None else ""


@op(
    "get_invoice",
    text("bill_id"),
    shape=Rows(
        columns=INVOICE_COLUMNS,
        item="invoice",
        style="cdata",
        empty_csv="\n",
        empty_xml="<xml>\n<invoice>\n</invoice>\n</xml>\n",
    ),
    splits=False,
    right="invoice.read",
)
def get_invoice(call: Call, *, bill_id: str) -> Any:
    """Return one invoice by its number."""
    invoice = queries.invoice_by_number(call.actor, bill_id)
    return [_row(call, invoice)] if invoice is not None else []


@op(
    "create_invoice",
    text("id_user"),
    integer("id_task"),
    integer("id_company"),
    text("bill_id"),
    text("concept"),
    text("amount"),
    text("tax"),
    text("currency"),
    text("description"),
    integer("locked"),
    text("locked_id_user"),
    text("invoice_create_date"),
    text("invoice_payment_date"),
    text("status", "pending"),
    text("reference"),
    text("internal_note"),
    text("invoice_type"),
    text("id_language", "en_GB"),
    shape=Rows(columns=("status", "error"), item="invoice", style="cdata"),
    right="invoice.write",
)
def create_invoice(call: Call, **sent: Any) -> Any:
    """Create an invoice; prints 1 and "invoice created", or 0 and the first thing that is wrong."""
    wrong = _create(call, sent)
    return [{"status": 0 if wrong else 1, "error": wrong or "invoice created"}]


@op(
    "create_company",
    text("name"),
    text("address"),
    text("fiscal_id"),
    integer("id_company_role"),
    text("country"),
    text("manager"),
    integer("id_parent"),
    shape=Value(path=("company", "id"), style="cdata", attributes=False),
    right="company.write",
    missing="0",
    invalid="0",
)
def create_company(
    call: Call, *, name: str, manager: str, id_company_role: int, id_parent: int, **sent: str
) -> Any:
    """Create a company; prints its number."""
    manages = user_by_login(manager) if manager else None
    if not name or (manager and manages is None):
        return 0
    role = queries.company_roles().filter(pk=id_company_role).first()
    draft = CompanyDraft(
        name=name,
        comment=SAAS_COMMENT,
        registration_number=sent["fiscal_id"],
        address=sent["address"],
        country=sent["country"],
        role_id=role.pk if role else None,
        manager=manages,
        parent_id=id_parent or None,
        wire_extra=carried({"id_company_role": id_company_role})
        if id_company_role and role is None
        else {},
    )
    return operations.create_company(call.actor, draft).pk


@op(
    "add_address_to_newsletter",
    integer("id_newsletter"),
    text("name"),
    text("email"),
    shape=BARE,
    right="newsletter.manage",
    missing="0",
    invalid="0",
)
def add_address_to_newsletter(call: Call, *, id_newsletter: int, name: str, email: str) -> Any:
    """Add an address to a newsletter; prints its number, the old one for an address that is
    there.
    """
    if not name or not email:
        return 0
    return operations.subscribe(
        call.actor, id_newsletter, SubscriptionDraft(name=name, email=email)
    ).pk


def _known_or_carried(call: Call, sent: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of catalogue rows that exist; unknown numbers are kept and given back
    (fields.md D3).
    """
    rows = {
        "category_id": ("id_category", queries.product_categories()),
        "company_id": ("id_company", queries.visible_companies(call.actor)),
        "campaign_id": ("id_campaign", queries.campaigns()),
    }
    found: dict[str, Any] = {}
    unknown: dict[str, int] = {}
    for column, (name, known) in rows.items():
        number = sent[name]
        if number and known.filter(pk=number).exists():
            found[column] = number
        elif number:
            unknown[name] = number
    return {**found, "wire_extra": carried(unknown)}


def _create(call: Call, sent: dict[str, Any]) -> str:
    """Create the invoice; returns what is wrong, in the order of the contract's checks."""
    missing = [word for name, word in MISSING_WORDS.items() if not _is_there(name, sent)]
    if missing:
        return missing[0]
    user = user_by_login(sent["id_user"]) if sent["id_user"] else None
    if sent["id_user"] and user is None:
        return NO_USER
    locker = user_by_login(sent["locked_id_user"]) if sent["locked_id_user"] else None
    if locker is None and (sent["locked_id_user"] or sent["locked"]):
        return NO_LOCKER
    try:
        operations.create_invoice(call.actor, replace(_draft(sent), user=user, locked_by=locker))
    except ValidationError as error:
        return NUMBER_TAKEN if _is_taken(error) else FAILED
    except (ObjectDoesNotExist, NotANumber, ValueError):
        return FAILED
    return ""


def _is_there(name: str, sent: dict[str, Any]) -> bool:
    value = sent[name]
    return value in DIRECTIONS if name == "invoice_type" else bool(value)


def _draft(sent: dict[str, Any]) -> InvoiceDraft:
    state = InvoiceState(sent["status"])
    payment = _date(sent["invoice_payment_date"]) or timezone.localdate()
    is_currency = _is_currency(sent["currency"])
    return InvoiceDraft(
        number=sent["bill_id"],
        company_id=sent["id_company"],
        lines=(
            InvoiceLineDraft(
                concept=sent["concept"], amount=decimal("amount").read(sent["amount"])
            ),
        ),
        currency=sent["currency"] if is_currency else "",
        direction=DIRECTIONS[sent["invoice_type"]],
        state=state,
        tax_text=sent["tax"],
        description=sent["description"],
        reference=sent["reference"],
        internal_note=sent["internal_note"],
        language=sent["id_language"],
        issued_on=_date(sent["invoice_create_date"]),
        due_on=payment,
        paid_on=payment if state == InvoiceState.PAID else None,
        is_locked=bool(sent["locked"]),
        project_task_id=sent["id_task"] or None,
        wire_extra={} if is_currency else carried({"currency": sent["currency"]}),
    )


def _date(raw: str) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _is_currency(code: str) -> bool:
    try:
        currency_form(code)
    except ValidationError:
        return False
    return True


def _is_taken(error: ValidationError) -> bool:
    return any(item.code == "unique" for items in error.error_dict.values() for item in items)


def _row(call: Call, invoice: Invoice) -> dict[str, Any]:
    lines = list(invoice.lines.all())
    concepts, amounts = _folded(lines)
    extra = invoice.wire_extra
    row: dict[str, Any] = {
        "id": invoice.pk,
        "id_user": _login(call, invoice.user),
        "id_task": extra.get("integria.id_task", invoice.project_task_id or 0),
        "id_company": invoice.company_id or 0,
        "bill_id": call.text(invoice.number),
        "tax": invoice.tax_text,
        "currency": call.text(extra.get("integria.currency", invoice.currency)),
        "description": call.text(invoice.description),
        "id_attachment": extra.get("integria.id_attachment", ""),
        "locked": invoice.is_locked,
        "locked_id_user": _login(call, invoice.locked_by),
        "invoice_create_date": call.day(invoice.issued_on),
        "invoice_payment_date": call.day(invoice.payment_on),
        "status": invoice.state,
        "reference": call.text(invoice.reference),
        "internal_note": call.text(invoice.internal_note),
        "invoice_type": DIRECTION_WORDS[invoice.direction],
        "id_language": invoice.language,
    }
    for number in range(CONCEPTS):
        row[f"concept{number + 1}"] = call.text(concepts[number])
        row[f"amount{number + 1}"] = f"{amounts[number]:.2f}"
    return row


def _folded(lines: list[Any]) -> tuple[list[str], list[Decimal]]:
    """Return five concepts and amounts; lines beyond fold into the fifth (fields.md D14)."""
    concepts, amounts = [""] * CONCEPTS, [Decimal(0)] * CONCEPTS
    for position, line in enumerate(lines):
        place = min(position, CONCEPTS - 1)
        concepts[place] = f"{concepts[place]}; {line.concept}" if concepts[place] else line.concept
        amounts[place] += line.amount * line.quantity
    return concepts, amounts


def _login(call: Call, user: User | None) -> str:
    return call.text(user.username) if user is not None else ""
