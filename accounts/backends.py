"""Sign-in for Django's own login pages: the same check and limiter as every other door."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.operations.sign_in import may_enter, sign_in
from accounts.queries import user_by_login_or_email


class DeskBackend(BaseBackend):
    """Authenticates against accounts.User by name and password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the person, or None for wrong, paused, disabled and unknown alike.

        The pages that ask here go on with the second factor.
        """
        if not username or not password:
            return None
        address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
        known = user_by_login_or_email(username)
        login = known.username if known is not None else username
        return sign_in(login, password, address=address, second_factor_follows=True)

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session while they may enter."""
        user = User.objects.filter(pk=user_id, is_active=True, deleted_at=None).first()
        return user if user is not None and may_enter(user) else None
