"""Settings, all by environment; `ziping serve` works without any of them.

``ZIPING_HOME`` folder of database, files and key (default ``ziping-data``) · ``DATABASE_URL`` PostgreSQL instead of SQLite ·
``ZIPING_HOSTS`` names the site answers to · ``ZIPING_HTTPS=1`` behind a proxy with HTTPS · ``ZIPING_DEMO=1`` the demo's sign-in page ·
``ZIPING_SMTP`` smtp://user:password@host:port for reminders (default: console) · ``ZIPING_REGION`` six-digit division code.
"""

import os
import secrets
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ziping_web.demo.accounts import ACCOUNTS, PASSWORD

BASE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("ZIPING_HOME", "ziping-data")).resolve()
DEMO = os.environ.get("ZIPING_DEMO") == "1"
DEMO_ACCOUNTS, DEMO_PASSWORD = (ACCOUNTS, PASSWORD) if DEMO else ((), "")
REGION = os.environ.get("ZIPING_REGION", "000000")
HTTPS = os.environ.get("ZIPING_HTTPS") == "1"


def _key() -> str:
    """The site's secret: from the environment, else made once and kept beside the data, readable by its owner only."""
    if given := os.environ.get("ZIPING_SECRET"):
        return given
    path = HOME / "secret.key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(50)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(key)
        except FileExistsError:  # another process of ours was quicker
            return path.read_text(encoding="ascii")
        return key


def _database() -> dict[str, object]:
    """SQLite that survives a power cut by default; PostgreSQL by ``DATABASE_URL=postgres://user:password@host:port/name``."""
    if url := os.environ.get("DATABASE_URL"):
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise SystemExit(f"DATABASE_URL 应以 postgres:// 开头，现在是 {parts.scheme}://")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    HOME.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "ziping.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at the start, never fails in the middle
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-20000",
        },
    }


def _hosts() -> list[str]:
    own = ["localhost", "127.0.0.1", "[::1]", "testserver", socket.gethostname()]
    return own + [name.strip() for name in os.environ.get("ZIPING_HOSTS", "").split(",") if name.strip()]


SECRET_KEY = _key()
DEBUG = False
ALLOWED_HOSTS = _hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS if HTTPS and not name.startswith("[")]
ROOT_URLCONF = "ziping_web.urls"
WSGI_APPLICATION = "ziping_web.wsgi.application"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "ziping_web.people",
    "ziping_web.rounds",
    "ziping_web.filings",
    "ziping_web.intake",
    "ziping_web.review",
    "ziping_web.boards",
    "ziping_web.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ziping_web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ziping_web.middleware.signed_in",
    "ziping_web.asked.storable",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ziping_web.middleware.site",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]
AUTH_USER_MODEL = "people.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("login", "name")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "ziping_web.people.hashers.InitialHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = os.environ.get("ZIPING_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
WHITENOISE_USE_FINDERS = True  # the files lie in the packages: nothing has to be collected before the first start
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "files"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_ENGINE = "ziping_web.people.sessions"
AUTHENTICATION_BACKENDS = ["ziping_web.people.sessions.Accounts"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ziping_web.people.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a form of 300 rows without JavaScript
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 << 20
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MOST_MB = 20
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if smtp := os.environ.get("ZIPING_SMTP"):
    _mail = urlsplit(smtp)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.scheme == "smtps", 10
DEFAULT_FROM_EMAIL = os.environ.get("ZIPING_MAIL_FROM", "ziping@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
