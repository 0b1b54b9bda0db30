"""The project's settings, made quick and private for the tests."""

import tempfile

from schema.settings import *  # noqa: F401, F403
from schema.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A file, so that the threads of a test see one database.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _folder = tempfile.mkdtemp(prefix="lyceum-tests-")
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}

_media = tempfile.mkdtemp(prefix="lyceum-media-")
MEDIA_ROOT = f"{_media}/public"
STATIC_ROOT = _media  # WhiteNoise warns of a folder that is not there
STORAGES = STORAGES | {
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{_media}/private", "base_url": None},
    }
}
