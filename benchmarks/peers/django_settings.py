"""Django's settings for the peers that are made with it: our models, and no more.

URLCONF names the peer's addresses. Connections stay open, as Django's documentation
advises; of the middleware only what tells an answer's length is there.
"""

import os

from schema.settings import *  # noqa: F401, F403
from schema.settings import DATABASE

INSTALLED_APPS = [
    "notifications",
    "files",
    "users",
    "courses",
    "reviews",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = os.environ["URLCONF"]
DATABASES = {"default": DATABASE | {"CONN_MAX_AGE": None, "OPTIONS": {}}}
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["drf_orjson_renderer.renderers.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["drf_orjson_renderer.parsers.ORJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "benchmarks.peers.rest.authentication.Authentication"
    ],
    "UNAUTHENTICATED_USER": None,
}
