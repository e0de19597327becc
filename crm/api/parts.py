"""Who belongs to the company of the path: people, groups, contacts."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from crm import operations, queries
from crm.api.related import GROUP, PERSON
from crm.models import CompanyContact, CompanyGroup, CompanyUser
from doors.rest.inputs import Input, Ref
from doors.rest.rows import Expand, Key, Rows
from doors.rest.views import Nouns


class ContactBrief(Rows):
    """A contact in few words."""

    id = Key()
    first_name = serializers.CharField()
    last_name = serializers.CharField()


class CompanyUserOut(Rows):
    """A person who belongs to the company and sees it."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    created_at = serializers.DateTimeField()

    expands = {"user": PERSON}


class CompanyGroupOut(Rows):
    """A group whose people belong to the company."""

    id = Key()
    group = serializers.IntegerField(source="group_id")
    created_at = serializers.DateTimeField()

    expands = {"group": GROUP}


class CompanyContactOut(Rows):
    """A contact who speaks for the company."""

    id = Key()
    contact = serializers.IntegerField(source="contact_id")
    created_at = serializers.DateTimeField()

    expands = {"contact": Expand(queries.visible_contacts, ContactBrief)}


class CompanyUserIn(Input):
    """A person for the company."""

    draft: ClassVar[type[Any]] = dict
    user = Ref(visible_users)


class CompanyGroupIn(Input):
    """A group for the company."""

    draft: ClassVar[type[Any]] = dict
    group = Ref(visible_groups)


class CompanyContactIn(Input):
    """A contact for the company."""

    draft: ClassVar[type[Any]] = dict
    contact = Ref(queries.visible_contacts, as_key=True, source="contact_id")


class CompanyPart(Nouns):
    """Something that belongs to the company of the path."""

    scope = "companies"
    orders = ("id", "-id")

    @property
    def company_id(self) -> int:
        """The number of the company in the path."""
        return self.key("company_id")


class CompanyUserViewSet(CompanyPart):
    """People who belong to the company."""

    rows = CompanyUserOut
    create_input = CompanyUserIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the people of a visible company."""
        if getattr(self, "swagger_fake_view", False):
            return CompanyUser.objects.none()
        return queries.users_of_company(actor, self.company_id)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a person belong to the company; one who does comes back."""
        self.get_queryset()
        link = operations.add_company_user(
            self.actor(), self.company_id, self.read_input(CompanyUserIn)["user"]
        )
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a person leave the company."""
        link = self.get_queryset().select_related("user").get(pk=self.key())
        operations.remove_company_user(self.actor(), self.company_id, link.user)
        return Response(status=204)


class CompanyGroupViewSet(CompanyPart):
    """Groups whose people belong to the company."""

    rows = CompanyGroupOut
    create_input = CompanyGroupIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the groups of a visible company."""
        if getattr(self, "swagger_fake_view", False):
            return CompanyGroup.objects.none()
        return queries.groups_of_company(actor, self.company_id)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a group's people belong to the company; one that does comes back."""
        self.get_queryset()
        link = operations.add_company_group(
            self.actor(), self.company_id, self.read_input(CompanyGroupIn)["group"]
        )
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a group leave the company."""
        link = self.get_queryset().select_related("group").get(pk=self.key())
        operations.remove_company_group(self.actor(), self.company_id, link.group)
        return Response(status=204)


class CompanyContactViewSet(CompanyPart):
    """Contacts who speak for the company."""

    rows = CompanyContactOut
    create_input = CompanyContactIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the contacts of a visible company."""
        if getattr(self, "swagger_fake_view", False):
            return CompanyContact.objects.none()
        return queries.contacts_of_company(actor, self.company_id)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a contact in the company; one who is there comes back."""
        self.get_queryset()
        link = operations.link_contact(
            self.actor(), self.company_id, **self.read_input(CompanyContactIn)
        )
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a contact out of the company."""
        link = self.get_queryset().get(pk=self.key())
        operations.unlink_contact(self.actor(), self.company_id, link.contact_id)
        return Response(status=204)
