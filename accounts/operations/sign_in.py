"""Who is it: passwords and tokens, behind one limiter for all doors (threats.md rules 7, 8, 12)."""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from django.conf import settings as django_settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from accounts import queries
from accounts.models import FailedLogin, KnownAddress, Token, User
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.journal import record

log = structlog.get_logger(__name__)

LONGEST_SECRET = 1024
REMEMBERED_SECONDS = 300
LONGEST_PAUSE = timedelta(hours=24)
REQUESTS_OF_ACCOUNT = 3
KNOWN_ADDRESS_REFRESH = timedelta(days=1)


def sign_in(
    login: str, password: str, *, address: str, second_factor_follows: bool = False
) -> User | None:
    """Return the active person with this name and password, or None.

    None also while the limiter pauses the account (unless it signed in from this address before) or
    the address, and for people with a second factor, unless the door asks for that next. A wrong
    secret is counted; nothing sleeps.
    """
    if not _acceptable(login) or not _acceptable(password):
        return None
    user = queries.user_by_login(login)
    if is_paused(login, address, user):
        make_password(password)
        return None
    if user is None:
        make_password(password)
        count_failure(login, address)
        return None
    if not _password_fits(user, password, address):
        count_failure(login, address)
        return None
    if not may_enter(user):
        return None
    return user if second_factor_follows or password_suffices(user) else None


def password_suffices(user: User) -> bool:
    """Tell whether a name and a password are all that a program must show for this person."""
    if not user.needs_second_factor:
        return True
    return bool(queries.settings_of("sign_in.")["sign_in.programs_skip_second_factor"])


def sign_in_with_token(
    secret: str, *, address: str, kinds: tuple[str, ...] = queries.OPEN_KINDS
) -> Token | None:
    """Return the live token with this secret, or None; a wrong one counts against the address.

    Access tokens of API clients are taken only by the door that names their kind.
    """
    if not _acceptable(secret) or is_paused("", address, None):
        return None
    token = queries.token_owner(secret, kinds=kinds)
    if token is None:
        count_failure("", address)
        return None
    if not may_enter(token.user):
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def begin_session(actor: Actor) -> None:
    """Note that the actor has signed in for a session. Records "user.signed_in"."""
    User.objects.filter(pk=actor.user.pk).update(last_login_at=timezone.now())
    record(actor, "user.signed_in", actor.user)


@transaction.atomic
def end_session(actor: Actor) -> None:
    """Note that the actor has signed out. Records "user.signed_out"."""
    record(actor, "user.signed_out", actor.user)


def is_paused(login: str, address: str, user: User | None) -> bool:
    """Tell whether the limiter refuses this account or address at the moment."""
    now = timezone.now()
    keys = [key for key in (_account_key(login), _address_key(address)) if key]
    blocked = set(
        FailedLogin.objects.filter(key__in=keys, blocked_until_at__gt=now).values_list(
            "key", flat=True
        )
    )
    if _address_key(address) in blocked:
        return True
    if not blocked:
        return False
    return user is None or not user.known_addresses.filter(address=address).exists()


def count_failure(login: str, address: str) -> None:
    """Count a wrong secret against the account and the address; past the limit a growing pause
    begins. A pause of a person's account leaves "user.sign_in_paused" on the person, with the
    address that guessed.
    """
    limits = queries.settings_of("limits.")
    window = timedelta(minutes=limits["limits.window_minutes"])
    if _account_key(login):
        _count_account(login, address, limits["limits.account_failures"], window)
    if _address_key(address):
        _count(_address_key(address), limits["limits.address_failures"], window)


def count_request(kind: str, login: str, address: str) -> bool:
    """Count a request that anybody may make, such as a lost password; False past the limit.

    One account may be asked for three times in the limiter's window, one address may ask as often
    as it may fail.
    """
    limits = queries.settings_of("limits.")
    window = timedelta(minutes=limits["limits.window_minutes"])
    keys = {
        f"{kind}-{_account_key(login)}": REQUESTS_OF_ACCOUNT,
        f"{kind}-{_address_key(address)}": limits["limits.address_failures"],
    }
    now = timezone.now()
    if FailedLogin.objects.filter(key__in=keys, blocked_until_at__gt=now).exists():
        return False
    for key, most in keys.items():
        _count(key, most, window)
    return True


def remember_address(user: User, address: str) -> None:
    """Note that the person signed in from here; written at most once a day."""
    now = timezone.now()
    known, made = KnownAddress.objects.get_or_create(
        user=user, address=address[:64], defaults={"seen_at": now}
    )
    if not made and now - known.seen_at > KNOWN_ADDRESS_REFRESH:
        KnownAddress.objects.filter(pk=known.pk).update(seen_at=now)


def clear_limiter() -> None:
    """Forget every counted failure."""
    FailedLogin.objects.all().delete()


@transaction.atomic
def _count_account(login: str, address: str, most: int, window: timedelta) -> None:
    paused_until = _count(_account_key(login), most, window)
    user = queries.user_by_login(login) if paused_until is not None else None
    if paused_until is not None and user is not None:
        actor = replace(Actor.system("limiter"), address=address)
        changes = {"paused_until": [None, paused_until.isoformat()]}
        record(actor, "user.sign_in_paused", user, changes)


@transaction.atomic
def _count(key: str, most: int, window: timedelta) -> datetime | None:
    """Count one failure; return the end of the pause that it begins, or None."""
    now = timezone.now()
    row, _ = FailedLogin.objects.select_for_update().get_or_create(
        key=key, defaults={"window_started_at": now}
    )
    if now - row.window_started_at > window and (row.blocked_until_at or now) <= now:
        row.failures, row.window_started_at, row.blocked_until_at = 0, now, None
    row.failures += 1
    was_paused = row.blocked_until_at is not None and row.blocked_until_at > now
    if row.failures >= most:
        pause = min(window * 2 ** min((row.failures - most) // most, 10), LONGEST_PAUSE)
        row.blocked_until_at = now + pause
        log.warning("sign-in paused", key=key.split(":")[0], failures=row.failures)
    row.save()
    return None if was_paused else row.blocked_until_at


def _password_fits(user: User, password: str, address: str) -> bool:
    """Compare with the stored hash; a verified password is remembered for five minutes in this
    process.

    The remembered mark covers key, person, stored hash and password, so a changed password ends it.
    """
    mark = hmac.new(
        django_settings.SECRET_KEY.encode(),
        f"{user.pk}\0{user.password}\0{password}".encode("utf-8", "surrogatepass"),
        sha256,
    ).hexdigest()
    verified = caches["verified"]
    if verified.get(mark):
        return True
    if not check_password(password, user.password, _rehash(user)):
        return False
    remember_address(user, address)
    verified.set(mark, True, REMEMBERED_SECONDS)
    return True


def _rehash(user: User) -> Callable[[str], None]:
    """Return what check_password calls when the stored hash is of an older kind."""

    def store(password: str) -> None:
        User.objects.filter(pk=user.pk).update(password=make_password(password))

    return store


def may_enter(user: User) -> bool:
    """Tell whether the account is open: active, in its dates, more than a mail address."""
    now = timezone.now()
    begun = user.valid_from_at is None or user.valid_from_at <= now
    ended = user.valid_until_at is not None and user.valid_until_at <= now
    return user.is_active and not user.is_system and not user.is_external and begun and not ended


def _acceptable(secret: str) -> bool:
    return 0 < len(secret) <= LONGEST_SECRET and "\0" not in secret


def _account_key(login: str) -> str:
    return f"account:{username_key(login)[:280]}" if login else ""


def _address_key(address: str) -> str:
    return f"address:{address[:64]}" if address else ""
