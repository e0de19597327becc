"""People, with their roles, groups and absences."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from accounts.admin.groups import MembershipInline
from accounts.admin.people_forms import AbsenceForm, NewUserForm, PasswordForm, UserForm
from accounts.admin.roles import GrantInline
from accounts.drafts import UserDraft, UserPatch
from accounts.models import Absence, User
from accounts.operations import (
    create_absence,
    create_user,
    delete_absence,
    delete_user,
    invite_person,
    remove_second_factor,
    send_invitation,
    set_password,
    update_user,
)
from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, Values

PERSON = ("username", "email", "real_name", "first_name", "last_name")


PLACE = (
    "main_group",
    "manager",
    "default_role",
    "default_entity",
    "is_agent",
    "is_external",
    "is_active",
)


CONTACT = (
    "phone",
    "phone2",
    "office_phone",
    "mobile",
    "fax",
    "position",
    "department",
    "employee_number",
    "title",
    "category",
    "location",
    "address",
    "city",
    "country",
    "language",
    "time_zone",
    "comment",
)
VALIDITY = ("valid_from_at", "valid_until_at", "must_change_password")


class AbsenceInline(PartInline):
    """When a person is given no tickets: added or taken back, never changed."""

    model = Absence
    form = AbsenceForm
    fields = ("starts_at", "ends_at", "comment")
    ordering = ("-starts_at",)
    can_change = False
    can_remove = True

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Note the absence."""
        create_absence(actor, owner, **values)

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Take the absence back."""
        delete_absence(actor, row.pk)


@admin.register(User)
class UserAdmin(JournaledAdmin):
    """People who sign in, and people known by mail."""

    form = UserForm
    add_form = NewUserForm
    help_texts = {
        "username": _("With it, or with the address, the person signs in."),
        "real_name": _("As others read it; empty = first and last name."),
        "is_agent": _("Opens the desk; without it the portal. What may be done there, roles say."),
        "is_external": _("Somebody of another organisation: a supplier, a partner."),
        "is_active": _("Off = nobody signs in with this account; what it did stays."),
        "valid_from_at": _("Nobody signs in with the account before."),
        "valid_until_at": _("Nor after."),
        "main_group": _("The group offered first when the person opens tickets."),
        "default_role": _("Sessions at the API of GLPI begin in it, where the person holds it."),
        "default_entity": _("They begin here, where the role is held in it; else in the first."),
    }
    can_delete = True
    list_display = (
        "username",
        "name_shown",
        "email",
        "main_group",
        "is_agent",
        "is_active",
        "last_login_at",
    )
    list_display_links = ("username", "name_shown")
    list_filter = ("is_active", "is_agent", "is_external", "origin", "grants__role")
    list_select_related = ("main_group",)
    search_fields = ("username", "real_name", "first_name", "last_name", "email")
    ordering = ("username_key",)
    autocomplete_fields = (
        "manager",
        "main_group",
        "default_role",
        "default_entity",
        "title",
        "category",
        "location",
    )
    fieldsets = (
        (None, {"fields": PERSON}),
        (_("Place"), {"fields": PLACE}),
        (_("Contact and habits"), {"fields": CONTACT, "classes": ["tab"]}),
        (
            _("Account"),
            {
                "fields": (
                    *VALIDITY,
                    "origin",
                    "created_at",
                    "last_login_at",
                    "password_changed_at",
                ),
                "classes": ["tab"],
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": (*PERSON, "invites", "password")}),
        (_("Place"), {"fields": PLACE}),
        (_("Contact and habits"), {"fields": CONTACT, "classes": ["tab"]}),
        (_("Account"), {"fields": VALIDITY, "classes": ["tab"]}),
    )
    readonly_fields = ("origin", "created_at", "last_login_at", "password_changed_at")
    inlines = (GrantInline, MembershipInline, AbsenceInline)
    actions_detail = ("invite", "password", "act_for", "drop_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave the system user out."""
        return super().get_queryset(request).filter(is_system=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A new person has no history yet."""
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Roles and groups are given on the second page."""
        return self.inlines if obj else ()

    def add_row(self, actor: Actor, values: Values) -> User:
        """Create the person, and invite them if that was asked."""
        create = invite_person if values.pop("invites") else create_user
        return create(actor, UserDraft(**values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the person."""
        update_user(actor, row.pk, UserPatch(**values))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the person in the trash."""
        delete_user(actor, row.pk)

    @display(description=_("name"), ordering="real_name")
    def name_shown(self, user: User) -> str:
        """Return the name people read."""
        return user.shown_name

    @action(description=_("Send invitation"), url_path="invite", icon="forward_to_inbox")
    def invite(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Mail somebody a new link; those sent before end."""

        def act(actor: Actor, user: User, values: Values) -> None:
            send_invitation(actor, user)

        form = forms.Form(request.POST if request.method == "POST" else None)
        title, done = str(_("Send invitation")), str(_("The invitation was sent."))
        return self.form_page(request, object_id, form, act, title=title, done=done)

    @action(description=_("Set password"), url_path="password", icon="password")
    def password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Set a person's password; all sessions of the person end."""

        def act(actor: Actor, user: User, values: Values) -> None:
            set_password(actor, user.pk, values["password"])

        user = self.get_object(request, object_id)
        form = PasswordForm(user, request.POST or None)
        title, done = str(_("Set password")), str(_("The password was set."))
        return self.form_page(request, object_id, form, act, title=title, done=done)

    @action(description=_("Act for"), url_path="act-for", icon="supervisor_account")
    def act_for(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that asks whether to see the desk as this person does."""
        return HttpResponseRedirect(reverse("acting_begin", args=[object_id]))

    @action(description=_("Remove second factor"), url_path="second-factor", icon="lock_reset")
    def drop_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take codes and passkeys away from somebody who lost them."""

        def act(actor: Actor, user: User, values: Values) -> None:
            remove_second_factor(actor, user.pk)

        form = forms.Form(request.POST if request.method == "POST" else None)
        title, done = str(_("Remove second factor")), str(_("The second factor was removed."))
        return self.form_page(request, object_id, form, act, title=title, done=done)
