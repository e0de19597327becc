"""Contracts and projects of the ticket of the path."""

from typing import Any, ClassVar

from rest_framework import serializers

from crm.operations import link_contract, link_project, unlink_contract, unlink_project
from crm.queries import contracts_of, projects_of, visible_contracts, visible_projects
from doors.rest.inputs import Input, Ref
from doors.rest.rows import Key, Rows
from doors.rest.ties import Tied, Ways
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
    ways = Ways(visible_contracts, contracts_of, link_contract, unlink_contract)


class TicketProjectViewSet(TiedToTicket):
    """Projects that the ticket belongs to, as far as the caller sees them."""

    rows, field = TicketProjectOut, "project"
    create_input = TicketProjectIn
    ways = Ways(visible_projects, projects_of, link_project, unlink_project)
