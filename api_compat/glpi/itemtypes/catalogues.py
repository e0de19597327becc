"""Item types of rows to choose from: places, states, models, types, makers."""

from typing import Any

from django.db.models import QuerySet

from accounts.operations import catalogues as accounts
from accounts.operations.nouns import rows_of
from api_compat.glpi import columns as c
from api_compat.glpi.itemtypes.shared import noun
from api_compat.glpi.session import Session
from assets.operations import nouns as assets
from assets.vocabulary import CiClass
from crm.operations import nouns as crm
from tickets.operations import nouns as tickets

noun(
    "Location",
    accounts.LOCATIONS,
    names="full_name",
    columns={"locations_id": c.key("parent_id", "Location", "parent")},
)
noun(
    "State",
    crm.STATES,
    names="full_name",
    columns={"states_id": c.key("parent_id", "State", "parent")},
)
noun("UserTitle", accounts.USER_TITLES)
noun("UserCategory", accounts.USER_CATEGORIES)
noun("SupplierType", crm.COMPANY_TYPES)
noun("ContractType", crm.CONTRACT_TYPES)
noun("ProjectState", crm.PROJECT_STATES, columns={"color": c.text("colour", "colour")})
noun("Manufacturer", assets.MANUFACTURERS)
noun("OperatingSystem", assets.OPERATING_SYSTEMS)
noun("Network", assets.NETWORKS)
noun("SolutionType", tickets.SOLUTION_TYPES)
noun(
    "RequestType",
    tickets.SOURCES,
    columns={
        "is_helpdesk_default": c.flag("for_helpdesk", "for_helpdesk"),
        "is_followup_default": c.flag("for_followups", "for_followups"),
        "is_mail_default": c.flag("for_mail", "for_mail"),
        "is_mailfollowup_default": c.flag("for_mail_followups", "for_mail_followups"),
        "is_ticketheader": c.flag("on_tickets", "on_tickets"),
        "is_itilfollowup": c.flag("on_followups", "on_followups"),
    },
)
noun(
    "TaskCategory",
    tickets.WORK_CATEGORIES,
    columns={
        "taskcategories_id": c.key("parent_id", "TaskCategory", "parent"),
        "completename": c.text("name"),
        "level": c.fixed(1),
    },
)
noun(
    "DocumentCategory",
    accounts.DOCUMENT_CATEGORIES,
    names="full_name",
    columns={"documentcategories_id": c.key("parent_id", "DocumentCategory", "parent")},
)
noun(
    "DocumentType",
    accounts.DOCUMENT_TYPES,
    columns={
        "ext": c.text("ending", "ending"),
        "mime": c.text("media_type", "media_type"),
        "is_uploadable": c.flag("may_be_uploaded", "may_be_uploaded"),
    },
)

CLASSES = {
    "Computer": CiClass.COMPUTER,
    "Monitor": CiClass.MONITOR,
    "Printer": CiClass.PRINTER,
    "NetworkEquipment": CiClass.NETWORK_EQUIPMENT,
    "Phone": CiClass.PHONE,
    "Peripheral": CiClass.PERIPHERAL,
}


def _of_class(name: str, ci_class: str) -> None:
    """Declare models and types of one class; the row that stands for the class itself is none."""

    def preset() -> dict[str, Any]:
        return {"ci_class": ci_class}

    def models(session: Session) -> QuerySet[Any]:
        return rows_of(assets.MODELS).filter(ci_class=ci_class)

    def types(session: Session) -> QuerySet[Any]:
        return rows_of(assets.TYPES).filter(ci_class=ci_class).exclude(code=ci_class)

    noun(f"{name}Model", assets.MODELS, preset=preset, rows=models)
    noun(f"{name}Type", assets.TYPES, preset=preset, rows=types)


for _name, _class in CLASSES.items():
    _of_class(_name, _class)
