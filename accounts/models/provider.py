"""Where people may sign in elsewhere: providers of OpenID Connect."""

from django.core.validators import RegexValidator
from django.db import models

from accounts.models.role import Role
from audit.columns import Row, Trash

SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,39}$", "Small letters, digits and hyphens.")


class IdentityProvider(Row, Trash):
    """An organisation's own sign-in. `issuer_url` answers at .well-known/openid-configuration.

    `sealed_secret` is the client secret, encrypted. `trusts_email`: an address that the provider
    calls verified lets the person with that address in. `is_second_factor`: the provider asks for
    one itself, so that ours is not asked for. `new_people_role`: unknown people get an account with
    this role; None = only people who are known here.
    """

    slug = models.CharField(max_length=40, validators=[SLUG])
    name = models.CharField(max_length=100)
    issuer_url = models.URLField(max_length=500)
    client_id = models.CharField(max_length=255)
    sealed_secret = models.TextField(blank=True, default="", editable=False)
    is_active = models.BooleanField(default=True)
    trusts_email = models.BooleanField(default=False)
    is_second_factor = models.BooleanField(default=False)
    new_people_role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(deleted_at=None),
                name="identityprovider_slug",
            )
        ]

    def __str__(self) -> str:
        return self.name
