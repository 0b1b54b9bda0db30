"""What instructors write, and a look at all that is stored of it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from courses.models import (
    Announcement,
    Category,
    Course,
    Enrollment,
    Lesson,
    Progress,
    Resource,
)
from notifications.models import Notification
from tests.files import films

MODELS = (
    Announcement,
    Category,
    Course,
    Enrollment,
    Lesson,
    Notification,
    Progress,
    Resource,
)


@pytest.fixture
def stored(db: None) -> Callable[[], dict[Any, Any]]:
    """All rows that authors write or that hang on them, as they are when called."""

    def stored() -> dict[Any, Any]:
        return {model: list(model.objects.order_by("pk").values()) for model in MODELS}

    return stored


@pytest.fixture
def files() -> Callable[[], set[Path]]:
    """All files that are stored, as they are when called."""

    def files() -> set[Path]:
        folders = (settings.MEDIA_ROOT, settings.STORAGES["private"]["OPTIONS"])
        roots = (Path(folders[0]), Path(folders[1]["location"]))
        return {path for root in roots for path in root.rglob("*") if path.is_file()}

    return files


@pytest.fixture
def picture() -> tuple[str, bytes]:
    data = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(data, "PNG")
    return "cover.png", data.getvalue()


@pytest.fixture
def video() -> tuple[str, bytes]:
    return "first.mp4", films.mp4()


@pytest.fixture
def resource(lessons: list[Lesson]) -> Resource:
    """A file of the first lesson of ``course``."""
    file = ContentFile(b"Notes.", name="notes.txt")
    return Resource.objects.create(lesson=lessons[0], title="Notes", file=file)
