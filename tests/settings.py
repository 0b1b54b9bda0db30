"""The project's settings, made quick and private for the tests."""

import atexit
import os
import shutil
import tempfile

from schema.settings import *  # noqa: F401, F403
from schema.settings import DATABASES, REDIS_URL, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_folder = tempfile.mkdtemp(prefix="lyceum-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Processes that test side by side must not take each other's jobs.
if REDIS_URL:
    _server, _, _number = REDIS_URL.rpartition("/")
    _process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    REDIS_URL = f"{_server}/{(int(_number) + int(_process)) % 16}"

# A file, so that the threads of a test see one database.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}

MEDIA_ROOT = f"{_folder}/public"
FILE_UPLOAD_TEMP_DIR = _folder
STATIC_ROOT = _folder  # WhiteNoise warns of a folder that is not there
STORAGES["private"]["OPTIONS"] = {"location": f"{_folder}/private", "base_url": None}
