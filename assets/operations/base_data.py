"""Rows that every desk starts with (fields.md D24): the types of items."""

from django.db import transaction

from accounts.operations.base_data import is_first_time
from accounts.policies import require_right
from assets.models import CiType
from assets.vocabulary import STOCK_TYPES
from audit.actor import Actor
from audit.sequences import move_sequence
from crm.operations.rows import keep


@transaction.atomic
def install_base_data(actor: Actor) -> None:
    """Add the stock types under their numbers to an empty catalogue, once; after that only those
    that the desk looks up.

    Safe to run again.
    """
    require_right(actor, "ci.manage")
    if is_first_time("ci_types") and not CiType.objects.exists():
        CiType.objects.bulk_create(
            CiType(id=key, **vars(stock)) for key, stock in enumerate(STOCK_TYPES, start=1)
        )
        move_sequence(CiType)
        return
    known = set(CiType.objects.exclude(code="").values_list("code", flat=True))
    for stock in STOCK_TYPES:
        if stock.code and stock.code not in known:
            keep(CiType(), vars(stock), id=None, created_at=None)
