"""What administrators set up: statuses, categories, forms with custom fields, sources."""

from django.db import models

from accounts.models import Group, Member, Scoped, Tree, User
from approvals.models import ApprovalTemplate
from assets.models import ConfigurationItem
from audit.columns import Carrying, Row, Trash
from kb.models import ArticleCategory
from tickets.vocabulary import Category, FieldKind


class Status(Row):
    """A status with a fixed category. Built-in rows have a code, own rows a number of their own."""

    code = models.CharField(max_length=24, null=True, blank=True, unique=True)
    name = models.CharField(max_length=64)
    name_i18n = models.JSONField(default=dict, blank=True)
    category = models.CharField(max_length=12, choices=Category)
    colour = models.CharField(max_length=7, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    pauses_sla = models.BooleanField(default=False)
    kinds = models.JSONField(default=list, blank=True)
    own_number = models.IntegerField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name_plural = "statuses"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class RequestSource(Row, Carrying):
    """How a ticket reached the desk: phone, mail, web form …"""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    code = models.CharField(max_length=16, null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    for_helpdesk = models.BooleanField(default=False)
    for_followups = models.BooleanField(default=False)
    for_mail = models.BooleanField(default=False)
    for_mail_followups = models.BooleanField(default=False)
    on_tickets = models.BooleanField(default=True)
    on_followups = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class CustomField(Row):
    """A field that administrators add; the same one may stand in several forms."""

    label = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=FieldKind, default=FieldKind.TEXT)
    description = models.TextField(blank=True, default="")
    is_multiple = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.label


class CustomOption(Row, Trash):
    """A choice of a list or tree field; key and hash never change."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(max_length=64)
    hash = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["field", "key"], name="customoption_key"),
            models.UniqueConstraint(fields=["field", "hash"], name="customoption_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class TicketForm(Row, Carrying):
    """A set of custom fields (Integria's ticket type). Without groups it is for everybody."""

    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    groups = models.ManyToManyField(Group, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class FormField(Row):
    """A custom field in a form; `parent_option` makes it appear only for one choice of another
    field.
    """

    form = models.ForeignKey(TicketForm, on_delete=models.CASCADE, related_name="fields")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    parent_field = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parent_option = models.ForeignKey(
        CustomOption, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_locked = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "field"], name="formfield_once")]

    def __str__(self) -> str:
        return f"{self.field} in {self.form}"


class TicketCategory(Row, Scoped, Tree, Trash, Carrying):
    """What a ticket is about: routes it and sets its defaults.

    `approval_templates` are asked for when a ticket is opened, `offered_templates` when somebody
    wants to.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    code = models.CharField(max_length=255, blank=True, default="")
    default_user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    default_group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    article_category = models.ForeignKey(
        ArticleCategory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form = models.ForeignKey(
        TicketForm, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approval_templates = models.ManyToManyField(
        ApprovalTemplate, blank=True, related_name="ticket_categories"
    )
    offered_templates = models.ManyToManyField(
        ApprovalTemplate, blank=True, related_name="offering_categories"
    )
    workflow = models.ForeignKey(
        "tickets.Workflow",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="categories",
    )
    for_incident = models.BooleanField(default=True)
    for_request = models.BooleanField(default=True)
    for_problem = models.BooleanField(default=True)
    for_change = models.BooleanField(default=True)
    visible_to_customers = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "ticket categories"

    def __str__(self) -> str:
        return self.full_name or self.name


class CustomValue(Row):
    """What a ticket holds in a custom field; `text` is always as received."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True, default="")
    option = models.ForeignKey(
        CustomOption, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ci = models.ForeignKey(
        ConfigurationItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "field", "position"], name="customvalue_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class GroupRotation(Row):
    """Who of a group got the last ticket from its engine; locked while the next one is chosen."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="rotation")
    last_member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"Rotation of {self.group}"


class GroupDefaults(Row):
    """What a new ticket of a support group gets unless it says otherwise."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="ticket_defaults")
    ci = models.ForeignKey(
        ConfigurationItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form = models.ForeignKey(
        TicketForm, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "group defaults"

    def __str__(self) -> str:
        return f"Defaults of {self.group}"
