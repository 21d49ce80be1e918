"""Django's settings, all from the environment; `alliantie serve` sets what it starts itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

from alliantie.server.keys import Secrets, read_secrets

HERE = Path(__file__).resolve().parent


def _database(url: str, options: Mapping[str, object] | None = None) -> dict[str, object]:
    """Django's dictionary for a postgresql:// address; a socket folder stands in the query as host=/folder.

    What the address says goes before `options`.
    """
    parts = urlparse(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "alliantie.access.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or str(parts.port or ""),
        "OPTIONS": {**(options or {}), **query},
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": None,
    }


def _secrets() -> Secrets:
    """The secrets from their folder; empty ones where there is no folder (checks, catalogues)."""
    folder = os.environ.get("ALLIANTIE_SECRETS")
    return read_secrets(Path(folder)) if folder else Secrets("no-secrets-folder", b"", b"")


DEBUG = os.environ.get("ALLIANTIE_DEBUG") == "1"
# In the demo a rule that nobody checked against today's law blocks as a checked one does.
DEMO = os.environ.get("ALLIANTIE_DEMO") == "1"
PUBLIC_URL = os.environ.get("ALLIANTIE_PUBLIC_URL", "http://localhost:8000")
SECURE = PUBLIC_URL.startswith("https://")

_SECRETS = _secrets()
SECRET_KEY = _SECRETS.django
IDENTITY_SECRET = _SECRETS.identity
MASTER_KEY = _SECRETS.master

ALLOWED_HOSTS = sorted({urlparse(PUBLIC_URL).hostname or "localhost", "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

APP_ROLE, JOBS_ROLE = "alliantie_app", "alliantie_jobs"
# A page reads some rows of tables of any size, so it goes by index where a table is still small (docs/decisions/0046).
# Set by the web server; jobs and commands, which read whole tables, leave PostgreSQL the choice.
BY_INDEX = ("enable_seqscan", "enable_mergejoin", "enable_material", "enable_memoize")
_PAGES = BY_INDEX if os.environ.get("ALLIANTIE_PAGES") == "1" else ()
# PostgreSQL plans a statement once for each connection: with the policies, planning takes longer than reading.
_PLANNED_ONCE = {
    "server_side_binding": True,
    "prepare_threshold": 1,
    "options": " ".join(("-c plan_cache_mode=force_generic_plan", *(f"-c {name}=off" for name in _PAGES))),
}
DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL", "postgresql://alliantie_app@/alliantie"), _PLANNED_ONCE),
    "owner": _database(os.environ.get("DATABASE_OWNER_URL", "postgresql://alliantie_owner@/alliantie")),
    # In the background worker this is "default"; commands that do its work take it (access.identity.background).
    "jobs": _database(os.environ.get("DATABASE_JOBS_URL", "postgresql://alliantie_jobs@/alliantie"), _PLANNED_ONCE),
}
# What one statement of a page may take, and for how long its transaction may wait for us, in milliseconds. The slowest
# page takes a second at 100,000 cases; jobs and commands are not limited.
REQUEST_LIMITS = (30_000, 60_000)
# How many pages an account, or an address without one, may ask at once, and how many a second from then on.
PACE = (1_000, 10)
# What is counted is kept also when the request is undone, so it has a connection of its own; few requests count.
DATABASES["counters"] = {**DATABASES["default"], "CONN_MAX_AGE": 0}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "alliantie.web",
    "alliantie.access",
    "alliantie.people",
    "alliantie.cases",
    "alliantie.money",
    "alliantie.alliance",
    "alliantie.keeping",
    "alliantie.portal",
    "alliantie.worklist",
    "alliantie.insight",
]

MIDDLEWARE = [
    "alliantie.access.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliantie.access.middleware.Door",
    "alliantie.access.middleware.Sessions",
    "alliantie.access.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alliantie.access.middleware.Act",
]

ROOT_URLCONF = "alliantie.urls"
WSGI_APPLICATION = "alliantie.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "alliantie.web.jinja.environment",
            "context_processors": ["alliantie.access.context.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["alliantie.access.backend.Accounts"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "alliantie.access.adapter.ClosedDoor"
MFA_ADAPTER = "alliantie.access.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alliantie"
# A telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# How many proxies of ours stand before the server: only then does the address they name count for the limits.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ALLIANTIE_PROXIES", "0"))
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# The file that tells with which providers people sign in by OpenID Connect; without it with none.
OPENID_FILE = os.environ.get("ALLIANTIE_OPENID", "")

SESSION_ENGINE = "alliantie.access.sessions"
SESSION_COOKIE_NAME = "alliantie"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
# After so many minutes in which nobody did anything one signs in again: workers, everyone else. 0: never.
IDLE = (int(os.environ.get("ALLIANTIE_IDLE_WORKERS", "15")), int(os.environ.get("ALLIANTIE_IDLE_CLIENTS", "30")))
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "alliantie.access.errors.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
# Headers of these checks come from access.middleware.Headers; redirecting to https is the proxy's work.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W008"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# The one use of a cache is counting for the limits of sign-in.
CACHES = {"default": {"BACKEND": "alliantie.access.counters.Counters"}}

# The mail server for reminders: smtp://user:password@host:587 (with STARTTLS) or smtps://…; without it there are none.
_MAIL = urlparse(os.environ.get("ALLIANTIE_MAIL", ""))
REMINDERS = bool(_MAIL.hostname)
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("ALLIANTIE_MAIL_FROM", "noreply@localhost")

# With this token /metrics tells numbers about the installation; without it there is no such page.
METRICS_TOKEN = os.environ.get("ALLIANTIE_METRICS_TOKEN", "")
_DATA = Path(os.environ.get("ALLIANTIE_DATA", "data"))
LAST_BACKUP = _DATA / "last-backup"
# The newest seal of the logs, told outside the database too: who removes the end of the chain there cannot here.
LAST_SEAL = _DATA / "last-seal"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("ALLIANTIE_STATIC") or str(HERE / "static-root")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("ALLIANTIE_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# No other site has a use for our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "alliantie.access.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Requests are not logged: an address names people's work.
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
