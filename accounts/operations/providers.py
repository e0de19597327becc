"""Providers of OpenID Connect, and people who come from them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.drafts import ProviderDraft, UserDraft
from accounts.models import IdentityProvider, User
from accounts.operations.people import create_user
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.sealing import seal
from audit.versions import require_unchanged


@transaction.atomic
def create_provider(actor: Actor, draft: ProviderDraft) -> IdentityProvider:
    """Add a provider. Records "identityprovider.created" without the secret."""
    _require_right(actor, draft)
    provider = IdentityProvider(**_columns(draft), sealed_secret=seal(draft.secret or ""))
    _require_fitting(provider)
    provider.save(force_insert=True)
    record(actor, "identityprovider.created", provider, {"slug": [None, provider.slug]})
    return provider


@transaction.atomic
def update_provider(actor: Actor, provider_id: int, draft: ProviderDraft) -> IdentityProvider:
    """Replace a provider's settings; without a secret the stored one stays.

    Records "identityprovider.updated", a new secret as "changed".
    """
    _require_right(actor, draft)
    provider = IdentityProvider.objects.select_for_update().get(pk=provider_id, deleted_at=None)
    require_unchanged(actor, provider)
    changes = apply_values(provider, _columns(draft))
    if draft.secret:
        provider.sealed_secret = seal(draft.secret)
        changes["secret"] = ["changed", "changed"]
    _require_fitting(provider)
    if changes:
        provider.updated_at = timezone.now()
        provider.save()
        record(actor, "identityprovider.updated", provider, changes)
    return provider


@transaction.atomic
def delete_provider(actor: Actor, provider_id: int) -> None:
    """Put a provider in the trash: nobody comes in by it any more. Records
    "identityprovider.deleted".
    """
    policies.require_desk_wide(actor, "setting.manage")
    provider = IdentityProvider.objects.select_for_update().get(pk=provider_id, deleted_at=None)
    provider.deleted_at = provider.updated_at = timezone.now()
    provider.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "identityprovider.deleted", provider)


@transaction.atomic
def create_person_of_provider(
    provider: IdentityProvider, *, username: str, email: str, first_name: str, last_name: str
) -> User:
    """Make the account of somebody whom a provider vouches for, with the provider's role.

    Raises ValidationError where the provider makes no people, or the name is taken.
    """
    if provider.new_people_role is None:
        raise ValidationError(_("There is no account here for you."), code="unknown_person")
    actor = Actor.system("sign-in")
    draft = UserDraft(
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        is_agent=provider.new_people_role.interface == "central",
    )
    return create_user(actor, draft, role=provider.new_people_role)


def _require_right(actor: Actor, draft: ProviderDraft) -> None:
    """Whoever lets people in with a role must be allowed to give it to everybody."""
    policies.require_desk_wide(actor, "setting.manage")
    role = draft.new_people_role
    if role is not None:
        may_give = policies.can_grant(actor, role.rights, role.ticket_reach, group_id=None)
        policies.require(may_give, "grant of this role")


def _columns(draft: ProviderDraft) -> dict[str, object]:
    return {name: value for name, value in vars(draft).items() if name != "secret"}


def _require_fitting(provider: IdentityProvider) -> None:
    provider.full_clean()
    is_local = provider.issuer_url.startswith(("http://localhost", "http://127.0.0.1"))
    if not provider.issuer_url.startswith("https://") and not is_local:
        message = _("The address of a provider begins with https://.")
        raise ValidationError({"issuer_url": ValidationError(message, code="insecure")})
