"""People, groups and their members, roles, grants, entities, calendars."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import operations, queries
from accounts.api import inputs, shapes
from accounts.drafts import RoleDraft
from accounts.models import Group, Role
from audit.actor import Actor
from doors.rest.filters import KeyFilter
from doors.rest.inputs import NoInput
from doors.rest.views import Creates, Deletes, Nouns, Updates, Whole

ORDERS = ("id", "-id", "-updated_at", "updated_at")


class PersonFilters(filters.FilterSet):
    """What a list of people may be narrowed to."""

    username = filters.CharFilter(lookup_expr="iexact", max_length=255)
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)
    is_agent = filters.BooleanFilter()
    is_active = filters.BooleanFilter()
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class PersonViewSet(Whole):
    """People that the caller may see."""

    scope = "people"
    rows, filters, orders = shapes.PersonOut, PersonFilters, (*ORDERS, "username", "-username")
    create_input, create_row = inputs.PersonIn, operations.create_user
    update_input, update_row = inputs.PersonPatchIn, operations.update_user
    delete_row = operations.delete_user

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the people the actor may see."""
        return queries.visible_users(actor)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a person in the trash; histories keep the name."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)

    @extend_schema(request=inputs.PasswordIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def password(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set a password: one's own, or that of somebody one manages. Tokens end at once."""
        self.get_queryset().get(pk=self.key())
        given = self.read_input(inputs.PasswordIn)
        operations.set_password(self.actor(), self.key(), given["password"])
        return Response(status=204)

    @extend_schema(request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mail a person a link with which they choose a password."""
        user = self.get_queryset().get(pk=self.key())
        self.read_input(NoInput)
        operations.send_invitation(self.actor(), user)
        return Response(status=204)


class GroupFilters(filters.FilterSet):
    """What a list of groups may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    is_support = filters.BooleanFilter()
    parent = KeyFilter(field_name="parent")


class GroupViewSet(Whole):
    """Groups that the caller may see."""

    scope = "groups"
    rows, filters, orders = shapes.GroupOut, GroupFilters, (*ORDERS, "name", "-name")
    create_input, create_row = inputs.GroupIn, operations.create_group
    update_input, update_row = inputs.GroupPatchIn, operations.update_group
    delete_row = operations.delete_group

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the groups the actor may see."""
        return queries.visible_groups(actor)


class MemberViewSet(Nouns):
    """Members of the group of the path."""

    scope = "groups"
    rows, orders = shapes.MemberOut, ("id", "-id")
    create_input, update_input = inputs.MemberIn, inputs.MemberPatchIn

    def group(self) -> Group:
        """Return the group of the path. Raises Group.DoesNotExist."""
        return queries.visible_groups(self.actor()).get(pk=self.key("group_id"))

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the members of a group that the actor may see."""
        if getattr(self, "swagger_fake_view", False):
            return queries.members_of(Group(pk=0))
        return queries.members_of(self.group())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a person in the group; an existing membership comes back."""
        group, given = self.group(), self.read_input(self.create_input)
        user = given.pop("user")
        member = operations.add_member(self.actor(), group.pk, user, **given)
        return self.shown(member.pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what a member is to the group."""
        self.get_queryset().get(pk=self.key())
        operations.change_member(self.actor(), self.key(), **self.read_input(self.update_input))
        return self.shown(self.key())

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a person out of the group."""
        member = self.get_queryset().select_related("user").get(pk=self.key())
        operations.remove_member(self.actor(), member.group_id, member.user)
        return Response(status=204)


def change_role(actor: Actor, role_id: int, values: dict[str, Any]) -> Role:
    """Change the given fields of a role; the operation takes all of them."""
    role = queries.role_for(role_id)
    names = ("name", "comment", "rights", "ticket_reach", "interface", "is_default")
    stored = {name: getattr(role, name) for name in names}
    return operations.update_role(actor, role_id, RoleDraft(**{**stored, **values}))


class RoleViewSet(Creates, Updates):
    """Roles, for those who manage roles or people."""

    scope = "roles"
    rows, orders = shapes.RoleOut, ("id", "-id", "name", "-name")
    create_input, create_row = inputs.RoleIn, operations.create_role
    update_input, update_row = inputs.RolePatchIn, change_role

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the roles the actor may see."""
        return queries.visible_roles(actor)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a role; built-in ones stay as they are."""
        self.get_queryset().get(pk=self.key())
        return super().partial_update(request, *args, **kwargs)

    @extend_schema(request=inputs.SecondFactorIn, responses=shapes.RoleOut)
    @action(detail=True, methods=["post"], url_path="second-factor")
    def second_factor(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say whether holders of a role, built in or not, sign in with a second factor."""
        self.get_queryset().get(pk=self.key())
        is_demanded = self.read_input(inputs.SecondFactorIn)["is_demanded"]
        operations.demand_second_factor(self.actor(), self.key(), is_demanded)
        return self.shown(self.key())


class GrantFilters(filters.FilterSet):
    """What a list of grants may be narrowed to."""

    user = KeyFilter(field_name="user")
    role = KeyFilter(field_name="role")
    group = KeyFilter(field_name="group")


class GrantViewSet(Creates, Deletes):
    """Who holds which role where. Nobody grants a right that they do not hold."""

    scope = "grants"
    rows, filters, orders = shapes.GrantOut, GrantFilters, ("id", "-id")
    create_input, create_row = inputs.GrantIn, operations.grant_role
    delete_row = operations.revoke_grant

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the grants the actor may see."""
        return queries.visible_grants(actor)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a role away."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)


class EntityViewSet(Creates, Updates):
    """Tenants in which the caller reads tickets, or which the caller sets up."""

    scope = "entities"
    rows, orders = shapes.EntityOut, ("id", "-id", "full_name")
    create_input, create_row = inputs.EntityIn, operations.create_entity
    update_input, update_row = inputs.EntityPatchIn, operations.update_entity

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the entities the actor works in."""
        return queries.visible_entities(actor)


class CalendarViewSet(Creates, Updates):
    """Calendars of working time, for those who set the desk up."""

    scope = "calendars"
    rows, orders = shapes.CalendarOut, ("id", "-id")
    create_input, create_row = inputs.CalendarIn, operations.create_calendar
    update_input, update_row = inputs.CalendarPatchIn, operations.update_calendar

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the calendars the actor may see."""
        return queries.visible_calendars(actor)

    @extend_schema(request=inputs.HolidaysIn, responses=shapes.CalendarOut)
    @action(detail=True, methods=["put"])
    def holidays(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace a calendar's own holidays; what counts by it is counted anew."""
        self.get_queryset().get(pk=self.key())
        drafts = self.read_input(inputs.HolidaysIn)
        operations.set_holidays(self.actor(), self.key(), drafts)
        return self.shown(self.key())
