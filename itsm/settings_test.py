"""Settings of the tests: throw-away data folder, cheap passwords, tasks at once, no Redis.

DESK_TEST_DATABASE (a database URL) chooses the database server; SQLite in memory without it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="desk-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Nothing of the developer's own desk reaches the tests.
for _name in [name for name in os.environ if name.startswith("DESK_")]:
    if _name not in (
        "DESK_TEST_DATABASE",
        "DESK_TEST_COUNTS",
        "DESK_CONFORMANCE",
        "DESK_CONTRACTS",
        "DESK_REQUIRE",
        "DESK_VENV",
    ):
        del os.environ[_name]
os.environ.pop("REDIS_URL", None)
os.environ.pop("DATABASE_URL", None)
os.environ["DESK_DATA_DIR"] = str(_folder)
os.environ["DESK_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["DESK_EXTENSION_APPS"] = "tests.extension_app"
if os.environ.get("DESK_TEST_DATABASE"):
    os.environ["DATABASE_URL"] = os.environ["DESK_TEST_DATABASE"]

from itsm.settings import *  # noqa: E402, F403 - after the environment is set
from itsm.settings import CACHES, DATABASE, STORAGES  # noqa: E402

# The pool's idle connections would keep the test database from being dropped.
DATABASE["OPTIONS"].pop("pool", None)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Translations are there only where a test makes them, whatever a desk of this environment made.
LOCALE_PATHS = [_folder / "locale"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Tests write the counts of calls themselves: no thread works beside them.
USE_COUNT_SECONDS = 0
# Each client of a test has middleware of its own: none of them shall read all static files.
WHITENOISE_AUTOREFRESH = True
