"""All settings, read from the environment; docs/operators/settings.md describes each variable.

Nothing here is changed while the desk runs: what a team sets up (limits, switches of the older
APIs, rights) stands in the database.
"""

import logging
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.templatetags.static import static
from environs import Env, validate
from whitenoise.compress import Compressor

from itsm import logs, proxies, secret

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- the data folder -------------------------------------------------------------------------

# Database, files, queue, secret key and mail folder of an embedded desk.
DESK_DATA_DIR: Path = Path(env.str("DESK_DATA_DIR", "") or BASE_DIR / "data").absolute()

# --- who the desk is -------------------------------------------------------------------------

# Where people reach the desk; links in mail start with it, never with the Host header.
DESK_PUBLIC_URL: str = env.str("DESK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# Behind TLS cookies are marked secure and browsers are told to stay with TLS.
IS_PUBLIC_TLS: bool = DESK_PUBLIC_URL.startswith("https://")

# Host names that are answered: the public one, loopback, and those named here.
ALLOWED_HOSTS: list[str] = [
    urlsplit(DESK_PUBLIC_URL).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
    *env.list("DESK_ALLOWED_HOSTS", [], subcast=str.strip),
]

# Addresses of reverse proxies; X-Forwarded-For and -Proto count only from these.
DESK_TRUSTED_PROXIES = env.list("DESK_TRUSTED_PROXIES", [], subcast=proxies.network)

# Zone of the desk: business days, and the older APIs unless they are given one of their own.
DESK_TIME_ZONE: str = env.str("DESK_TIME_ZONE", "UTC")

# Currency of amounts that come without one.
DESK_CURRENCY: str = env.str("DESK_CURRENCY", "EUR", validate=validate.Regexp(r"^[A-Z]{3}$"))

# Paths of the op-based API of Integria IMS and Pandora ITSM.
DESK_INTEGRIA_ROOTS: list[str] = env.list(
    "DESK_INTEGRIA_ROOTS", ["/integria/include/api.php", "/include/api.php"]
)

# Paths under which the resources of InvGate Service Desk's API v1 lie.
DESK_INVGATE_ROOTS: list[str] = env.list("DESK_INVGATE_ROOTS", ["/api/v1/", "/invgate/api/v1/"])

# Paths of GLPI's apirest.php and their flavour: glpi, or itsmng for ITSM-NG.
DESK_GLPI_ROOTS: dict[str, str] = env.dict(
    "DESK_GLPI_ROOTS",
    {
        "/apirest.php": "glpi",
        "/api.php/v1": "glpi",
        "/itsm-ng/apirest.php": "itsmng",
    },
)

# Key of signatures; made in the data folder when not given.
SECRET_KEY: str = env.str("DESK_SECRET_KEY", "") or secret.stored_key(DESK_DATA_DIR)

# As in pyproject.toml; CHANGELOG.md says what came with it.
DESK_VERSION = "0.1.0"
# Day of the release (yymmdd), which info=version of api.php shows.
DESK_BUILD = "261122"

# Only for those who work on the desk itself: shows /styleguide/ and Django's own error pages.
DEBUG: bool = env.bool("DESK_DEBUG", False)

# --- applications ----------------------------------------------------------------------------

OUR_APPS = [
    "audit",
    "doors",
    "files",
    "notify",
    "accounts",
    "approvals",
    "crm",
    "assets",
    "kb",
    "tickets",
    "api_compat",
]

# Apps of others, by module; they stand above ours and may use them.
DESK_EXTENSION_APPS: list[str] = env.list("DESK_EXTENSION_APPS", [], subcast=str.strip)

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before the admin, whose templates it replaces
    "itsm.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    *(app for app in OUR_APPS if (BASE_DIR / app / "apps.py").exists()),
    *DESK_EXTENSION_APPS,
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "itsm.proxies.TrustedProxies",  # first: everything below reads the caller's real address
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "itsm.headers.ContentPolicy",
    "itsm.logs.RequestLog",
    "itsm.bodies.SmallBodies",
    "itsm.crowds.LostTurns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "itsm.people.LanguageAndZone",  # below the session: it asks who reads the page
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.web.middleware.AccountRules",  # last: its pages speak the reader's language
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "itsm.urls"
WSGI_APPLICATION = "itsm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "itsm.people.page_facts",
                "tickets.web.navigation.side_bar",
                "approvals.web.navigation.votes",
            ],
            "builtins": ["doors.templatetags.pages"],
        },
    },
]

UNFOLD = {
    "SITE_TITLE": "Babeldesk",
    "SITE_HEADER": "Babeldesk",
    "SITE_URL": None,
    "SITE_SYMBOL": "support_agent",
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("brand.svg"),
        }
    ],
    "SCRIPTS": [
        lambda request: static("back_office/theme.js"),
        lambda request: static("back_office/names.js"),
    ],
    "STYLES": [lambda request: static("back_office/back_office.css")],
    # the accent of the desk's pages (static/theme.css); 500 is text on dark, 600 on light
    "COLORS": {
        "primary": {
            "50": "#eef3fd",
            "100": "#e6edfb",
            "200": "#cddcf8",
            "300": "#a9c3f5",
            "400": "#8db2ff",
            "500": "#7aa3f5",
            "600": "#2355c4",
            "700": "#1d48a6",
            "800": "#193d8b",
            "900": "#163470",
            "950": "#0e2148",
        }
    },
    "SIDEBAR": {"show_search": True, "navigation": "itsm.back_office.navigation"},
}

# --- people ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.DeskBackend"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"

# allauth runs the steps of a sign-in; limits, mail and accounts are the desk's own.
ACCOUNT_ADAPTER = "accounts.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {"login": "accounts.web.forms.SignInForm"}
MFA_ADAPTER = "accounts.web.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Babeldesk"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are kept by the desk, not by allauth
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # nothing that could be guessed
MFA_FORMS = {
    "authenticate": "accounts.web.forms.CodeForm",
    "reauthenticate": "accounts.web.forms.CodeAgainForm",
    "authenticate_webauthn": "accounts.web.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.web.forms.PasskeyAgainForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.web.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another host; a link may
# Hosts inside that the desk may call although they have no public address.
DESK_INNER_HOSTS: list[str] = env.list("DESK_INNER_HOSTS", [], subcast=str.strip)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # login names are unique by a constraint on their case-folded form
    "security.W008",  # the proxy redirects to TLS; old scripts do not follow a redirected POST
    "security.W005",  # TLS on other names of the domain is not the desk's to demand
    "security.W021",  # nor is the browsers' preload list
]

# --- database --------------------------------------------------------------------------------

# Longest time one SQL statement may take in the web server and the worker; 0 = no limit.
DESK_STATEMENT_SECONDS: int = env.int("DESK_STATEMENT_SECONDS", 10)

DATABASE: dict[str, Any] = dict(
    env.dj_db_url("DATABASE_URL", f"sqlite:///{DESK_DATA_DIR / 'desk.sqlite3'}")
)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["ENGINE"] = "itsm.sqlite"
    # FULL: an acknowledged write survives power loss. IMMEDIATE: writers queue for the lock at the
    # start of a transaction, where waiting helps, instead of failing in its middle.
    DATABASE["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # Opening the file and teaching it Django's functions costs more than most calls do.
    DATABASE["CONN_MAX_AGE"] = 600
else:
    DATABASE["OPTIONS"] = {
        **DATABASE.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        "options": f"-c statement_timeout={DESK_STATEMENT_SECONDS}s",
    }
DATABASES = {"default": DATABASE}

# --- Redis, cache, sessions ------------------------------------------------------------------

# Given in production: broker, cache and faster sessions. Without it the data folder serves.
REDIS_URL: str = env.str("REDIS_URL", "")

if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "desk",
            "OPTIONS": {
                "serializer": "itsm.cache.JsonSerializer",
                "socket_connect_timeout": 1,
                "socket_timeout": 1,
            },
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "itsm.cache.DatabaseCache", "LOCATION": "desk_cache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Marks of passwords verified in the last minutes: in this process only, never shared.
CACHES["verified"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "verified",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PUBLIC_TLS
CSRF_TRUSTED_ORIGINS = [DESK_PUBLIC_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "itsm.errors.csrf_failure"

# Requests of callers of the REST API: counted together where there is Redis, else per process.
CACHES["throttle"] = (
    CACHES["default"]
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
)

# --- background work -------------------------------------------------------------------------

QUEUE_DIR = DESK_DATA_DIR / "queue"

# A lost message costs a minute, never work: duties are rows, and sweeps find what is due.
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if REDIS_URL:
    # With the broker down, a publish gives up at once instead of holding a request for seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "global_keyprefix": "desk:",
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False

# Seconds after which a web process writes how often who called (audit.uses).
USE_COUNT_SECONDS = 10

# --- mail out --------------------------------------------------------------------------------

# smtp://user:password@host:587/?tls=True; without it each mail becomes a file in the data folder.
MAIL_DIR = DESK_DATA_DIR / "mail"
MAIL: dict[str, Any] = env.dj_email_url("DESK_EMAIL_URL", "file:")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(MAIL_DIR)
EMAIL_HOST = MAIL["EMAIL_HOST"]
EMAIL_PORT = MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER = MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = MAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = MAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = MAIL.get("EMAIL_TIMEOUT") or 20
DEFAULT_FROM_EMAIL = MAIL.get("DEFAULT_FROM_EMAIL") or "desk@localhost"

# --- files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Hashed and compressed copies belong to the installed packages, not to the data of one desk.
STATIC_ROOT = Path(env.str("DESK_STATIC_DIR", "") or Path(sys.prefix) / "desk-static")
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").exists() else []
# maps are for who debugs a library: they are most of what there is, and hardly ever fetched
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_ROOT = DESK_DATA_DIR / "files"
STORAGES: dict[str, Any] = {
    "attachments": {
        "BACKEND": "files.storage.DurableFolder",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# attach_file of api.php posts a file of up to 25 MB as base64 inside a form: a third more, and the
# percent signs of "+", "/" and "=".
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- time and language -----------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = DESK_TIME_ZONE
USE_I18N = True
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["itsm.formats"]
# Languages that people may choose; those without a catalogue in locale/ show English words.
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("ru", "Русский"),
    ("zh-hans", "简体中文"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("ca", "Català"),
]
# The catalogues as gettext reads them; made from locale/ like the static files.
LOCALE_PATHS = [Path(env.str("DESK_LOCALE_DIR", "") or Path(sys.prefix) / "desk-locale")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_PUBLIC_TLS

# --- REST API --------------------------------------------------------------------------------

# Requests a minute that one caller may make.
DESK_REST_PER_MINUTE: int = env.int("DESK_REST_PER_MINUTE", 600)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerToken",
        "doors.rest.callers.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["doors.rest.callers.InScope"],
    "DEFAULT_THROTTLE_CLASSES": ["doors.rest.callers.PerMinute"],
    "DEFAULT_PARSER_CLASSES": ["doors.rest.formats.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": [
        "doors.rest.formats.JsonRenderer",
        "doors.rest.formats.ProblemRenderer",
        "doors.rest.formats.PageRenderer",
    ],
    "DEFAULT_SCHEMA_CLASS": "doors.rest.schema.DeskSchema",
    "EXCEPTION_HANDLER": "doors.rest.problems.answer_to",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Babeldesk",
    "DESCRIPTION": "Tickets, people, customers and items of a service desk.",
    "VERSION": "1",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "docExpansion": "none",
        "filter": True,
        "defaultModelsExpandDepth": -1,
    },
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "COMPONENT_SPLIT_PATCH": False,
    "AUTHENTICATION_WHITELIST": ["accounts.api.authentication.BearerToken"],
    "POSTPROCESSING_HOOKS": ["doors.rest.schema.finish"],
    "SCHEMA_PATH_PREFIX": "/rest/v1/",
    "SCHEMA_PATH_PREFIX_TRIM": False,
}

# --- headers ---------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if IS_PUBLIC_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False

# Paths under which programs call: no cookie, no language and no zone of a person counts there.
MACHINE_ROOTS = (
    "/rest/",
    "/healthz",
    "/readyz",
    "/metrics",
    *DESK_INTEGRIA_ROOTS,
    *DESK_INVGATE_ROOTS,
    *DESK_GLPI_ROOTS,
)

# With it ("Authorization: Bearer …") other machines read /metrics; this one always may.
DESK_METRICS_TOKEN: str = env.str("DESK_METRICS_TOKEN", "")

# --- logging ---------------------------------------------------------------------------------

# DEBUG, INFO, WARNING or ERROR.
DESK_LOG_LEVEL: str = env.str(
    "DESK_LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
)
LOGGING = logs.dict_config(DESK_LOG_LEVEL)
logs.configure()
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# Reading request.user would open the session of callers whose cookies do not count; the address
# would be taken from headers that anyone can send.
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
