"""Files that come by Django's forms, which are those of the admin.

They arrive as files of the API do, and pass the same checks.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadhandler import FileUploadHandler

from files.uploads import UploadedFile, limit_of


class UploadHandler(FileUploadHandler):
    """Makes each file that comes an :class:`UploadedFile`."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = UploadedFile(
            name=self.file_name or "",
            content_type=self.content_type or "",
            limit=limit_of(self.field_name),
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.receive(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        return self.file

    def upload_interrupted(self) -> None:
        self.file.close()


class CheckedFileField(forms.FileField):
    """A file as the check makes it, for a service to store.

    ``None`` is a file to be taken away, or that there is none; the instance of a form
    keeps its file then.
    """

    def __init__(self, *, check: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check

    def to_python(self, data: Any) -> Any:
        return None if data in self.empty_values else self.check(data)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) or None

    def bound_data(self, _: Any, initial: Any) -> Any:
        """What a refused form shows: the file that is stored, not the one refused."""
        return initial


def checked_by(check: Callable[[Any], Any], **options: Any) -> dict[str, Any]:
    """What ``formfield_overrides`` say of a field whose files pass a check."""
    return {"form_class": CheckedFileField, "check": check, **options}
