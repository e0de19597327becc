"""Contracts and projects of the ticket of the path."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from audit.actor import Actor
from crm.operations import link_contract, link_project, unlink_contract, unlink_project
from crm.queries import contracts_of, projects_of, visible_contracts, visible_projects
from doors.rest.inputs import Input, Ref
from doors.rest.rows import Key, Rows
from doors.rest.ties import Tied
from tickets import queries


class TicketContractOut(Rows):
    """A contract under which the ticket is worked on."""

    id = Key()
    name = serializers.CharField()
    number = serializers.CharField()


class TicketProjectOut(Rows):
    """A project that the ticket belongs to."""

    id = Key()
    name = serializers.CharField()
    code = serializers.CharField()


class TicketContractIn(Input):
    """A contract for the ticket."""

    draft: ClassVar[type[Any]] = dict
    contract = Ref(visible_contracts, as_key=True)


class TicketProjectIn(Input):
    """A project for the ticket."""

    draft: ClassVar[type[Any]] = dict
    project = Ref(visible_projects, as_key=True)


class TiedToTicket(Tied):
    """What is tied to the ticket of the path."""

    scope = "tickets"

    def owner(self) -> Any:
        """Return the ticket of the path. Raises ObjectDoesNotExist."""
        return queries.ticket_for(self.actor(), self.key("ticket_id"))


class TicketContractViewSet(TiedToTicket):
    """Contracts under which the ticket is worked on, as far as the caller sees them."""

    rows, field = TicketContractOut, "contract"
    create_input = TicketContractIn

    def choices(self, actor: Actor) -> QuerySet[Any]:
        """Return the contracts."""
        return visible_contracts(actor)

    def tied(self, actor: Actor, owner: Any) -> QuerySet[Any]:
        """Return the contracts of the ticket."""
        return contracts_of(actor, owner)

    def tie(self, actor: Actor, key: int, owner: Any) -> Any:
        """Let a contract cover the ticket."""
        return link_contract(actor, key, owner)

    def untie(self, actor: Actor, key: int, owner: Any) -> None:
        """Let a contract no longer cover the ticket."""
        unlink_contract(actor, key, owner)


class TicketProjectViewSet(TiedToTicket):
    """Projects that the ticket belongs to, as far as the caller sees them."""

    rows, field = TicketProjectOut, "project"
    create_input = TicketProjectIn

    def choices(self, actor: Actor) -> QuerySet[Any]:
        """Return the projects."""
        return visible_projects(actor)

    def tied(self, actor: Actor, owner: Any) -> QuerySet[Any]:
        """Return the projects of the ticket."""
        return projects_of(actor, owner)

    def tie(self, actor: Actor, key: int, owner: Any) -> Any:
        """Let a project be about the ticket."""
        return link_project(actor, key, owner)

    def untie(self, actor: Actor, key: int, owner: Any) -> None:
        """Let a project no longer be about the ticket."""
        unlink_project(actor, key, owner)
