"""What items are chosen from: types, manufacturers, and the systems that report items."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assets.vocabulary import CiClass
from crm.models.catalogue import Catalogue
from crm.vocabulary import KEY_LENGTH


class Named(Catalogue):
    """A catalogue row found by name; `name_key` is the name without case."""

    FOLDED: ClassVar[dict[str, str]] = {"name": "name_key"}

    name_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)

    class Meta:
        abstract = True


class CiType(Named):
    """A kind of item within a class.

    `code` marks the rows that the desk looks up: one per class, under the class's own word, and
    the type of monitored agents. `fields` declares what items of the type keep in their details.
    """

    ci_class = models.CharField(max_length=20, choices=CiClass)
    code = models.CharField(max_length=32, blank=True, default="", editable=False)
    fields = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "CI type"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="citype_code_once"
            ),
        ]

    @property
    def is_builtin(self) -> bool:
        """True for the one row that stands for the class itself."""
        return self.code == self.ci_class


class Manufacturer(Named):
    """Who made an item."""


class CiSource(Named):
    """A system that reports items under numbers of its own."""

    class Meta:
        verbose_name = "CI source"
        constraints = [models.UniqueConstraint(fields=["name_key"], name="cisource_name_once")]


class CiModel(Named):
    """What the maker calls a thing. `details` keeps weight, height and the like."""

    ci_class = models.CharField(max_length=20, choices=CiClass)
    product_number = models.CharField(max_length=255, blank=True, default="")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "CI model"


class OperatingSystem(Named):
    """An operating system, without its version."""


class Network(Named):
    """A network that items are in."""
