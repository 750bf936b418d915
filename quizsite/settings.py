"""Settings, read from the environment; every value has a default that is safe on one machine.

QUIZSITE_DATA      folder for everything quizsite keeps (default ``var/``)
QUIZSITE_HOSTS     host names the site answers to, comma separated
QUIZSITE_URL       public address; https:// switches on secure cookies
DATABASE_URL       default SQLite in the data folder; postgres://… for PostgreSQL
REDIS_URL          a broker of one's own instead of the embedded one
QUIZSITE_GPU       1: this host's worker also judges on its CUDA device
QUIZSITE_UNCONFINED  1: judge programs WITHOUT any confinement; for trusted learners only
QUIZSITE_DEBUG     developers only
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from quizsite.data_folder import data_folder, secret_key

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder(env.path("QUIZSITE_DATA", BASE_DIR / "var"))
SITE_URL: str = env.str("QUIZSITE_URL", "")

SECRET_KEY = secret_key(DATA_DIR)
DEBUG: bool = env.bool("QUIZSITE_DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list("QUIZSITE_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL.rstrip("/")] if SITE_URL else []

INSTALLED_APPS = [
    "quizsite",
    "cards",
    "sandbox",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "quizsite.faults.StorageFaults",
    "quizsite.null_characters.refuse_null_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cards.middleware.learner_preferences",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quizsite.urls"
WSGI_APPLICATION = "quizsite.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
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
                "cards.context_processors.site",
                "sandbox.context_processors.judge",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "cards.views.card_parts.environment"},
    },
]

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'quizsite.sqlite3'))}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "quizsite.sqlite"
    # IMMEDIATE takes the write lock at BEGIN, so two writers queue up instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # SQLite itself copies its log back only at 16,000 pages (64 MB), as after loading much:
        # usually quizsite.sqlite has done so before, with nobody waiting for the disk.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
            "PRAGMA wal_autocheckpoint=16000;"
        ),
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {
        # Compiling a statement takes PostgreSQL up to a hundred times as long as running it, and
        # sharing one between processes makes it read a whole table where an index would do.
        "options": "-c jit=off -c max_parallel_workers_per_gather=0",
        # Planning one takes longer than running it too: what comes again is planned once.
        "server_side_binding": True,
        "prepare_threshold": 2,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "cards.backends.LearnerBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "cards.views.sign_in.locked_out"
# Trying again while locked out does not make the wait longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "quizsite" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
# Everything in the data folder is its owner's alone.
FILE_UPLOAD_PERMISSIONS = 0o600
# The math font comes inside ziamath; the package itself is never imported, it is slow to load.
_ziamath = find_spec("ziamath")
STATICFILES_DIRS = (
    [("fonts", Path(_ziamath.origin).parent / "fonts")] if _ziamath and _ziamath.origin else []
)
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "quizsite.ace_files.AceFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Everything comes from this site; no inline script or style, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "cards.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Redirecting to https and Strict-Transport-Security are the proxy's part, see docs/deployment.md.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
# A review answer is small; anything larger than this is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The study page sends a field for every section.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

BROKER_SOCKET = DATA_DIR / "run" / "broker.sock"
EMBEDDED_BROKER_URL = f"redis+socket://{quote(str(BROKER_SOCKET))}"
CELERY_BROKER_URL: str = env.str("REDIS_URL", "") or EMBEDDED_BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever submits must not wait for a broker that hangs; polling it takes a second at most.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3}
# A message only says that a row waits (see sandbox.queue), so it is acknowledged when it is read:
# whatever dies later is found by its row, and no message of a deadly program comes back by itself.
CELERY_TASK_ACKS_LATE = False
# Messages read ahead would wait behind one slow program while another worker idles.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "celery"
# A queue of their own, so that they need not wait until everything submitted is judged.
CELERY_TASK_ROUTES = {
    "quizsite.maintenance": {"queue": "housekeeping"},
    "sandbox.sweep": {"queue": "housekeeping"},
}
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "maintenance": {"task": "quizsite.maintenance", "schedule": crontab(hour=3, minute=30)},
    # A sweep that nobody could do in time is not worth doing later, the next one does it all.
    "sweep": {"task": "sandbox.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
}

EXERCISES_DIR = BASE_DIR / "fixtures" / "exercises"
JUDGE_SOCKET = DATA_DIR / "run" / "judge.sock"
JUDGE_GPU: bool = env.bool("QUIZSITE_GPU", default=False)
JUDGE_UNCONFINED: bool = env.bool("QUIZSITE_UNCONFINED", default=False)
# For each learner: programs waiting or being judged, and programs submitted in a minute.
SUBMISSIONS_IN_FLIGHT = 3
SUBMISSIONS_PER_MINUTE = 20

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Four lines for every sign-in that goes well are noise.
    "loggers": {"axes": {"level": "WARNING"}},
}
