"""Fill an empty desk from a data set of the old one, through import operations (load_world).

The format is the contract's fixture (section 12): rows name one another by symbolic keys. The API
user's key and the OAuth client's credentials come from the environment.
"""

import os
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts import operations as accounts
from accounts.drafts import UserDraft
from accounts.operations.base_data import AGENT, CUSTOMER
from accounts.operations.clients import ALL_SCOPES
from accounts.queries import is_empty as accounts_is_empty
from accounts.queries import roles
from accounts.vocabulary import Origin
from api_compat.invgate import codes
from api_compat.invgate.auth import DIALECT
from api_compat.invgate.world_desk import DeskRows
from api_compat.invgate.world_reader import ACTOR, Row
from api_compat.invgate.world_tickets import TicketRows
from assets import operations as assets
from audit.sequences import move_sequences
from crm.queries import is_empty as crm_is_empty
from kb.queries import is_empty as kb_is_empty
from tickets import operations as tickets
from tickets.queries import is_empty as tickets_is_empty

EMPTY = (accounts_is_empty, crm_is_empty, kb_is_empty, tickets_is_empty)
ROLE_NAMES = {"End user": CUSTOMER, "Agent": AGENT}


@transaction.atomic
def load(world: Row) -> dict[str, int]:
    """Load a data set; returns {"kind.key": id}. All or nothing. Raises CommandError unless the
    desk is empty, or for a secret that the environment does not have.
    """
    if not all(is_empty() for is_empty in EMPTY):
        raise CommandError("This desk is not empty: load a world into a new one.")
    loader = _Loader(world, timezone.now())
    loader.run()
    return loader.ids


class _Loader(DeskRows, TicketRows):
    """One run over a data set, kind by kind."""

    def run(self) -> None:
        """Load kind by kind, what others name first."""
        for install in (
            accounts.install_base_data,
            assets.install_base_data,
            tickets.install_base_data,
        ):
            install(ACTOR)
        steps: list[tuple[str, str, Callable[[Row], Any]]] = [
            ("users", "user", self._user),
            ("groups", "group", self._group),
            ("companies", "company", self._company),
            ("locations", "location", self._location),
            ("helpdesks", "helpdesk", self._helpdesk),
            ("custom_fields", "cf", self._custom_field),
            ("approval_templates", "apt", self._approval_template),
            ("workflows", "wf", self._workflow),
            ("categories", "category", self._category),
            ("external_entities", "ee", self._external),
            ("ci_sources", "src", self._source),
            ("cis", "ci", self._item),
            ("views", "view", self._view),
            ("time_categories", "tc", self._work_category),
            ("kb_categories", "kbcat", self._kb_category),
            ("kb_articles", "kb", self._article),
            ("breaking_news", "bn", self._announcement),
            ("requests", "request", self._request),
            ("triggers", "trigger", self._rule),
            ("trigger_executions", "te", self._rule_run),
            ("internal_notes", "note", self._note),
        ]
        for collection, kind, make in steps:
            for row in self.world.get(collection, []):
                made = make(row)
                if made is not None:
                    self._keep(kind, row["key"], made)
        self._managers()
        self._clients()
        move_sequences({})
        counts = {kind: len(rows) for kind, rows in self.made.items()}
        accounts.record_import(ACTOR, DIALECT, counts)

    def _user(self, row: Row) -> Any:
        is_agent = row["user_type"] == codes.AGENT
        draft = UserDraft(
            username=row["username"],
            email=row.get("email") or "",
            first_name=row.get("name", ""),
            last_name=row.get("lastname", ""),
            phone=row.get("phone") or "",
            mobile=row.get("mobile") or "",
            department=row.get("department") or "",
            position=row.get("position") or "",
            employee_number=row.get("employee_number") or "",
            is_agent=is_agent,
            is_external=bool(row.get("is_external")),
            is_active=not row.get("is_disabled"),
            origin=codes.ORIGIN_FROM[row.get("type", 4)],
        )
        user = accounts.import_user(ACTOR, draft)
        accounts.import_membership(ACTOR, user, self._role(row), None)
        return user

    def _role(self, row: Row) -> Any:
        """Return the role of this name, which must be one that the desk has."""
        name = ROLE_NAMES.get(row.get("role_name", ""), row.get("role_name", ""))
        role = roles().filter(name=name).first()
        if role is None:
            raise CommandError(f"No role is called {name!r}.")
        return role

    def _managers(self) -> None:
        for row in self.world.get("users", []):
            if row.get("manager"):
                accounts.import_manager(
                    ACTOR, self._one("user", row["key"]), self._one("user", row["manager"])
                )

    def _clients(self) -> None:
        """Let in the API user, and the OAuth client when the environment has its credentials."""
        named: Row = self.world.get("api_user") or {}
        if not named:
            return
        user = accounts.import_user(
            ACTOR,
            UserDraft(
                username=named["username"],
                first_name="API",
                is_agent=True,
                origin=Origin.WEBSERVICE,
            ),
        )
        accounts.import_membership(ACTOR, user, accounts.administrator_role(), None)
        accounts.import_api_client(
            ACTOR,
            name="API user",
            dialect=DIALECT,
            networks=[],
            login=named["username"],
            user=user,
            secret=_secret(named["token_env"]),
            scopes=[ALL_SCOPES],
        )
        oauth: Row = self.world.get("oauth_client") or {}
        names = [oauth.get("client_id_env", ""), oauth.get("client_secret_env", "")]
        if any(name and name in os.environ for name in names):
            accounts.import_api_client(
                ACTOR,
                name="OAuth client",
                dialect=DIALECT,
                networks=[],
                login=_secret(names[0]),
                user=user,
                secret=_secret(names[1]),
                scopes=[ALL_SCOPES],
            )


def _secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise CommandError(f"The environment has no {name}.")
    return value
