"""Settings, read from the environment; README.md lists every variable.

With nothing set it is a development server on SQLite without Redis. With
ENVIRONMENT=production it refuses to start on a setting that would be unsafe.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

from schema.environment import env

BASE_DIR = Path(__file__).resolve().parent.parent
YEAR = 365 * 24 * 60 * 60  # seconds
DEVELOPMENT_SECRET_KEY = "development-only-secret-key-that-production-mode-refuses"

# Mode

ENVIRONMENT = env.choice(
    "ENVIRONMENT", default="development", among=("development", "production")
)
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=not PRODUCTION)
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_SECRET_KEY)
# Keys of before, whose tokens, links and sessions still hold.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", wildcard="*.")

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on: production mode needs DEBUG=false.")
    for name, key in (
        ("SECRET_KEY", SECRET_KEY),
        *(("SECRET_KEY_FALLBACKS", key) for key in SECRET_KEY_FALLBACKS),
    ):
        if len(key) < 50 or key == DEVELOPMENT_SECRET_KEY:
            raise ImproperlyConfigured(
                f"{name} is missing or unsafe: production mode needs a random one of "
                "at least 50 characters, such as this prints: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
            )
        if len(set(key)) < 5 or key.startswith("django-insecure-"):
            raise ImproperlyConfigured(
                f"{name} is easy to guess: production mode needs a random one."
            )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty or open: production mode needs the host names "
            "that this server answers to."
        )

# Applications

INSTALLED_APPS = [
    # Before Django's: runserver is ours, and jobs need their broker at once.
    "schema",
    "notifications",
    "files",
    "users",
    "courses",
    "reviews",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "strawberry_django",
]
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "schema.delivery.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
    DEBUG_TOOLBAR_CONFIG = {"SHOW_COLLAPSED": True}
ROOT_URLCONF = "schema.urls"
ASGI_APPLICATION = "schema.asgi.application"
TEMPLATES = [
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
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database: SQLite in DATA_DIR, or the PostgreSQL of DATABASE_URL

DATA_DIR = env.folder(
    "DATA_DIR", default=str(BASE_DIR / "var"), inside=("static", "uploads")
)
DATABASE = env.db_url(
    "DATABASE_URL", default=f"sqlite:///{quote(DATA_DIR('db.sqlite3'))}"
)
DATABASES = {"default": DATABASE}
GRAPHQL_THREADS = env.number("GRAPHQL_THREADS", default=8, minimum=1)
# How often a query is seen before a plan is made for it; 0 for never.
GRAPHQL_PLAN_FROM = env.number("GRAPHQL_PLAN_FROM", default=2, minimum=0)
GRAPHQL_DEADLINE = env.number("GRAPHQL_DEADLINE", default=10, minimum=1)  # seconds
# How many more connections an event loop has for what needs no thread; 0 for none.
DATABASE_LOOP_CONNECTIONS = env.number(
    "DATABASE_LOOP_CONNECTIONS", default=4, minimum=0
)
# Off for a pooler between that can't keep prepared statements apart.
DATABASE_PREPARE = env.bool("DATABASE_PREPARE", default=True)
fewest = env.number("DATABASE_POOL_MIN_SIZE", default=1, minimum=0)
most = env.number("DATABASE_POOL_SIZE", default=GRAPHQL_THREADS + 4, minimum=1)
if fewest > most:
    raise ImproperlyConfigured(
        f"DATABASE_POOL_MIN_SIZE is {fewest}: use {most}, which is "
        "DATABASE_POOL_SIZE, at most."
    )
if DATABASE["ENGINE"] == "django.db.backends.postgresql":
    # Threads may keep theirs between two operations where others get some as well.
    DATABASE_KEEP = most > GRAPHQL_THREADS
    DATABASE["CONN_HEALTH_CHECKS"] = True  # of what the pool gives
    DATABASE["OPTIONS"] = DATABASE.get("OPTIONS", {}) | {
        "pool": {
            "min_size": fewest,
            "max_size": most,
            # Seconds, twice of which are less than an answer may take: a plan waits,
            # and then graphql-core, once for each field of the root, before it says
            # that the database is away.
            "timeout": max(2.0, GRAPHQL_DEADLINE * 0.4),
        }
    }
else:
    DATABASE_KEEP = True
    DATABASE["CONN_MAX_AGE"] = None
    DATABASE["OPTIONS"] = {
        # A transaction that reads first and writes later would fail at once
        # when another one wrote meanwhile; IMMEDIATE makes it wait its turn.
        "transaction_mode": "IMMEDIATE",
        # Seconds, and less than an answer may take: a wait for a lock that another
        # process holds is the one thing that can't be interrupted.
        "timeout": GRAPHQL_DEADLINE * 0.8,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }

# Redis: none means everything that it would carry stays in this process

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL names no Redis: use redis://host:6379/0.")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "lyceum",
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# People

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
GRAPHQL_JWT = {
    "JWT_ALGORITHM": "HS256",
    "JWT_SECRET_KEY": SECRET_KEY,
    "JWT_ISSUER": "lyceum",
    "JWT_AUDIENCE": "lyceum",
    "JWT_VERIFY_EXPIRATION": True,
    "JWT_EXPIRATION_DELTA": timedelta(minutes=5),
    "JWT_REFRESH_EXPIRATION_DELTA": timedelta(days=7),
}

# Files: public ones have addresses, private ones only a place. They are in DATA_DIR,
# or in two buckets of an S3-compatible service where S3_BUCKET is set.

MEDIA_ROOT = DATA_DIR("media", "public")
MEDIA_URL = "/media/"
PRIVATE_ROOT = DATA_DIR("media", "private")
FILE_UPLOAD_TEMP_DIR = DATA_DIR("uploads")
FILE_UPLOAD_HANDLERS = ["files.forms.UploadHandler"]
ACCEL_REDIRECT_PREFIX = env.str("ACCEL_REDIRECT_PREFIX", default="")
STATIC_ROOT = DATA_DIR("static")
STATIC_URL = "/static/"
FILE_LIFETIME = 3600  # seconds for which the address of a private file opens
PUBLIC_CACHE_CONTROL = f"public, max-age={YEAR}, immutable"  # a new file, a new name

S3_BUCKET = env.str("S3_BUCKET", default="")
S3: dict[str, Any] = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
    "region_name": env.str("S3_REGION", default="us-east-1"),
    "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
    "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
    "custom_domain": env.str("S3_PUBLIC_DOMAIN", default="") or None,
    "querystring_auth": False,
    "file_overwrite": False,
    "object_parameters": {"CacheControl": PUBLIC_CACHE_CONTROL},
}
PRIVATE_S3 = S3 | {
    "bucket_name": env.str("S3_PRIVATE_BUCKET", default=""),
    "custom_domain": None,
    "querystring_auth": True,
    "querystring_expire": FILE_LIFETIME,
    "object_parameters": {},
}
if S3_BUCKET and S3_BUCKET == PRIVATE_S3["bucket_name"]:
    raise ImproperlyConfigured(
        "S3_PRIVATE_BUCKET is S3_BUCKET: private files need a bucket of their own."
    )
if bool(S3_BUCKET) != bool(PRIVATE_S3["bucket_name"]):
    raise ImproperlyConfigured(
        "S3_BUCKET and S3_PRIVATE_BUCKET go together: set both or neither."
    )
if bool(S3["access_key"]) != bool(S3["secret_key"]):
    raise ImproperlyConfigured(
        "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set both or neither."
    )
if S3["endpoint_url"] and "://" not in S3["endpoint_url"]:
    raise ImproperlyConfigured(
        f"S3_ENDPOINT_URL is {S3['endpoint_url']!r}: use https://host or http://host."
    )
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
if S3_BUCKET:
    from botocore.config import Config  # type: ignore[import-untyped]

    S3["client_config"] = PRIVATE_S3["client_config"] = Config(
        signature_version="s3v4",  # or presigned addresses get a version that is gone
        # A server of one's own seldom has a host name for each bucket.
        s3={"addressing_style": "path" if S3["endpoint_url"] else "virtual"},
        # Checksums that AWS alone knows how to take.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": S3}
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": PRIVATE_S3,
    }
WHITENOISE_USE_FINDERS = not PRODUCTION

# E-mail: by the SMTP server of EMAIL_URL, or into files, which /mail shows

EMAIL_BACKEND = "notifications.emails.folder.EmailBackend"
vars().update(env.smtp_url("EMAIL_URL"))  # the backend, EMAIL_HOST and its like
EMAIL_FILE_PATH = DATA_DIR("mail")
# In seconds, of a step; a worker's claim of an e-mail is longer.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", default=20, minimum=1)
# The name in it is what e-mails call the platform.
DEFAULT_FROM_EMAIL = env.mailbox(
    "DEFAULT_FROM_EMAIL", default="Lyceum <lyceum@localhost>"
)
OWN_ADDRESS = f"http://127.0.0.1:{env.str('PORT', default='8000')}"
# Where links lead: to this server, and to the site that people use.
PUBLIC_URL = env.web_address("PUBLIC_URL", default=OWN_ADDRESS)
FRONTEND_URL = env.web_address(
    "FRONTEND_URL", default=OWN_ADDRESS if PRODUCTION else PUBLIC_URL
)
FRONTEND_RESET_PATH = env.link_path(
    "FRONTEND_RESET_PATH", default="/reset-password?token={token}"
)
FRONTEND_VERIFY_PATH = env.link_path(
    "FRONTEND_VERIFY_PATH", default="/verify-email?token={token}"
)

# GraphQL

GRAPHQL_MAX_BODY_SIZE = 1024 * 1024  # bytes, of a request without files
GRAPHQL_MAX_FRAME_SIZE = 256 * 1024  # bytes, of a message over a WebSocket
# Of one address, to one process.
GRAPHQL_MAX_SOCKETS = env.number("GRAPHQL_MAX_SOCKETS", default=500, minimum=1)
GRAPHQL_UPLOAD_DEADLINE = 600  # seconds, for an operation with files
# Points: of one operation, in a caller's bucket, and back into it each second.
GRAPHQL_MAX_COST = env.number("GRAPHQL_MAX_COST", default=10_000, minimum=1)
GRAPHQL_COST_BUCKET = env.number("GRAPHQL_COST_BUCKET", default=50_000, minimum=1)
GRAPHQL_COST_RESTORE = env.number("GRAPHQL_COST_RESTORE", default=2_000, minimum=1)
if GRAPHQL_MAX_COST > GRAPHQL_COST_BUCKET:
    raise ImproperlyConfigured(
        f"GRAPHQL_MAX_COST is '{GRAPHQL_MAX_COST}': use {GRAPHQL_COST_BUCKET}, which "
        "is GRAPHQL_COST_BUCKET, at most."
    )
GRAPHQL_TRUSTED_ONLY = env.bool("GRAPHQL_TRUSTED_ONLY", default=False)
GRAPHQL_INTROSPECTION = env.bool("GRAPHQL_INTROSPECTION", default=DEBUG)
GRAPHIQL = env.bool("GRAPHIQL", default=DEBUG)

# Pages elsewhere: those of these origins may ask, besides those of this host

CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [
    "authorization",
    "content-type",
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-apollo-operation-name",
    "x-request-id",
]
CORS_ALLOW_METHODS = ["GET", "POST"]
CORS_EXPOSE_HEADERS = ["retry-after", "x-request-id"]

# A session's cookies, by names with which a browser takes them over TLS only; that of
# __Host- can't be set by a neighbouring host either

ACCESS_COOKIE = "__Host-lyceum-access" if PRODUCTION else "lyceum-access"
REFRESH_COOKIE = "__Secure-lyceum-refresh" if PRODUCTION else "lyceum-refresh"
COOKIE_SAMESITE = env.choice(
    "COOKIE_SAMESITE", default="Lax", among=("Strict", "Lax", "None")
)

# Language and time

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

# Security of Django's own pages, behind TLS in production

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=YEAR, minimum=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# From these alone serve believes X-Forwarded-For: by it guesses are counted.
FORWARDED_ALLOW_IPS = env.networks("FORWARDED_ALLOW_IPS", default="127.0.0.1,::1")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs and metrics

METRICS_HOST = env.str("METRICS_HOST", default="127.0.0.1")
METRICS_PORT = env.port("METRICS_PORT", default=0)  # 0 for none
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", default="INFO", among=LOG_LEVELS),
    },
    # Django's own handler would print everything once more.
    "loggers": {"django": {"handlers": []}},
}
