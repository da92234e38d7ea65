"""Django's settings. The environment decides (`.env.example` lists the names); SQLite under XINJU_HOME by default."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from xinju.config import environment, outgoing
from xinju.config.environment import env

environment.read_env_file(Path(".env"), os.environ)

XINJU_HOME = Path(env("XINJU_HOME", "var")).resolve()
XINJU_DISTRICT = Path(env("XINJU_DISTRICT", str(Path(__file__).parents[3] / "districts" / "herun"))).resolve()
XINJU_MODE = environment.mode(env("XINJU_MODE", environment.DEMO))
IS_DEMO = XINJU_MODE == environment.DEMO
XINJU_DEMO_DAY = environment.demo_day(XINJU_MODE, os.environ.get("XINJU_DEMO_DAY"))
XINJU_KEYS = environment.key_folder(XINJU_MODE, os.environ.get("XINJU_KEYS"))
SECRET_KEY = environment.secret_key(XINJU_MODE, XINJU_HOME, os.environ.get("XINJU_SECRET_KEY"))
ALLOWED_HOSTS = environment.loopback_only(XINJU_MODE, env("XINJU_HOSTS", ""))
CSRF_TRUSTED_ORIGINS = environment.names(env("XINJU_ORIGINS", ""))
DATABASES = {"default": environment.database(env("DATABASE_URL", "sqlite:///xinju.sqlite3"), XINJU_HOME)}

DEBUG = False
ROOT_URLCONF = "xinju.config.urls"
WSGI_APPLICATION = "xinju.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "xinju.api",
    "xinju.portal",
    "xinju.field",
    "xinju.desk",
    "xinju.benefits",
    "xinju.points",
    "xinju.registry",
    "xinju.sheets",
    "xinju.cases",
    "xinju.accounts",
    "xinju.messages",
    "xinju.audit",
    "xinju.web",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xinju.web.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "xinju.accounts.middleware.EndsWhenIdle",
    "xinju.accounts.middleware.ReadsIn",
    "xinju.accounts.middleware.OfficersFromTheirNetworks",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xinju.web.doors.ClosedUnlessOpened",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["xinju.web.templatetags.furniture"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinju.web.preferences.page",
                "xinju.config.navigation.sections",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "accounts:home"
XINJU_FIRST_PAGES = {  # by role, instead of that
    "person": "portal:mine",
    "window_officer": "registry:window",
    "registrar": "desk:inbox",
    "grid_worker": "field:today",
    "department_clerk": "registry:query-lists",
    "education_officer": "benefits:rounds",
    "policy_office": "sheets:sheets",
    "security_officer": "accounts:staff",
    "system_operator": "desk:health",
    "auditor": "desk:chain",
    "head": "desk:figures",
}
XINJU_PHONE_SILENT_DAYS = environment.whole("XINJU_PHONE_SILENT_DAYS", 90)  # then a number may have a new owner
XINJU_PROXIES = environment.whole("XINJU_PROXIES", 0)
XINJU_STAFF_NETWORKS = environment.networks(env("XINJU_STAFF_NETWORKS", ""))
XINJU_IDLE_MINUTES = environment.whole("XINJU_IDLE_MINUTES", 30)
XINJU_AUTHORITY_KEYS = environment.authority_keys(env("XINJU_AUTHORITY_KEYS", ""))
XINJU_OIDC = environment.oidc(os.environ)
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Lock-out by account, not by address: a whole office shares one address
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "xinju.accounts.views.staff.locked_out"
AXES_CLIENT_IP_CALLABLE = "xinju.accounts.networks.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Long work waits in the library's table and is done by `xinju worker`
XINJU_NIGHTLY = environment.flag(
    os.environ, "XINJU_NIGHTLY", default=not IS_DEMO
)  # does the clock start the night's work?
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Messages wait in the outbox and are sent by `xinju worker`; an outside service that hangs stalls nothing else
XINJU_GATEWAYS = outgoing.gateways(XINJU_MODE, os.environ)
EMAIL_HOST, EMAIL_PORT = env("XINJU_SMTP_HOST", ""), environment.whole("XINJU_SMTP_PORT", 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("XINJU_SMTP_USER", ""), env("XINJU_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and environment.flag(os.environ, "XINJU_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 6  # seconds between two words of the server

# Language and time: instants in UTC, legal days in Shanghai whatever the server's zone
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Static files come from this program and its pinned packages; nothing is copied together before a start
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "xinju.web.views.form_expired"

if not IS_DEMO:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = environment.flag(os.environ, "XINJU_REDIRECT_TO_HTTPS", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# An upload above this size goes to a file, never into memory as a whole; fields of a form stay small
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "xinju.web.logs.PlainLines"}, "json": {"()": "xinju.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line" if IS_DEMO else "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Scanners ask under wrong names all day: the answer 400 is enough, a traceback each time hides what matters.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "xinju.work": {"level": "INFO"},
    },
}
