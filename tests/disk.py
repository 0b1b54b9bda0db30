"""Where files are during the tests, and what points to them."""

from pathlib import Path
from typing import Any

from django.conf import settings

from courses.models import Course, Lesson, Resource
from users.models import Profile, User

PRIVATE = Path(settings.STORAGES["private"]["OPTIONS"]["location"])


def files() -> list[Path]:
    """Every file that is stored, and those on their way in."""
    folders = [Path(settings.MEDIA_ROOT), PRIVATE]
    stored = [path for folder in folders for path in folder.rglob("*")]
    temporary = Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")
    return [path for path in [*stored, *temporary] if path.is_file()]


def rows() -> list[Any]:
    """Everything in the tables that files belong to."""
    models: list[Any] = [User, Profile, Course, Lesson, Resource]
    return [list(model.objects.order_by("pk").values()) for model in models]
