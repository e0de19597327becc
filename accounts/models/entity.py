"""Entities: the tree of tenants. The root is row 0 (fields.md D1)."""

from django.db import models

from accounts.models.tree import Tree
from accounts.vocabulary import ROOT_ENTITY
from audit.columns import Carrying, Row


class Entity(Row, Tree, Carrying):
    """A tenant: an organisation or a part of one. `settings` holds what children inherit."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    registration_number = models.CharField(max_length=255, blank=True, default="")
    address = models.TextField(blank=True, default="")
    postcode = models.CharField(max_length=255, blank=True, default="")
    town = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=255, blank=True, default="")
    country = models.CharField(max_length=255, blank=True, default="")
    website = models.CharField(max_length=255, blank=True, default="")
    phone = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=255, blank=True, default="")
    fax = models.CharField(max_length=255, blank=True, default="")
    latitude = models.CharField(max_length=255, blank=True, default="")
    longitude = models.CharField(max_length=255, blank=True, default="")
    altitude = models.CharField(max_length=255, blank=True, default="")
    tag = models.CharField(max_length=255, blank=True, default="")
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name


class Scoped(models.Model):
    """A row that belongs to an entity, and to its children when `is_recursive`."""

    entity = models.ForeignKey(
        "accounts.Entity", default=ROOT_ENTITY, on_delete=models.PROTECT, related_name="+"
    )
    is_recursive = models.BooleanField(default=False)

    class Meta:
        abstract = True
