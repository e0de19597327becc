"""Companies that are customers, suppliers or both, and the people in them (fields.md D20)."""

from typing import ClassVar

from django.db import models

from accounts.models import Group, Scoped, User, UserTitle
from audit.columns import Carrying, Row, Trash
from crm.models.catalogue import Catalogue
from crm.vocabulary import KEY_LENGTH


class CompanyRole(Catalogue):
    """What a company is to us: customer, partner, press …"""


class CompanyType(Catalogue):
    """What a supplier is: hardware, carrier, reseller …"""


class PostalAddress(models.Model):
    """Where somebody is, in parts."""

    address = models.TextField(blank=True, default="")
    postcode = models.CharField(max_length=255, blank=True, default="")
    town = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=255, blank=True, default="")
    country = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        abstract = True


class Company(Row, Scoped, Trash, Carrying, PostalAddress):
    """An organisation outside. `name_key` is the name without case, for lookups; `external_id` is
    its key in another system.
    """

    FOLDED: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)
    comment = models.TextField(blank=True, default="")
    is_customer = models.BooleanField(default=True)
    is_supplier = models.BooleanField(default=False)
    registration_number = models.CharField(max_length=255, blank=True, default="")
    external_id = models.CharField(max_length=255, null=True, blank=True, db_index=True)
    website = models.CharField(max_length=255, blank=True, default="")
    phone = models.CharField(max_length=255, blank=True, default="")
    fax = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=255, blank=True, default="")
    role = models.ForeignKey(
        CompanyRole, null=True, blank=True, on_delete=models.PROTECT, related_name="companies"
    )
    manager = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    type = models.ForeignKey(
        CompanyType, null=True, blank=True, on_delete=models.PROTECT, related_name="companies"
    )
    payment_terms = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class CompanyUser(Row):
    """A person who belongs to a company and sees it."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="user_links")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="company_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="companyuser_once")]

    def __str__(self) -> str:
        return f"{self.user} of {self.company}"


class CompanyGroup(Row):
    """A group whose people belong to a company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="group_links")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="company_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "group"], name="companygroup_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} of {self.company}"


class Contact(Row, Scoped, Trash, Carrying, PostalAddress):
    """Somebody to talk to; `user` when the same person also has an account."""

    last_name = models.CharField(max_length=255)
    first_name = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=255, blank=True, default="")
    phone2 = models.CharField(max_length=255, blank=True, default="")
    mobile = models.CharField(max_length=255, blank=True, default="")
    fax = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=255, blank=True, default="")
    registration_number = models.CharField(max_length=255, blank=True, default="")
    title = models.ForeignKey(
        UserTitle, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class CompanyContact(Row):
    """A contact in a company; one person may speak for several."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contact_links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="company_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "contact"], name="companycontact_once")
        ]

    def __str__(self) -> str:
        return f"{self.contact} at {self.company}"
