"""Files that go with lessons."""

import secrets
from mimetypes import guess_type
from pathlib import PurePath

from django.db import transaction

from courses.exceptions import Gone
from courses.models import Lesson, Resource
from files.cleanup import delete_after_commit, store, stores_files
from files.uploads import UploadedFile


@stores_files
def add_resource(*, lesson: Lesson, title: str, file: UploadedFile) -> Resource:
    """Store a file with a lesson. Raises ``ValidationError`` or :class:`Gone`."""
    resource = Resource(
        lesson=lesson,
        title=title.strip(),
        file_name=file.sent_name,
        file_size=file.size or 0,
        content_type=guess_type(file.sent_name)[0] or "application/octet-stream",
    )
    resource.clean_fields(exclude={"lesson", "file"})
    rows = Lesson.objects.filter(pk=lesson.pk)
    if rows.select_for_update(no_key=True).values_list("pk").first() is None:
        raise Gone("lesson_id")
    file.name = f"{secrets.token_urlsafe(16)}{PurePath(file.sent_name).suffix[:10]}"
    store(resource.file, file)
    resource.save()
    return resource


@transaction.atomic
def delete_resource(*, resource: Resource) -> None:
    """Delete the resource and, once that is certain, its file."""
    delete_after_commit(resource.file.storage, [resource.file.name])
    resource.delete()
