"""Groups with their members."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group as DjangoGroup
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.drafts import GroupDraft, GroupPatch
from accounts.models import Group, Member
from accounts.operations import (
    add_member,
    change_member,
    create_group,
    delete_group,
    remove_member,
    update_group,
)
from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, Values

# Django's own groups carry permissions that nothing here asks for.
admin.site.unregister(DjangoGroup)


MEMBERSHIP = ("is_manager", "takes_tickets", "most_open")


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


@admin.register(Group)
class GroupAdmin(JournaledAdmin):
    """Teams; support groups take tickets."""

    can_delete = True
    list_display = ("full_name", "is_support", "state", "engine", "calendar", "default_owner")
    list_filter = ("is_support", "is_people_group", "state", "engine", "entity")
    list_select_related = ("default_owner", "calendar")
    search_fields = ("name", "full_name", "email")
    ordering = ("full_name",)
    autocomplete_fields = ("parent", "default_owner")
    fields = (
        "name",
        "parent",
        "level_order",
        "is_support",
        "state",
        "engine",
        "default_owner",
        "calendar",
        "is_people_group",
        "email",
        "entity",
        "is_recursive",
        "comment",
    )
    help_texts = {
        "parent": _("The group above it in the tree."),
        "level_order": _("Makes it that level of the help desk above: 1 gets tickets first."),
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A group stays in its entity, and a level its level."""
        return ("level_order", "entity") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Members are added on the second page."""
        return self.inlines if obj else ()

    def add_row(self, actor: Actor, values: Values) -> Group:
        """Create the group."""
        entity = values.pop("entity")
        return create_group(actor, GroupDraft(**values, entity_id=entity.pk))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the group, and the names of the groups below it."""
        update_group(actor, row.pk, GroupPatch(**values))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the group in the trash."""
        delete_group(actor, row.pk)
