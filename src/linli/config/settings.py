"""Settings, all from the environment; the defaults run a demonstration on an embedded database.

LINLI_DATA          folder for database, attachments, exports, secret (default: ./var)
LINLI_DATABASE_URL  postgresql://user:password@host:port/name; absent: SQLite (WAL) in LINLI_DATA
LINLI_SECRET_KEY    absent: made once and kept in LINLI_DATA; several machines must be given the same one
LINLI_DEBUG         "1" for development; never in production
LINLI_HOSTS         comma-separated host names
LINLI_HTTPS         "1" (default outside the demonstration) behind a TLS proxy
LINLI_IDLE_SECONDS  sign out after so many idle seconds (default 1800)
LINLI_PASSWORD_DAYS passwords expire after so many days (default 0: never)
LINLI_EMAIL_URL     smtp://user:password@host:port?tls=1; absent: e-mail is written to LINLI_DATA/mail
LINLI_EMAIL_FROM    sender of e-mail
LINLI_ORIGINS       comma-separated https://host[:port] that may post forms, when the proxy changes the host
LINLI_LOG           level of the log on stderr (default INFO)
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from .databases import database, mail

BASE = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("LINLI_DATA") or BASE / "var").resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = os.environ.get("LINLI_DEBUG") == "1"
DATABASE_URL = os.environ.get("LINLI_DATABASE_URL", "")
HTTPS = os.environ.get("LINLI_HTTPS", "1" if DATABASE_URL and not DEBUG else "0") == "1"


def _secret() -> str:
    """From the environment, else made once and kept (mode 600) in the data folder.

    Two processes may start at once: the first link wins, and nobody ever reads half a secret.
    """
    if given := os.environ.get("LINLI_SECRET_KEY"):
        return given
    path = DATA / "secret"
    if not path.exists():
        scratch = DATA / f".secret-{os.getpid()}"
        scratch.touch(mode=0o600)
        scratch.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with suppress(FileExistsError):
            os.link(scratch, path)
        scratch.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "linli.kernel.audit",
    "linli.kernel.calendar",
    "linli.kernel.outbox",
    "linli.kernel.shell",
    "linli.registry.places",
    "linli.registry.organisations",
    "linli.registry.accounts",
    "linli.engines.cases",
    "linli.oversight.supervision",
    "linli.journeys",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.kernel.shell.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.kernel.shell.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "linli.registry.accounts.middleware.IdleTimeoutMiddleware",
    "linli.registry.accounts.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.kernel.shell.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "linli.kernel.shell.backend.Pages",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "linli.kernel.shell.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database(DATABASE_URL, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_TIMEOUT_SECONDS = int(os.environ.get("LINLI_IDLE_SECONDS", 30 * 60))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "linli.registry.accounts.forms.ThreeClassesValidator"},
]
PASSWORD_MAX_DAYS = int(os.environ.get("LINLI_PASSWORD_DAYS", 0))  # 0: passwords do not expire
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "linli.registry.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {"change_password": "linli.registry.accounts.forms.PasswordChange"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # django-axes locks out; two counters would contradict each other
MFA_TOTP_ISSUER = "Linli"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds either way: office clocks are not exact
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "linli.registry.accounts.forms.SecondStep",
    "reauthenticate": "linli.registry.accounts.forms.SecondStepAgain",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the audit chain, without names and addresses
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "login",
    "oldpassword",
    "password1",
    "password2",
    "code",
]  # never kept
AXES_LOCKOUT_CALLABLE = "linli.registry.accounts.views.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [BASE / "src" / "linli" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "linli.kernel.shell.static_files.ForgivingStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

ATTACHMENTS = DATA / "attachments"
MAX_BODY_BYTES = 30 * 1024 * 1024
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = DATA / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)

globals().update(mail(os.environ.get("LINLI_EMAIL_URL", ""), DATA))
DEFAULT_FROM_EMAIL = os.environ.get("LINLI_EMAIL_FROM", "linli@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "linli.kernel.shell.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LINLI_ORIGINS", "").split(",") if o]
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an office shares one address: locking it out would stop everyone

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LINLI_LOG", "INFO")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an office shares one address: lock the account, not the office
