"""Roles and who was granted them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.admin.rights import right_choices
from accounts.drafts import GrantDraft, RoleDraft
from accounts.models import Grant, Role
from accounts.operations import (
    create_role,
    delete_role,
    demand_second_factor,
    grant_role,
    revoke_grant,
    update_role,
)
from accounts.vocabulary import ALL_RIGHTS
from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, RefusableForm, Values


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
