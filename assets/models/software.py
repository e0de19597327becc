"""Versions of software, where they are installed, and what a licence allows."""

from django.db import models

from accounts.models import Scoped
from assets.models.catalogue import OperatingSystem
from assets.models.item import ConfigurationItem
from audit.columns import Carrying, Row, Trash
from crm.models import State


class SoftwareVersion(Row, Scoped, Carrying):
    """A version of a software item."""

    software = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="versions"
    )
    name = models.CharField(max_length=255, blank=True, default="")
    arch = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    operating_system = models.ForeignKey(
        OperatingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Installation(Row, Trash, Carrying):
    """A version installed on an item."""

    ci = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="installations"
    )
    version = models.ForeignKey(
        SoftwareVersion, on_delete=models.CASCADE, related_name="installations"
    )
    installed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ci", "version"], name="installation_once")]

    def __str__(self) -> str:
        return f"{self.version} on {self.ci}"


class LicenseDetail(Row):
    """What only licences have; `number` -1 = as many seats as wanted."""

    ci = models.OneToOneField(ConfigurationItem, on_delete=models.CASCADE, related_name="license")
    number = models.IntegerField(default=0)
    bought_version = models.ForeignKey(
        SoftwareVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_version = models.ForeignKey(
        SoftwareVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_on = models.DateField(null=True, blank=True)
    allow_overquota = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Licence {self.ci}"
