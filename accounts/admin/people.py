"""Users, groups with their members, roles and grants."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group as DjangoGroup
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.admin.rights import right_choices
from accounts.drafts import GrantDraft, GroupDraft, GroupPatch, RoleDraft, UserDraft, UserPatch
from accounts.models import Absence, Grant, Group, Member, Role, User
from accounts.operations import (
    add_member,
    change_member,
    create_absence,
    create_group,
    create_role,
    create_user,
    delete_absence,
    delete_group,
    delete_role,
    delete_user,
    demand_second_factor,
    grant_role,
    invite_person,
    remove_member,
    remove_second_factor,
    revoke_grant,
    send_invitation,
    set_password,
    update_group,
    update_role,
    update_user,
)
from accounts.vocabulary import ALL_RIGHTS
from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, RefusableForm, Values

# Django's own groups carry permissions that nothing here asks for.
admin.site.unregister(DjangoGroup)

PERSON = ("username", "email", "real_name", "first_name", "last_name")
PLACE = ("main_group", "manager", "is_agent", "is_external", "is_active")
MEMBERSHIP = ("is_manager", "takes_tickets", "most_open")
CONTACT = (
    "phone",
    "mobile",
    "position",
    "department",
    "employee_number",
    "language",
    "time_zone",
    "comment",
)


def password_field(**kwargs: Any) -> forms.CharField:
    """Return a field whose value is never shown again."""
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    return forms.CharField(widget=widget, strip=False, max_length=1024, **kwargs)


class UserForm(RefusableForm):
    """A person; language and time zone are chosen from those that the desk has."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[], required=False, widget=UnfoldAdminSelectWidget()
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[], required=False, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name) for name in sorted(available_timezones())]
        offered = {"language": list(settings.LANGUAGES), "time_zone": zones}
        for name, choices in offered.items():
            field: Any = self.fields[name]
            kept = getattr(self.instance, name)
            unknown = [(kept, kept)] if kept and kept not in dict(choices) else []
            field.choices = [("", _("as the desk")), *choices, *unknown]


class NewUserForm(UserForm):
    """A new person, invited by mail or given a password."""

    invites = forms.BooleanField(
        label=_("Invite by mail"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_(
            "A link, good for 72 hours and once, with which the person chooses a password."
        ),
    )

    password = password_field(
        label=_("Password"),
        required=False,
        help_text=_("Instead of an invitation. Empty and not invited = nobody signs in with it."),
    )

    def clean(self) -> Values:
        """Ask for the address that an invitation goes to."""
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            cleaned["invites"] = False
        if cleaned.get("invites") and not cleaned.get("email"):
            self.add_error("email", _("An invitation needs an address."))
        return cleaned

    def clean_password(self) -> str | None:
        """Hold the password against the rules for people; empty is none."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password or None


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(label=_("New password"))
    again = password_field(label=_("Once more"))

    def __init__(self, user: User | None, data: Any = None) -> None:
        self.user = user
        super().__init__(data)

    def clean(self) -> Values:
        """Refuse a slip of the fingers and passwords that are easily guessed."""
        cleaned = super().clean() or {}
        if cleaned.get("password") != cleaned.get("again"):
            raise ValidationError({"again": _("The two passwords differ.")})
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], self.user)
            except ValidationError as error:
                raise ValidationError({"password": error}) from error
        return cleaned


class SecondFactorForm(forms.Form):
    """Whether holders of a role must sign in with a second factor."""

    is_demanded = forms.BooleanField(
        label=_("Holders must have a second factor"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Whoever has none is led to set one up at the next page."),
    )


class GrantInline(PartInline):
    """The roles of a person: added or taken away, never changed."""

    model = Grant
    fk_name = "user"
    fields = ("role", "group", "entity", "is_recursive")
    autocomplete_fields = ("group",)
    can_change = False
    can_remove = True
    verbose_name = _("role")
    verbose_name_plural = _("roles")

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Grant."""
        grant_role(actor, _grant_draft({**values, "user": owner}))

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Revoke."""
        revoke_grant(actor, row.pk)


class MemberInline(PartInline):
    """People in a group, or groups of a person."""

    model = Member
    fields: tuple[str, ...] = ("user", *MEMBERSHIP)
    autocomplete_fields: tuple[str, ...] = ("user",)
    can_remove = True
    verbose_name_plural = _("members")

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Put the person into the group."""
        group, user = values.get("group", owner), values.get("user", owner)
        add_member(actor, group.pk, user, **{name: values[name] for name in MEMBERSHIP})

    def change_part(self, actor: Actor, owner: Any, row: Any, values: Values) -> None:
        """Say what a member is to the group, and how many tickets it gives."""
        change_member(actor, row.pk, **values)

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Take the person out of the group."""
        remove_member(actor, row.group_id, row.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show everything of a membership that is there; only the flags can be changed."""
        return ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Leave the person of a membership as it is: another one is another membership."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("MemberForm", (_MemberForm, formset.form), {})
        return formset


class _MemberForm(forms.ModelForm):
    """Keys of a membership that is there cannot be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in {"user", "group"} & set(self.fields):
                self.fields[name].disabled = True


class MembershipInline(MemberInline):
    """The groups of a person."""

    fields = ("group", *MEMBERSHIP)
    autocomplete_fields = ("group",)
    verbose_name = _("group")
    verbose_name_plural = _("groups")


class AbsenceForm(forms.ModelForm):
    """A time in which a person is away."""

    def clean(self) -> Values:
        """Refuse an end before the begin."""
        cleaned = super().clean() or {}
        begin, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begin is not None and end is not None and end <= begin:
            self.add_error("ends_at", _("It ends before it begins."))
        return cleaned


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
        "main_group": _("The group offered first when the person opens tickets."),
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
    autocomplete_fields = ("manager", "main_group")
    fieldsets = (
        (None, {"fields": PERSON}),
        (_("Place"), {"fields": PLACE}),
        (_("Contact and habits"), {"fields": CONTACT, "classes": ["tab"]}),
        (
            _("Account"),
            {
                "fields": ("origin", "created_at", "last_login_at", "password_changed_at"),
                "classes": ["tab"],
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": (*PERSON, "invites", "password")}),
        (_("Place"), {"fields": PLACE}),
        (_("Contact and habits"), {"fields": CONTACT, "classes": ["tab"]}),
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


@admin.register(Group)
class GroupAdmin(JournaledAdmin):
    """Teams; support groups take tickets."""

    can_delete = True
    list_display = ("full_name", "is_support", "state", "engine", "calendar", "default_owner")
    list_filter = ("is_support", "is_people_group", "state", "engine")
    list_select_related = ("default_owner", "calendar")
    search_fields = ("name", "full_name", "email")
    ordering = ("full_name",)
    autocomplete_fields = ("parent", "default_owner")
    fields = (
        "name",
        "parent",
        "is_support",
        "state",
        "engine",
        "default_owner",
        "calendar",
        "is_people_group",
        "email",
        "comment",
    )
    help_texts = {
        "parent": _("The group above it in the tree."),
        "is_support": _("A support group: tickets can be given to it."),
        "is_people_group": _("Its people ask for help; announcements and articles can be for it."),
        "state": _("Suspended = no new tickets; disabled = not offered anywhere."),
        "engine": _("In turn and by load skip people who are absent or have enough to do."),
        "default_owner": _("With “by hand”: who is given each new ticket. Empty = nobody."),
        "calendar": _("The working hours that SLA clocks of its tickets count by."),
    }
    inlines = (MemberInline,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new group is enabled."""
        return [name for name in self.fields if obj or name != "state"]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Members are added on the second page."""
        return self.inlines if obj else ()

    def add_row(self, actor: Actor, values: Values) -> Group:
        """Create the group."""
        return create_group(actor, GroupDraft(**values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the group, and the names of the groups below it."""
        update_group(actor, row.pk, GroupPatch(**values))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the group in the trash."""
        delete_group(actor, row.pk)


class RoleForm(RefusableForm):
    """A role with its words of rights."""

    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=right_choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Role
        fields = ("name", "comment", "interface", "ticket_reach", "rights")


@admin.register(Role)
class RoleAdmin(JournaledAdmin):
    """Sets of rights; built-in roles stay as they are."""

    form = RoleForm
    can_delete = True
    help_texts = {
        "interface": _("Where holders begin after signing in."),
        "ticket_reach": _("Which tickets the rights below are about."),
    }
    list_display = (
        "name",
        "interface",
        "ticket_reach",
        "requires_second_factor",
        "is_builtin",
        "rights_shown",
    )
    actions_detail = ("second_factor",)
    list_filter = ("is_builtin", "ticket_reach")
    search_fields = ("name",)
    ordering = ("id",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the words of a built-in role as text."""
        shown = ("name", "comment", "interface", "ticket_reach")
        return (*shown, "words" if obj and obj.is_builtin else "rights")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Built-in roles are only shown."""
        return ("words",) if obj and obj.is_builtin else ()

    @action(description=_("Second factor"), url_path="second-factor", icon="phonelink_lock")
    def second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say whether holders of the role, built in or not, must have a second factor."""

        def act(actor: Actor, role: Role, values: Values) -> None:
            demand_second_factor(actor, role.pk, values["is_demanded"])

        role = self.get_queryset(request).filter(pk=object_id).first()
        initial = {"is_demanded": role is not None and role.requires_second_factor}
        form = SecondFactorForm(request.POST if request.method == "POST" else None, initial=initial)
        title, done = str(_("Second factor")), str(_("The role was saved."))
        return self.form_page(request, object_id, form, act, title=title, done=done)

    @display(description=_("rights"))
    def words(self, role: Role) -> str:
        """Return the words of the role."""
        everything = str(_("Every right, of now and of later"))
        return everything if ALL_RIGHTS in role.rights else ", ".join(role.rights)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Built-in roles are only shown."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_builtin)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Built-in roles stay."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_builtin)

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Remove a role that nobody holds."""
        delete_role(actor, row.pk)

    def add_row(self, actor: Actor, values: Values) -> Role:
        """Create the role."""
        return create_role(actor, RoleDraft(**values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Replace the role's words; what is not given stays."""
        names = ("name", "comment", "interface", "ticket_reach", "rights")
        kept = Role.objects.values(*names).get(pk=row.pk)
        update_role(actor, row.pk, RoleDraft(**{**kept, **values}))

    @display(description=_("rights"))
    def rights_shown(self, role: Role) -> str:
        """Return how many words, or all."""
        return str(_("all")) if ALL_RIGHTS in role.rights else str(len(role.rights))


@admin.register(Grant)
class GrantAdmin(JournaledAdmin):
    """Who holds which role where."""

    can_change = False
    can_delete = True
    list_display = ("user", "role", "group", "entity", "is_recursive", "granted_by", "created_at")
    list_filter = ("role", "entity")
    list_select_related = ("user", "role", "group", "entity", "granted_by")
    search_fields = ("user__username", "user__real_name", "role__name", "group__name")
    autocomplete_fields = ("user", "group", "role")
    fields = ("user", "role", "group", "entity", "is_recursive")
    ordering = ("-id",)
    help_texts = {
        "group": _("The role counts for tickets of this group only. Empty = of all groups."),
        "entity": _("Where the role counts."),
        "is_recursive": _("Also in the entities below."),
    }

    def add_row(self, actor: Actor, values: Values) -> Grant:
        """Grant."""
        return grant_role(actor, _grant_draft(values))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Revoke."""
        revoke_grant(actor, row.pk)


def _grant_draft(values: Values) -> GrantDraft:
    return GrantDraft(
        user=values["user"],
        role=values["role"],
        group=values["group"],
        entity_id=values["entity"].pk,
        is_recursive=values["is_recursive"],
    )
