"""Fill an empty desk from a data set of another one (load_world): base data with fixed numbers."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts import operations as accounts
from accounts.drafts import CalendarDraft, EntityPatch, RoleDraft, UserDraft
from accounts.operations.catalogues import DOCUMENT_TYPES
from accounts.operations.entities import update_entity
from accounts.operations.imports import import_calendar, import_grant, import_row
from accounts.queries import is_empty as accounts_is_empty
from accounts.vocabulary import ROOT_ENTITY, Interface
from api_compat.glpi import rights, snapshot
from api_compat.glpi.state import set_clients, set_config
from assets import operations as assets
from assets.drafts import TypeDraft
from assets.vocabulary import CiClass
from audit.actor import Actor
from audit.sequences import move_sequences
from crm.operations.nouns import PROJECT_STATES
from crm.queries import is_empty as crm_is_empty
from kb.queries import is_empty as kb_is_empty
from tickets import operations as tickets
from tickets import queries as ticket_queries
from tickets.operations.nouns import SOURCES

ACTOR = Actor.system("import")
EMPTY = (accounts_is_empty, crm_is_empty, kb_is_empty, ticket_queries.is_empty)
Row = dict[str, Any]
PORTAL = "helpdesk"


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


class _Loader:
    """One run over a data set, kind by kind."""

    def __init__(self, world: Row) -> None:
        self.world = world
        self.ids: dict[str, int] = {}
        self.made: dict[str, dict[int, Any]] = {}

    def run(self) -> None:
        """Load what others name first."""
        steps: list[tuple[str, str, Callable[[Row], Any]]] = [
            ("profiles", "profile", self._role),
            ("users", "user", self._user),
            ("profiles_users", "profile_user", self._grant),
            ("requesttypes", "requesttype", self._source),
            ("documenttypes", "documenttype", self._document_type),
            ("projectstates", "projectstate", self._project_state),
            ("softwarecategories", "softwarecategory", self._software_category),
            ("calendars", "calendar", self._calendar),
        ]
        accounts.clear_builtin_roles(ACTOR)
        accounts.clear_builtin_file_types(ACTOR)
        tickets.clear_base_data(ACTOR)
        for row in self.world.get("entities", []):
            if row["id"] == ROOT_ENTITY:
                update_entity(ACTOR, ROOT_ENTITY, EntityPatch(name=row["name"]))
        for kind, noun, make in steps:
            for row in self.world.get(kind, []):
                made = make(row)
                self.made.setdefault(noun, {})[row["id"]] = made
                self.ids[f"{noun}.{row['id']}"] = made.pk
        move_sequences({})
        accounts.install_base_data(ACTOR)
        assets.install_base_data(ACTOR)
        tickets.install_base_data(ACTOR)
        set_config(self.world.get("config", {}))
        set_clients(self.world.get("api_clients", []))
        counts = {noun: len(rows) for noun, rows in self.made.items()}
        accounts.record_import(ACTOR, "glpi", counts)
        snapshot.take(ACTOR)

    def _role(self, row: Row) -> Any:
        numbers = row.get("rights", {})
        is_portal = row.get("interface") == PORTAL
        draft = RoleDraft(
            name=row["name"],
            rights=rights.words_of(numbers),
            ticket_reach=rights.reach_of(numbers),
            interface=Interface.PORTAL if is_portal else Interface.CENTRAL,
            is_default=bool(row.get("is_default")),
            wire_extra={rights.CARRIED: numbers},
        )
        return accounts.import_role(ACTOR, draft, id=row["id"])

    def _user(self, row: Row) -> Any:
        names = {role["name"]: role for role in self.world.get("profiles", [])}
        role = names.get(row.get("profile") or "", {})
        limit = row.get("list_limit")
        draft = UserDraft(
            username=row["name"],
            password=row.get("password"),
            is_agent=role.get("interface") != PORTAL,
            is_active=row.get("password") is not None,
            wire_extra={"glpi.list_limit": limit} if limit else {},
        )
        return accounts.import_user(ACTOR, draft, id=row["id"])

    def _grant(self, row: Row) -> Any:
        return import_grant(
            ACTOR,
            self.made["user"][row["users_id"]],
            self.made["profile"][row["profiles_id"]],
            entity_id=row["entities_id"],
            is_recursive=bool(row["is_recursive"]),
            id=row["id"],
        )

    def _source(self, row: Row) -> Any:
        return import_row(
            ACTOR,
            SOURCES,
            {
                "name": row["name"],
                "for_helpdesk": bool(row.get("is_helpdesk_default")),
                "for_followups": bool(row.get("is_followup_default")),
                "for_mail": bool(row.get("is_mail_default")),
                "for_mail_followups": bool(row.get("is_mailfollowup_default")),
                "is_active": bool(row.get("is_active", 1)),
                "on_tickets": bool(row.get("is_ticketheader", 1)),
                "on_followups": bool(row.get("is_itilfollowup", 1)),
            },
            id=row["id"],
        )

    def _document_type(self, row: Row) -> Any:
        values = {
            "name": row["name"],
            "ending": row["ext"],
            "media_type": row.get("mime") or "",
            "may_be_uploaded": bool(row.get("is_uploadable", 1)),
        }
        return import_row(ACTOR, DOCUMENT_TYPES, values, id=row["id"])

    def _project_state(self, row: Row) -> Any:
        values = {"name": row["name"], "is_finished": bool(row.get("is_finished"))}
        return import_row(ACTOR, PROJECT_STATES, values, id=row["id"])

    def _software_category(self, row: Row) -> Any:
        assets.install_base_data(ACTOR)
        draft = TypeDraft(name=row["name"], ci_class=CiClass.SOFTWARE)
        return assets.create_type(ACTOR, draft)

    def _calendar(self, row: Row) -> Any:
        return import_calendar(ACTOR, CalendarDraft(name=row["name"]), id=row["id"])
