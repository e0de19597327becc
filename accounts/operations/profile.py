"""What people say about themselves."""

from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import ProfilePatch, given
from accounts.models import User
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record


@transaction.atomic
def update_profile(actor: Actor, patch: ProfilePatch) -> User:
    """Change the actor's own language and time zone; empty = those of the desk. Records
    "user.updated".
    """
    user = User.objects.select_for_update().get(pk=actor.person.pk)
    values = given(patch)
    if values.get("language") and values["language"] not in dict(settings.LANGUAGES):
        raise ValidationError({"language": ValidationError(_("Unknown language."), code="unknown")})
    if values.get("time_zone") and values["time_zone"] not in available_timezones():
        raise ValidationError({"time_zone": ValidationError(_("Unknown zone."), code="unknown")})
    changes = apply_values(user, values)
    if changes:
        user.updated_at = timezone.now()
        user.save(update_fields=[*changes, "updated_at"])
        record(actor, "user.updated", user, changes)
    return user
