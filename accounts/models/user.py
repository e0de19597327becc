"""People: agents and customers, those who sign in and those known by mail only."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from accounts.vocabulary import (
    ALL_RIGHTS,
    ROOT_ENTITY,
    Origin,
    TicketReach,
    name_of_person,
    username_key,
)
from audit.columns import Carrying, Row, Trash

if TYPE_CHECKING:
    from accounts.models.role import Grant


class UserManager(BaseUserManager["User"]):
    """Finds people by login name without case, among those not deleted."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person who signs in under this name."""
        return self.get(username_key=username_key(username or ""), deleted_at=None)


class User(AbstractBaseUser, Row, Trash, Carrying):
    """A person, or the system user (`is_system`, no password, left out of every list).

    `second_factor_at`: since when signing in takes a code or a passkey. `desk_settings` holds how
    the person likes the pages, {name: value} with the names of accounts.vocabulary.CHOICES.
    `doc` is a national identity number, `birthday` a text as people write it. `default_role` and
    `default_entity` say where sessions of programs begin, as far as the role is held there.
    """

    last_login = None

    username = models.CharField(max_length=255)
    username_key = models.CharField(max_length=300, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    first_name = models.CharField(max_length=255, blank=True, default="")
    last_name = models.CharField(max_length=255, blank=True, default="")
    real_name = models.CharField(max_length=255, blank=True, default="")
    nickname = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=255, blank=True, default="")
    phone2 = models.CharField(max_length=255, blank=True, default="")
    mobile = models.CharField(max_length=255, blank=True, default="")
    office_phone = models.CharField(max_length=255, blank=True, default="")
    fax = models.CharField(max_length=255, blank=True, default="")
    other_phone = models.CharField(max_length=255, blank=True, default="")
    position = models.CharField(max_length=255, blank=True, default="")
    department = models.CharField(max_length=255, blank=True, default="")
    employee_number = models.CharField(max_length=255, blank=True, default="")
    doc = models.CharField(max_length=255, blank=True, default="")
    birthday = models.CharField(max_length=32, blank=True, default="")
    address = models.TextField(blank=True, default="")
    city = models.CharField(max_length=255, blank=True, default="")
    country = models.CharField(max_length=255, blank=True, default="")
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    main_group = models.ForeignKey(
        "accounts.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    default_role = models.ForeignKey(
        "accounts.Role", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    default_entity = models.ForeignKey(
        "accounts.Entity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    location = models.ForeignKey(
        "accounts.Location", null=True, blank=True, on_delete=models.SET_NULL, related_name="users"
    )
    title = models.ForeignKey(
        "accounts.UserTitle", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.ForeignKey(
        "accounts.UserCategory", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_agent = models.BooleanField(default=False)
    is_external = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, editable=False)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.LOCAL)
    comment = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=50, blank=True, default="")
    second_factor_at = models.DateTimeField(null=True, blank=True, editable=False)
    desk_settings = models.JSONField(default=dict, blank=True, editable=False)
    last_login_at = models.DateTimeField(null=True, blank=True, editable=False)
    valid_from_at = models.DateTimeField(null=True, blank=True)
    valid_until_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["username_key"],
                condition=Q(deleted_at=None),
                name="user_name_unique_without_case",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="user_email"),
            models.Index(fields=["employee_number"], name="user_employee_number"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name people read: real name, else first and last, else the login name (fields.md
        D27).
        """
        return name_of_person(self.real_name, self.first_name, self.last_name, self.username)

    @cached_property
    def held_grants(self) -> "list[Grant]":
        """The grants with their roles, loaded once per loaded user (one statement)."""
        return sorted(self.grants.select_related("role"), key=lambda grant: grant.pk)

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """Keys of the groups the person is a member of (one statement)."""
        return frozenset(self.memberships.values_list("group_id", flat=True))

    @property
    def needs_second_factor(self) -> bool:
        """True for whoever has set a second factor up, and for whom a role demands one."""
        return self.second_factor_at is not None or self.must_have_second_factor

    @property
    def lacks_second_factor(self) -> bool:
        """True for whoever must set a second factor up before anything else."""
        return self.second_factor_at is None and self.must_have_second_factor

    @property
    def must_have_second_factor(self) -> bool:
        """True where one of the person's roles demands a second factor."""
        return any(grant.role.requires_second_factor for grant in self.held_grants)

    @property
    def is_administrator(self) -> bool:
        """True for a holder of every right with reach all, for all groups and entities."""
        return any(
            ALL_RIGHTS in grant.role.rights
            and grant.role.ticket_reach == TicketReach.ALL
            and grant.group_id is None
            and grant.entity_id == ROOT_ENTITY
            and grant.is_recursive
            for grant in self.held_grants
        )

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this: who may enter the back office."""
        return self.is_active and self.is_administrator

    @property
    def is_superuser(self) -> bool:
        """Django's admin asks this: administrators may do everything there."""
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer for Django's admin; everything else asks the policies."""
        return self.is_staff

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        """Answer for Django's admin; everything else asks the policies."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Answer for Django's admin; everything else asks the policies."""
        return self.is_staff


class UserEmail(Row):
    """An address of a person; `User.email` is a copy of the default one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="emails")
    email = models.CharField(max_length=255)
    email_key = models.CharField(max_length=255, editable=False, db_index=True)
    is_default = models.BooleanField(default=False)
    is_dynamic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.email
