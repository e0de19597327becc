"""Settings of the floor server: the desk's database, and nothing of the desk around it."""

from itsm.settings import *  # noqa: F403
from itsm.settings import MIDDLEWARE

ROOT_URLCONF = "bench.floor_answers"
# allauth does not start without its own, which only passes requests on
MIDDLEWARE[:] = ["allauth.account.middleware.AccountMiddleware"]
