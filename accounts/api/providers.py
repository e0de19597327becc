"""Where people may sign in elsewhere, for those who set the desk up."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts import operations, queries
from accounts.drafts import ProviderDraft
from accounts.models import IdentityProvider
from accounts.operations.sign_in import LONGEST_SECRET
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean
from doors.rest.rows import Key, Rows
from doors.rest.views import Whole

COLUMNS = (
    "slug", "name", "issuer_url", "client_id", "is_active", "trusts_email", "is_second_factor",
    "new_people_role",
)  # fmt: skip


class ProviderOut(Rows):
    """A provider of OpenID Connect; its secret is never shown."""

    id = Key()
    slug = serializers.CharField()
    name = serializers.CharField()
    issuer_url = serializers.CharField()
    client_id = serializers.CharField()
    has_secret = serializers.BooleanField()
    is_active = serializers.BooleanField()
    trusts_email = serializers.BooleanField()
    is_second_factor = serializers.BooleanField()
    new_people_role = serializers.IntegerField(source="new_people_role_id", allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("has_secret",)
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"has_secret": ("sealed_secret",)}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Tell whether there is a secret, and nothing more of it."""
        for row in raw:
            row["has_secret"] = bool(row.pop("sealed_secret", ""))


class ProviderPatchIn(Input):
    """Changes of a provider; without a secret the stored one stays."""

    draft: ClassVar[type[Any]] = dict
    slug = Line(40, required=False)
    name = Line(100, required=False)
    issuer_url = serializers.URLField(max_length=500, required=False)
    client_id = Line(required=False)
    secret = serializers.CharField(
        max_length=LONGEST_SECRET, required=False, trim_whitespace=False, write_only=True
    )
    is_active = StrictBoolean(required=False)
    trusts_email = StrictBoolean(required=False)
    is_second_factor = StrictBoolean(required=False)
    new_people_role = Ref(queries.visible_roles, required=False, allow_null=True)


class ProviderIn(ProviderPatchIn):
    """A new provider."""

    draft = ProviderDraft
    slug = Line(40)
    name = Line(100)
    issuer_url = serializers.URLField(max_length=500)
    client_id = Line()


def change_provider(actor: Actor, key: int, values: dict[str, Any]) -> IdentityProvider:
    """Change the given fields of a provider; all others stay."""
    row = queries.visible_providers(actor).select_related("new_people_role").get(pk=key)
    kept = {name: getattr(row, name) for name in COLUMNS}
    return operations.update_provider(actor, key, ProviderDraft(**{**kept, **values}))


class ProviderViewSet(Whole):
    """Providers of OpenID Connect that vouch for people."""

    scope = "identity-providers"
    rows, orders = ProviderOut, ("id", "-id")
    create_input, create_row = ProviderIn, operations.create_provider
    update_input, update_row = ProviderPatchIn, change_provider
    delete_row = operations.delete_provider

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the providers, to those who set the desk up."""
        return queries.visible_providers(actor)
