"""Settings of the tool. Every deployment-specific value comes from the environment.

`docs/operating.md` lists the variables. Without any, this is the embedded default: SQLite, Celery's
filesystem broker, files below `var/`, and the demo's host names.
"""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab

from config.logs import LOGGING as LOGGING
from config.logs import configure_structlog
from config.staff_auth import *  # noqa: F403 - ACCOUNT_, MFA_, AXES_ and STAFF_ settings
from config.staff_auth import STAFF_APPS, STAFF_CONTEXT_PROCESSOR, STAFF_MIDDLEWARE
from config.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Origins -----------------------------------------------------------------------------------
# Packages are untrusted HTML and JavaScript, so they live on a host of their own. Another port
# would not do: cookies ignore ports.
TOOL_ORIGIN: str = env.str("TOOL_ORIGIN", "http://tool.localhost:8000").rstrip("/")
CONTENT_ORIGIN: str = env.str("CONTENT_ORIGIN", "http://content.localhost:8000").rstrip("/")
CONTENT_HOST: str = urlsplit(CONTENT_ORIGIN).netloc
HTTPS: bool = TOOL_ORIGIN.startswith("https://")
# A demo or a test may talk to platforms on loopback over plain http; a real service never does.
ALLOW_INSECURE_PLATFORMS: bool = env.bool("ALLOW_INSECURE_PLATFORMS", not HTTPS)
# Networks that are not public in which an academy's LMS may be called: CIDR, comma-separated.
ALLOW_PRIVATE_PLATFORMS = [
    ip_network(cidr)
    for cidr in env.list(
        "ALLOW_PRIVATE_PLATFORMS",
        default=["127.0.0.0/8", "::1/128"] if ALLOW_INSECURE_PLATFORMS else [],
    )
]

# --- Places on disk ----------------------------------------------------------------------------
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
KEYS_DIR = Path(env.str("KEYS_DIR", str(BASE_DIR / "keys")))
# A folder, or a bucket as "s3://BUCKET/PREFIX".
PACKAGE_STORE: Path | str = env.str("PACKAGE_STORE", str(VAR_DIR / "packages"))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "uploads")))
# The internal location of nginx that serves what PACKAGE_STORE keeps; empty: we send the bytes.
CONTENT_ACCEL: str = env.str("CONTENT_ACCEL", "")
# Encrypts the signing keys and the platforms' secrets at rest; empty: the keys are plain files.
KEY_PASSPHRASE: str = env.str("KEY_PASSPHRASE", "")

# --- Django ------------------------------------------------------------------------------------
DEBUG = False


def _secret_key() -> str:
    """From SECRET_KEY, else from `keys/secret_key`, which `manage.py make_keys` writes."""
    from_file = KEYS_DIR / "secret_key"
    # Empty is refused by Django on first use, with its own message; make_keys must still run.
    stored = from_file.read_text().strip() if from_file.exists() else ""
    return str(env.str("SECRET_KEY", stored))


SECRET_KEY = _secret_key()
ALLOWED_HOSTS: list[str] = [
    str(urlsplit(TOOL_ORIGIN).hostname),
    str(urlsplit(CONTENT_ORIGIN).hostname),
    *env.list("EXTRA_ALLOWED_HOSTS", default=["127.0.0.1"] if not HTTPS else []),
]
ROOT_URLCONF = "config.urls"
CONTENT_URLCONF = "config.content_urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    *STAFF_APPS,
    "academies",
    "courses",
    "scorm",
    "xapi",
    "lti_provider",
    "reports",
]
MIDDLEWARE = [
    "config.middleware.CorrelationMiddleware",
    "config.middleware.TwoOriginsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # The record store's resources are answered here: what follows is for people with a browser.
    "config.middleware.RecordStoreMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.StaffLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.admin_csp.AdminPolicyMiddleware",
    *STAFF_MIDDLEWARE,
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.middleware.correlation",
                STAFF_CONTEXT_PROCESSOR,
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'tool.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with IMMEDIATE no "database is locked", with the default thousands.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "academies.StaffUser"

# --- Celery ------------------------------------------------------------------------------------
CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", "filesystem://")
# A request never waits for a broker that is away (amqp would try for seconds): the sweeper rings.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int | str] = {"max_retries": 0}
if CELERY_BROKER_URL.startswith("filesystem"):
    # Both folders are the same one on purpose: what is put in is what is taken out.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-passbacks": {"task": "lti_provider.tasks.sweep_passbacks", "schedule": 20.0},
    "sweep-results": {
        "task": "lti_provider.tasks.sweep_results",
        "schedule": crontab(minute="*/10", hour="1-4"),
    },
    "sweep-launch-states": {"task": "lti_provider.tasks.sweep_launch_states", "schedule": 600.0},
    "sweep-imports": {"task": "courses.tasks.sweep_imports", "schedule": 30.0},
    "sweep-rule-changes": {"task": "courses.tasks.sweep_rule_changes", "schedule": 60.0},
    "abandon-idle-sessions": {"task": "xapi.tasks.abandon_idle_sessions", "schedule": 300.0},
    "finish-abandoned-scos": {"task": "scorm.tasks.finish_abandoned", "schedule": 300.0},
    # What happened in the players, as statements in the record store.
    "tell-attempts": {"task": "xapi.tasks.tell_attempts", "schedule": 30.0},
    "tell-outcomes": {"task": "xapi.tasks.tell_outcomes", "schedule": 3_600.0},
    "sweep-forwarding": {"task": "xapi.tasks.sweep_forwarding", "schedule": 20.0},
    "prepare-partitions": {"task": "xapi.tasks.prepare_partitions", "schedule": 3_600.0},
    "rotate-keys": {"task": "lti_provider.tasks.rotate_keys_if_due", "schedule": 604_800.0},
    "sweep-package-store": {"task": "courses.tasks.sweep_package_store", "schedule": 86_400.0},
    # Each warning goes out once, so asking often makes up for a clock that stood still.
    "warn-of-expiry": {"task": "academies.tasks.warn_of_expiry", "schedule": 3_600.0},
}

# --- Languages ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
# How dates are written in English: 24 Nov 2026, 12:02 UTC.
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- E-mail ------------------------------------------------------------------------------------
# EMAIL_URL and what follows from it: config.staff_auth. Without, letters go to standard output.
if not env.str("EMAIL_URL", ""):
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10

# --- Files and static --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "config" / "static",
    ("vendor/tus-js-client", BASE_DIR / "node_modules" / "tus-js-client" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
IMPORT_MAX_BYTES: int = env.int("IMPORT_MAX_BYTES", 1_073_741_824)
FILE_UPLOAD_HANDLERS = [
    "config.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security ----------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if HTTPS else 0)
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The opener must stay reachable for "open in a new window" and for the LMS's own windows.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "frame-src": ["'self'", CONTENT_ORIGIN],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

# --- SCORM -------------------------------------------------------------------------------------
# A session that has been silent for so long is finished as one that is to be resumed.
SCORM_IDLE_SECONDS: int = env.int("SCORM_IDLE_SECONDS", 3600)

# --- cmi5 --------------------------------------------------------------------------------------
# What an AU had under way when it said "terminated" is still taken for so long (cmi5 9.3.8).
CMI5_GRACE_SECONDS: int = env.int("CMI5_GRACE_SECONDS", 5)
# A session of which nothing was seen for so long, neither of the AU nor of the page around it, is
# abandoned (9.3.6).
CMI5_IDLE_SECONDS: int = env.int("CMI5_IDLE_SECONDS", 7200)

# --- LTI ---------------------------------------------------------------------------------------
LTI_CLOCK_LEEWAY_SECONDS = 60
LTI_STATE_LIFETIME_SECONDS = 600
LTI_SESSION_LIFETIME_SECONDS = 12 * 3600
LTI_HTTP_TIMEOUT_SECONDS = (5.0, 15.0)  # connect, read
# How many of our workers call one platform's services at once.
LTI_PLATFORM_CONCURRENCY: int = env.int("LTI_PLATFORM_CONCURRENCY", 4)
# How long a key signs before the clock replaces it; 0: only `manage.py rotate_keys` does.
LTI_KEY_ROTATION_DAYS: int = env.int("LTI_KEY_ROTATION_DAYS", 90)

# --- The learning record store -----------------------------------------------------------------
# A request to it with its attachments; how many statements it holds, and a page of an answer.
XAPI_MAX_REQUEST_BYTES: int = env.int("XAPI_MAX_REQUEST_BYTES", 16_777_216)
XAPI_MAX_STATEMENTS: int = env.int("XAPI_MAX_STATEMENTS", 1_000)
XAPI_PAGE_STATEMENTS: int = env.int("XAPI_PAGE_STATEMENTS", 100)
# Statements in one partition of the record store, where the database has partitions: some five
# gigabytes with all by which they are found. Changed, it holds for partitions made from then on.
XAPI_PARTITION_STATEMENTS: int = env.int("XAPI_PARTITION_STATEMENTS", 2_000_000)
# The version in which a request is refused that names none: "2.0.0", or "1.0.3" where the systems
# are of that time. The standards contradict each other there.
XAPI_UNSTATED_VERSION: str = env.str("XAPI_UNSTATED_VERSION", "2.0.0")

configure_structlog()
