"""The project's settings, made quick and private for the tests."""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

from schema.settings import *  # noqa: F401, F403
from schema.settings import CACHES, DATABASES, REDIS_URL, STORAGES

GRAPHQL_COST_BUCKET = 10_000_000
GRAPHQL_PLAN_FROM = 1  # tests/plans shows that graphql-core answers alike
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_folder = tempfile.mkdtemp(prefix="lyceum-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Processes that test side by side must not take each other's jobs, nor empty each
# other's cache.
if REDIS_URL:
    _redis = urlsplit(REDIS_URL)
    _process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    _number = (int(_redis.path.strip("/") or 0) + int(_process)) % 16
    REDIS_URL = _redis._replace(path=f"/{_number}").geturl()
    CACHES["default"]["LOCATION"] = REDIS_URL

# A file, so that the threads of a test see one database.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}

MEDIA_ROOT = f"{_folder}/public"
FILE_UPLOAD_TEMP_DIR = _folder
STORAGES["private"]["OPTIONS"] = {"location": f"{_folder}/private", "base_url": None}
