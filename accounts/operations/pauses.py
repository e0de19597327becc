"""How long the limiter of sign-ins still refuses somebody."""

from django.utils import timezone

from accounts.models import FailedLogin
from accounts.operations.sign_in import _account_key, _address_key


def pause_seconds(login: str, address: str) -> int:
    """Return for how long the account or address is still refused; 0 = not at all."""
    now = timezone.now()
    keys = [key for key in (_account_key(login), _address_key(address)) if key]
    paused = FailedLogin.objects.filter(key__in=keys, blocked_until_at__gt=now)
    ends = list(paused.values_list("blocked_until_at", flat=True))
    return max((int((end - now).total_seconds()) + 1 for end in ends if end), default=0)
