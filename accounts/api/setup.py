"""What a team sets up about people and programs: absences, API clients, settings."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import operations, queries
from accounts.api.shapes import PERSON
from accounts.models import Absence, ApiClient
from accounts.operations.sign_in import LONGEST_SECRET
from accounts.queries import visible_users
from audit.actor import Actor
from doors.rest.filters import KeyFilter
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Creates, Deletes, DeskView, Updates

ORDERS = ("id", "-id")


class AbsenceOut(Rows):
    """A time in which a person is given no tickets."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()

    expands = {"user": PERSON}


class AbsenceIn(Input):
    """When somebody is away: the caller, or (`user`) somebody whom the caller manages."""

    draft: ClassVar[type[Any]] = dict
    user = Ref(visible_users, required=False)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    comment = Line(required=False, allow_blank=True)


class AbsenceFilters(filters.FilterSet):
    """What a list of absences may be narrowed to."""

    user = KeyFilter(field_name="user")
    ends_after = filters.IsoDateTimeFilter(field_name="ends_at", lookup_expr="gte")


def note_absence(actor: Actor, values: dict[str, Any]) -> Absence:
    """Note an absence of read values."""
    user = values.pop("user", actor.user)
    return operations.create_absence(actor, user, **values)


class AbsenceViewSet(Creates, Deletes):
    """When people are away: one's own absences, everybody's for those who manage people."""

    scope = "absences"
    rows, filters, orders = AbsenceOut, AbsenceFilters, ORDERS
    create_input, create_row = AbsenceIn, note_absence
    delete_row = operations.delete_absence

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the absences the actor may see."""
        return queries.visible_absences(actor)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an absence back."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)


class ClientOut(Rows):
    """A program that may call an older API; its password is never shown."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    dialect = serializers.CharField()
    edition = serializers.CharField()
    networks = serializers.ListField(child=serializers.CharField())
    is_active = serializers.BooleanField()
    password_set_at = serializers.DateTimeField(source="secret_changed_at", allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ClientPatchIn(Input):
    """Changes of a program; networks as a whole, none = any address."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    edition = Line(16, required=False, allow_blank=True)
    networks = serializers.ListField(child=Line(64), max_length=100, required=False)
    is_active = StrictBoolean(required=False)


class ClientIn(Input):
    """A program that may call an older API."""

    draft: ClassVar[type[Any]] = dict
    name = Line()
    comment = Text(required=False, allow_blank=True)
    dialect = Line(16)
    edition = Line(16, required=False, allow_blank=True)
    networks = serializers.ListField(child=Line(64), max_length=100)
    secret = serializers.CharField(
        max_length=LONGEST_SECRET, required=False, allow_blank=True, trim_whitespace=False
    )


class ClientSecretIn(Input):
    """The API password of a program; empty = none is asked for."""

    draft: ClassVar[type[Any]] = dict
    secret = serializers.CharField(
        max_length=LONGEST_SECRET, allow_blank=True, trim_whitespace=False
    )


def make_client(actor: Actor, values: dict[str, Any]) -> ApiClient:
    """Create a program of read values."""
    return operations.create_api_client(actor, **values)


class ClientViewSet(Creates, Updates):
    """Programs that may call older APIs, for those who set the desk up."""

    scope = "api-clients"
    rows, orders = ClientOut, ORDERS
    create_input, create_row = ClientIn, make_client
    update_input, update_row = ClientPatchIn, operations.update_api_client

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the programs the actor may see."""
        return queries.visible_clients(actor)

    @extend_schema(request=ClientSecretIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set the API password of a program."""
        self.get_queryset().get(pk=self.key())
        given = self.read_input(ClientSecretIn)
        operations.set_client_secret(self.actor(), self.key(), given["secret"])
        return Response(status=204)


class SettingOut(serializers.Serializer[Any]):
    """A setting kept in the database. Secrets show no value."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["bool", "int", "list", "str"])
    value = serializers.JSONField(allow_null=True)
    default = serializers.JSONField(allow_null=True)
    is_secret = serializers.BooleanField()
    help = serializers.CharField()


class SettingsOut(serializers.Serializer[Any]):
    """All settings, by name."""

    results = SettingOut(many=True)


class SettingsIn(Input):
    """New values by name; null brings the default back."""

    draft: ClassVar[type[Any]] = dict
    values = serializers.DictField(child=serializers.JSONField(allow_null=True))


class SettingViewSet(DeskView):
    """Settings kept in the database, for those who set the desk up."""

    scope = "settings"
    rows: ClassVar[Any] = SettingOut
    query_parameters = ()

    def get_serializer_class(self) -> type[Any]:
        """Return what a setting looks like."""
        return SettingOut

    @extend_schema(responses=SettingsOut)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the settings that people change."""
        return Response({"results": queries.shown_settings(self.actor())})

    @extend_schema(request=SettingsIn, responses=SettingsOut)
    @action(detail=False, methods=["post"])
    def change(self, request: Request) -> Response:
        """Set settings; each that differs is journaled for itself."""
        values = self.read_input(SettingsIn)["values"]
        queries.require_shown(values)
        operations.change_settings(self.actor(), values)
        return Response({"results": queries.shown_settings(self.actor())})
