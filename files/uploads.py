"""Files on their way in: how large they may be, and when they are no good."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile

MB = 1024 * 1024
IMAGE_LIMIT = 5 * MB
RESOURCE_LIMIT = 50 * MB
VIDEO_LIMIT = 2048 * MB
LIMITS = {  # by the name of the input field that a file is sent for
    "profileImage": IMAGE_LIMIT,
    "thumbnail": IMAGE_LIMIT,
    "videoFile": VIDEO_LIMIT,
    "file": RESOURCE_LIMIT,
}
MAX_NAME_LENGTH = 255


def limit_of(path: str) -> int:
    """The most bytes of a file that goes to a path such as ``input.files.0``."""
    names = [name for name in path.split(".") if not name.isdigit()]
    return LIMITS.get(names[-1] if names else "", IMAGE_LIMIT)


class UploadedFile(TemporaryUploadedFile):
    """A file that a client sends, in a temporary file that goes when it is closed.

    ``sent_name`` is the name as it came, which nothing is stored by. A file that
    grows above ``limit`` bytes is ``too_large``, and what comes then is dropped.
    """

    def __init__(self, *, name: str, content_type: str, limit: int) -> None:
        super().__init__("upload", content_type, 0, None)
        self.sent_name = name
        self.limit = limit
        self.received = 0  # bytes
        self.too_large = False

    def receive(self, data: bytes) -> None:
        self.received += len(data)
        if self.received > self.limit:
            self.too_large = True
            self.truncate(0)
        else:
            self.write(data)
            self.size = self.received


class FileRefused(ValidationError):
    """Raised for a file that is not taken; the message says what would be."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, code=code)


def received(value: Any) -> UploadedFile:
    """The value as the file that it has to be. Raises :class:`FileRefused`."""
    if not isinstance(value, UploadedFile):
        raise FileRefused(
            "Send a file, by the GraphQL multipart request specification.", "invalid"
        )
    if value.too_large:
        raise FileRefused(
            f"The file is larger than {value.limit // MB} MB.", "too_large"
        )
    if not value.size:
        raise FileRefused("The file is empty.", "required")
    name = value.sent_name
    if len(name) > MAX_NAME_LENGTH or ".." in name or set(name) & set("/\\\0"):
        raise FileRefused(
            f"A file's name has at most {MAX_NAME_LENGTH} characters and no path.",
            "invalid",
        )
    return value
