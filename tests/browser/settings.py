"""Settings of the desk that a browser visits: the real ones, with what would cost time left out.

Tasks run at once in the web server, mails become files in the data folder, passwords are cheap,
and static files come from where they lie.
"""

from itsm.settings import *  # noqa: F403
from itsm.settings import CACHES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
USE_COUNT_SECONDS = 0.2
# a provider of OpenID Connect that a test runs
DESK_INNER_HOSTS = ["127.0.0.1"]
