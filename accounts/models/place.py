"""Where things and people are, and what people are called: locations, titles, categories."""

from django.db import models

from accounts.models.entity import Scoped
from accounts.models.tree import Tree
from audit.columns import Carrying, Row


class Location(Row, Scoped, Tree, Carrying):
    """A place: country, site, building, room. Coordinates are texts, as people type them."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postcode = models.CharField(max_length=255, blank=True, default="")
    town = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=255, blank=True, default="")
    country = models.CharField(max_length=255, blank=True, default="")
    building = models.CharField(max_length=255, blank=True, default="")
    room = models.CharField(max_length=255, blank=True, default="")
    latitude = models.CharField(max_length=255, blank=True, default="")
    longitude = models.CharField(max_length=255, blank=True, default="")
    altitude = models.CharField(max_length=255, blank=True, default="")

    def __str__(self) -> str:
        return self.full_name or self.name


class UserTitle(Row, Carrying):
    """How people are addressed, or what they are: Mr, Dr, head of department."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class UserCategory(Row, Carrying):
    """A kind of people: staff, external, trainee."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "user categories"

    def __str__(self) -> str:
        return self.name
