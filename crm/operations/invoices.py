"""Write invoices. Those sent are numbered without gaps; a locked one stays as it is."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.models import Entity
from accounts.queries import entity_for
from audit.actor import Actor
from crm import queries
from crm.drafts import InvoiceDraft, InvoiceLineDraft, InvoicePatch, missing_fields
from crm.models import Invoice, InvoiceCounter, InvoiceLine
from crm.operations.rows import change, insert
from crm.vocabulary import InvoiceState, first_percent, invoice_number, to_money

MAX_LINES = 1000


@transaction.atomic
def create_invoice(actor: Actor, draft: InvoiceDraft) -> Invoice:
    """Create an invoice with its lines. Records "invoice.created".

    Without a currency it is in the desk's own. Raises, in this order: PermissionDenied;
    ValidationError(code="required") for each other name in `missing_fields`;
    ValidationError(code="unique") for a number in use; ObjectDoesNotExist for a company or task
    that the actor does not know.
    """
    entity = entity_for(actor, "invoice.write", draft.entity_id)
    _require_fields(draft)
    if draft.number is not None:
        _require_free_number(draft.number.strip())
    values = invoice_values(actor, draft, entity)
    values["issued_on"] = draft.issued_on or timezone.localdate()
    values["currency"] = draft.currency or settings.DESK_CURRENCY
    lines = new_lines(draft.lines)
    if draft.number is None:
        values["number"] = _next_number(entity, values["issued_on"].year)
    invoice = insert(
        actor, Invoice(), values, "invoice.created", parts={"lines": [[], _told(lines)]}
    )
    add_lines(invoice, lines)
    return invoice


def invoice_values(actor: Actor, draft: InvoiceDraft, entity: Entity) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved where the actor may see them."""
    values = dict(vars(draft))
    del values["lines"], values["entity_id"]
    values["entity"] = entity
    values["number"] = (draft.number or "").strip()
    values.update(_taxes(draft))
    if draft.is_locked:
        values["locked_by"] = draft.locked_by or actor.person
    else:
        values["locked_by"] = None
    return _resolved(actor, values)


def new_lines(drafts: Sequence[InvoiceLineDraft]) -> list[InvoiceLine]:
    """Return unsaved lines in their order. Raises ValidationError for one that does not fit."""
    if len(drafts) > MAX_LINES:
        message = _("At most %(number)s lines.") % {"number": MAX_LINES}
        raise ValidationError({"lines": ValidationError(message, code="too_many")})
    lines = [_new_line(position, draft) for position, draft in enumerate(drafts, start=1)]
    for line in lines:
        line.clean_fields(exclude=["invoice"])
    return lines


def add_lines(invoice: Invoice, lines: list[InvoiceLine]) -> None:
    """Save new lines under their invoice."""
    for line in lines:
        line.invoice = invoice
    InvoiceLine.objects.bulk_create(lines)


@transaction.atomic
def update_invoice(actor: Actor, invoice_id: int, patch: InvoicePatch) -> Invoice:
    """Change an invoice; given lines replace all lines. Records "invoice.updated".

    Raises ValidationError(code="locked") for a locked one.
    """
    invoice = _open_invoice(actor, invoice_id)
    values = given(patch)
    drafts = values.pop("lines", None)
    if "tax_text" in values:
        values["tax_percent"] = first_percent(values["tax_text"])
    parts = None if drafts is None else _replace_lines(invoice, drafts)
    change(actor, invoice, _resolved(actor, values), "invoice.updated", parts=parts)
    return invoice


@transaction.atomic
def pay_invoice(actor: Actor, invoice_id: int, *, paid_on: date | None = None) -> Invoice:
    """Mark a pending invoice as paid on a day, today if none is given. Records "invoice.paid"."""
    invoice = _pending_invoice(actor, invoice_id)
    values = {"state": InvoiceState.PAID.value, "paid_on": paid_on or timezone.localdate()}
    change(actor, invoice, values, "invoice.paid")
    return invoice


@transaction.atomic
def cancel_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """Cancel a pending invoice; its number stays in use. Records "invoice.canceled"."""
    invoice = _pending_invoice(actor, invoice_id)
    change(actor, invoice, {"state": InvoiceState.CANCELED.value}, "invoice.canceled")
    return invoice


@transaction.atomic
def lock_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """Keep an invoice from being changed. Records "invoice.locked"."""
    invoice = _open_invoice(actor, invoice_id)
    change(actor, invoice, {"is_locked": True, "locked_by": actor.person}, "invoice.locked")
    return invoice


@transaction.atomic
def unlock_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """Let an invoice be changed again; takes invoice.manage. Records "invoice.unlocked"."""
    visible = queries.visible_invoices(actor)
    invoice = queries.locked_row(visible, actor, "invoice.manage", invoice_id)
    change(actor, invoice, {"is_locked": False, "locked_by": None}, "invoice.unlocked")
    return invoice


def _open_invoice(actor: Actor, invoice_id: int) -> Invoice:
    invoice = queries.locked_row(
        queries.visible_invoices(actor), actor, "invoice.write", invoice_id
    )
    if invoice.is_locked:
        raise ValidationError(_("The invoice is locked."), code="locked")
    return invoice


def _pending_invoice(actor: Actor, invoice_id: int) -> Invoice:
    invoice = _open_invoice(actor, invoice_id)
    if invoice.state != InvoiceState.PENDING:
        raise ValidationError(
            {"state": ValidationError(_("The invoice is not pending."), code="state")}
        )
    return invoice


def _require_fields(draft: InvoiceDraft) -> None:
    """Refuse a draft that lacks anything but the currency, for which the desk has its own."""
    missing = [name for name in missing_fields(draft) if name != "currency"]
    if missing:
        raise ValidationError(
            {
                name: ValidationError(_("This field is required."), code="required")
                for name in missing
            }
        )


def _require_free_number(number: str) -> None:
    """Refuse a number in use before ids are resolved; under a race the constraint decides."""
    if Invoice.objects.filter(number=number).exists():
        raise ValidationError(
            {"number": ValidationError(_("This number is in use."), code="unique")}
        )


def _next_number(entity: Entity, year: int) -> str:
    """Take the next number of an entity and year; the counter row stays locked until commit.

    A refused or broken transaction gives the number back, so there are no gaps. Numbers that came
    from outside in the same form are passed over: they are in use.
    """
    InvoiceCounter.objects.get_or_create(entity=entity, year=year)
    counter = InvoiceCounter.objects.select_for_update().get(entity=entity, year=year)
    counter.last_number += 1
    while Invoice.objects.filter(
        number=invoice_number(entity.pk, year, counter.last_number)
    ).exists():
        counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return invoice_number(entity.pk, year, counter.last_number)


def _taxes(draft: InvoiceDraft) -> dict[str, Any]:
    """Return text and first rate of the tax; either one gives the other."""
    if draft.tax_percent is None:
        return {"tax_text": draft.tax_text, "tax_percent": first_percent(draft.tax_text)}
    return {
        "tax_text": draft.tax_text or f"{draft.tax_percent.normalize():f}",
        "tax_percent": to_money(draft.tax_percent),
    }


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Put rows in the place of ids, and four places behind the point of rates."""
    choices = {
        "company": queries.visible_companies(actor),
        "project_task": queries.visible_project_tasks(actor),
    }
    for name, rows in choices.items():
        if f"{name}_id" in values:
            key = values.pop(f"{name}_id")
            values[name] = None if key is None else rows.get(pk=key)
    for name in ("withholding_percent", "discount_percent"):
        if name in values:
            values[name] = to_money(values[name])
    return values


def _new_line(position: int, draft: InvoiceLineDraft) -> InvoiceLine:
    amount = Decimal(0) if draft.amount is None else draft.amount
    return InvoiceLine(
        position=position,
        concept=draft.concept,
        amount=to_money(amount),
        quantity=to_money(draft.quantity),
    )


def _replace_lines(
    invoice: Invoice, drafts: Sequence[InvoiceLineDraft]
) -> dict[str, list[Any]] | None:
    """Write new lines in place of the old; return the change for the journal, None if none."""
    old, new = list(invoice.lines.all()), new_lines(drafts)
    if _told(old) == _told(new):
        return None
    invoice.lines.all().delete()
    add_lines(invoice, new)
    return {"lines": [_told(old), _told(new)]}


def _told(lines: list[InvoiceLine]) -> list[list[str]]:
    """Return lines as the journal keeps them: concept, amount, quantity."""
    return [[line.concept, f"{line.amount:.4f}", f"{line.quantity:.4f}"] for line in lines]
