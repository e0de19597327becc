"""Configuration items, and how they depend on one another."""

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q

from accounts.models import Group, Location, Scoped, User
from assets.models.catalogue import CiModel, CiSource, CiType, Manufacturer, Network
from assets.vocabulary import CiClass, RelationKind, Usage
from audit.columns import Carrying, Row, Trash
from crm.models import State
from crm.vocabulary import KEY_LENGTH


class ConfigurationItem(Row, Scoped, Trash, Carrying):
    """Anything managed in order to deliver a service (fields.md, assets.ConfigurationItem).

    `ci_class` copies the type's class. `user` is the person the item belongs to. An item of a
    `source` is known there as `external_id`, in `external_group`. `details` keeps what only some
    classes have.
    """

    FOLDED: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(max_length=255, blank=True, default="")
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)
    comment = models.TextField(blank=True, default="")
    ci_class = models.CharField(max_length=20, choices=CiClass, editable=False)
    type = models.ForeignKey(CiType, on_delete=models.PROTECT, related_name="items")
    manufacturer = models.ForeignKey(
        Manufacturer, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    model = models.ForeignKey(
        CiModel, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    usage = models.CharField(max_length=16, choices=Usage, default=Usage.NEW)
    serial = models.CharField(max_length=255, blank=True, default="", db_index=True)
    inventory_number = models.CharField(max_length=255, blank=True, default="", db_index=True)
    uuid = models.CharField(max_length=255, blank=True, default="")
    contact = models.CharField(max_length=255, blank=True, default="")
    contact_number = models.CharField(max_length=255, blank=True, default="")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    technician = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    support_group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    is_public = models.BooleanField(default=True)
    is_listed = models.BooleanField(default=True)
    is_template = models.BooleanField(default=False)
    template_name = models.CharField(max_length=255, blank=True, default="")
    is_global = models.BooleanField(default=False)
    is_helpdesk_visible = models.BooleanField(default=True)
    is_valid = models.BooleanField(default=True)
    last_inventory_at = models.DateTimeField(null=True, blank=True)
    last_boot_at = models.DateTimeField(null=True, blank=True)
    last_update_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(
        CiSource, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    external_id = models.CharField(max_length=255, blank=True, default="")
    external_group = models.CharField(max_length=64, blank=True, default="")
    details = models.JSONField(default=dict, blank=True)

    notes = GenericRelation("accounts.Note", content_type_field="noun", object_id_field="object_id")
    file_links = GenericRelation(
        "files.FileLink", content_type_field="noun", object_id_field="object_id"
    )
    contract_links = GenericRelation("crm.ContractLink")
    project_links = GenericRelation("crm.ProjectLink")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(source__isnull=False),
                name="ci_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(source=None, external_id="")
                | (Q(source__isnull=False) & ~Q(external_id="")),
                name="ci_source_with_external_id",
            ),
        ]
        indexes = [models.Index(fields=["ci_class", "id"], name="ci_by_class")]

    def __str__(self) -> str:
        return self.name


class CiRelation(Row):
    """The source depends on, runs on, is part of or is connected to the target."""

    source = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="relations_out"
    )
    target = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="relations_in"
    )
    kind = models.CharField(max_length=16, choices=RelationKind)

    class Meta:
        verbose_name = "CI relation"
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="cirelation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="cirelation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
