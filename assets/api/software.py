"""What runs on an item: operating systems and software, with its versions and licences."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.operations import nouns
from assets.api.parts import ChangedPart, OnlyPart, PartIn, PartOut, day, line, number
from assets.api.shapes import ITEM, key_of
from assets.operations import nouns as tables
from audit.actor import Actor
from crm.queries import visible_states
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Rows


def _versions(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.SOFTWARE_VERSIONS)


def _systems(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.OPERATING_SYSTEMS)


class InstalledSystemOut(PartOut):
    """An operating system on the item."""

    operating_system = key_of("operating_system_id")
    license_number = serializers.CharField()
    license_id = serializers.CharField()
    company = serializers.CharField()
    owner_name = serializers.CharField()
    host_id = serializers.CharField()
    installed_on = serializers.DateField(allow_null=True)


class InstalledSystemIn(PartIn):
    """An operating system on the item, or changes of it."""

    operating_system = Ref(_systems, required=False, allow_null=True)
    license_number, license_id, company, owner_name, host_id = (line() for _ in range(5))
    installed_on = day()


class InstalledSystemViewSet(ChangedPart):
    """Operating systems of the item."""

    noun = tables.SYSTEMS
    rows: ClassVar[type[Rows]] = InstalledSystemOut
    create_input: ClassVar[type[Input]] = InstalledSystemIn
    update_input: ClassVar[type[Input]] = InstalledSystemIn


class InstallationOut(PartOut):
    """A version of software on the item."""

    version = serializers.IntegerField(source="version_id")
    version_name = serializers.CharField(source="version.name")
    software = serializers.IntegerField(source="version.software_id")
    installed_on = serializers.DateField(allow_null=True)

    expands = {"software": ITEM}


class InstallationPatchIn(PartIn):
    """Changes of an installation."""

    installed_on = day()


class InstallationIn(InstallationPatchIn):
    """A version of software on the item."""

    version = Ref(_versions)


class InstallationViewSet(ChangedPart):
    """Software on the item."""

    noun = tables.INSTALLATIONS
    rows: ClassVar[type[Rows]] = InstallationOut
    create_input: ClassVar[type[Input]] = InstallationIn
    update_input: ClassVar[type[Input]] = InstallationPatchIn


class SoftwareVersionOut(PartOut):
    """A version of the software."""

    name = serializers.CharField()
    arch = serializers.CharField()
    comment = serializers.CharField()
    state = key_of("state_id")
    operating_system = key_of("operating_system_id")


class SoftwareVersionPatchIn(PartIn):
    """Changes of a version."""

    name = Line(required=False)
    arch = line()
    comment = Text(required=False, allow_blank=True)
    state = Ref(visible_states, required=False, allow_null=True)
    operating_system = Ref(_systems, required=False, allow_null=True)


class SoftwareVersionIn(SoftwareVersionPatchIn):
    """A version of the software."""

    name = Line()


class SoftwareVersionViewSet(ChangedPart):
    """Versions of the software of the path, which can be installed on items."""

    noun = tables.SOFTWARE_VERSIONS
    owner = "software"
    rows: ClassVar[type[Rows]] = SoftwareVersionOut
    create_input: ClassVar[type[Input]] = SoftwareVersionIn
    update_input: ClassVar[type[Input]] = SoftwareVersionPatchIn


class LicenseOut(PartOut):
    """What a licence allows; -1 seats = as many as wanted."""

    number = serializers.IntegerField()
    bought_version = key_of("bought_version_id")
    used_version = key_of("used_version_id")
    expires_on = serializers.DateField(allow_null=True)
    allow_overquota = serializers.BooleanField()


class LicenseIn(PartIn):
    """What a licence allows, or changes of it."""

    number = number(lowest=-1)
    bought_version = Ref(_versions, required=False, allow_null=True)
    used_version = Ref(_versions, required=False, allow_null=True)
    expires_on = day()
    allow_overquota = StrictBoolean(required=False)


class LicenseViewSet(OnlyPart):
    """What the licence of the path allows: one row or none."""

    noun = tables.LICENSES
    rows: ClassVar[type[Rows]] = LicenseOut
    create_input: ClassVar[type[Input]] = LicenseIn
    update_input: ClassVar[type[Input]] = LicenseIn
