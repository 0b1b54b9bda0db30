"""Files that go with lessons.

Whoever changes the files of a lesson holds the lock of the lesson's row.
"""

import secrets
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any

from django.db import transaction

from courses.exceptions import Gone
from courses.models import Lesson, Resource
from files.cleanup import delete_after_commit, store, stores_files
from files.uploads import UploadedFile


@stores_files
def add_resource(*, lesson: Lesson, title: str, file: UploadedFile) -> Resource:
    """Store a file with a lesson. Raises ``ValidationError`` or :class:`Gone`."""
    resource = Resource(lesson=lesson, title=title.strip())
    resource.clean_fields(exclude={"lesson", "file"})
    if not _lock(lesson.pk):
        raise Gone("lesson_id")
    _set_file(resource, file)
    resource.save()
    return resource


@stores_files
def update_resource(*, resource: Resource, **changes: Any) -> Resource:
    """Set ``title``, ``file`` or both. Raises ``ValidationError`` or :class:`Gone`."""
    _lock(resource.lesson_id)
    locked = Resource.objects.filter(pk=resource.pk).first()
    if locked is None:
        raise Gone("resource_id")
    locked.title = changes.get("title", locked.title).strip()
    locked.clean_fields(exclude={"lesson", "file"})
    if "file" in changes:
        delete_after_commit(locked.file.storage, [locked.file.name])
        _set_file(locked, changes["file"])
    locked.save()
    return locked


@transaction.atomic
def delete_resource(*, resource: Resource) -> None:
    """Delete the resource and, once that is certain, its file."""
    _lock(resource.lesson_id)
    doomed = Resource.objects.filter(pk=resource.pk)
    files = list(doomed.values_list("file", flat=True))
    delete_after_commit(resource.file.storage, files)
    doomed.delete()


def _lock(lesson_id: int) -> bool:
    """Whether the lesson is there, and then until the transaction ends."""
    rows = Lesson.objects.filter(pk=lesson_id).select_for_update(no_key=True)
    return rows.values_list("pk").first() is not None


def _set_file(resource: Resource, file: UploadedFile) -> None:
    name = file.sent_name
    resource.file_name = name
    resource.file_size = file.size or 0
    resource.content_type = guess_type(name)[0] or "application/octet-stream"
    file.name = f"{secrets.token_urlsafe(16)}{PurePath(name).suffix[:10]}"
    store(resource.file, file)
