"""What people choose for themselves about how the desk looks and works."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.vocabulary import CHOICES, read_choice
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def choose(actor: Actor, name: str, value: Any) -> dict[str, Any]:
    """Keep one choice of the actor and return all of them. Records "user.chose".

    Raises ValidationError(code="unknown") for a name or a value that is not offered.
    """
    if name not in CHOICES:
        raise ValidationError(_("There is no such choice."), code="unknown")
    new = read_choice(name, value)
    user = User.objects.select_for_update().get(pk=actor.person.pk)
    old = user.desk_settings.get(name)
    if old != new:
        user.desk_settings = {**user.desk_settings, name: new}
        user.save(update_fields=["desk_settings"])
        record(actor, "user.chose", user, {name: [old, new]})
    return dict(user.desk_settings)
