"""Stored files that no row points to."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import FileField, ImageField
from django.utils import timezone

from files.renditions import names_of

GRACE = timedelta(days=1)  # in which a file may still be on its way to a row


def orphans() -> Iterator[tuple[Storage, str]]:
    """Every file in the folders of file fields that none of their rows names."""
    known: set[str] = set()
    places: set[tuple[Any, str]] = set()
    for field in _file_fields():
        places.add((field.storage, str(field.upload_to).strip("/")))
        for name in field.model._base_manager.values_list(field.name, flat=True):
            if name:
                is_image = isinstance(field, ImageField)
                known.update(names_of(name) if is_image else [name])
    limit = timezone.now() - GRACE
    for storage, folder in places:
        for name in _files_in(storage, folder):
            if name not in known and storage.get_modified_time(name) < limit:
                yield storage, name


def stale_uploads() -> Iterator[Path]:
    """Temporary files of uploads whose process was killed."""
    limit = (timezone.now() - GRACE).timestamp()
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        if path.stat().st_mtime < limit:
            yield path


def _file_fields() -> Iterator[Any]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                yield field


def _files_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _files_in(storage, f"{folder}/{name}")
