"""The back office: base classes under which every change is journaled, and the ledger's own pages.

Rows of other apps are shown by the `admin` module of their app.
"""

from doors.admin import ledger
from doors.admin.fields import LinesField, RefusableForm, Values, add_refusal, comment_field
from doors.admin.pages import CatalogueAdmin, JournaledAdmin, OnePageAdmin, ReadOnlyAdmin
from doors.admin.parts import PartInline, ReadOnlyInline

__all__ = [
    "CatalogueAdmin",
    "JournaledAdmin",
    "LinesField",
    "OnePageAdmin",
    "PartInline",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "RefusableForm",
    "Values",
    "add_refusal",
    "comment_field",
    "ledger",
]
