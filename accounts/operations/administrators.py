"""The desk never loses its last administrator."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.vocabulary import ALL_RIGHTS, ROOT_ENTITY, TicketReach


@contextmanager
def keeping_an_administrator(is_at_stake: bool, field: str) -> Iterator[None]:
    """Refuse what is done inside if nobody can administer the desk afterwards.

    Raises ValidationError(code="last_administrator") about the field; the caller's transaction
    takes back what was done. Whoever holds every right counts, by whatever role.
    """
    if not is_at_stake:
        yield
        return
    # two administrators who remove each other wait for one another here
    list(_full_roles().select_for_update().order_by("pk"))
    yield
    if not _an_administrator_enters():
        message = _("The last administrator stays.")
        raise ValidationError({field: ValidationError(message, code="last_administrator")})


def _full_roles() -> QuerySet[Role]:
    return Role.objects.filter(ticket_reach=TicketReach.ALL)


def _an_administrator_enters() -> bool:
    # JSON lists cannot be searched on every database; there are few roles
    full = [role.pk for role in _full_roles() if ALL_RIGHTS in role.rights]
    return User.objects.filter(
        is_active=True,
        deleted_at=None,
        grants__role__in=full,
        grants__group=None,
        grants__entity=ROOT_ENTITY,
        grants__is_recursive=True,
    ).exists()
