"""Files on their way in: how large they may be, and when they are no good."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile

MB = 1024 * 1024
IMAGE_LIMIT = 5 * MB
RESOURCE_LIMIT = 50 * MB
VIDEO_LIMIT = 2048 * MB
LIMITS = {  # by the name of the field that a file is sent for, in small letters
    "profileimage": IMAGE_LIMIT,
    "thumbnail": IMAGE_LIMIT,
    "videofile": VIDEO_LIMIT,
    "file": RESOURCE_LIMIT,
}
MAX_NAME_LENGTH = 255
NO_NAME = re.compile(r"[\x00-\x1f\x7f/\\]|\A\.{1,2}\Z")  # but a path, or unprintable


def limit_of(path: str) -> int:
    """The most bytes to take of a file that is sent for a field.

    The path leads to it: ``input.videoFile``, or in a form ``profile-0-profile_image``.
    A variable may have any name: what it is used for is known later, and
    :func:`received` judges then.
    """
    name = re.split("[.-]", path)[-1]
    return LIMITS.get(name.replace("_", "").lower(), VIDEO_LIMIT)


class UploadedFile(TemporaryUploadedFile):
    """A file that a client sends, in a temporary file that goes when it is closed.

    ``sent_name`` is the name as it came, which nothing is stored by. A file that
    grows above ``limit`` bytes is ``too_large``, and what comes then is dropped.
    One that is used was taken for a place already.
    """

    def __init__(self, *, name: str, content_type: str, limit: int) -> None:
        super().__init__("upload", content_type, 0, None)
        self.sent_name = name
        self.limit = limit
        self.received = 0  # bytes
        self.too_large = False
        self.is_used = False

    # Not a list of its lines, which is what GraphQL would take it for, and read it
    # whole, in a place that wants a list.
    __iter__ = None  # type: ignore[assignment]

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


def received(value: Any, limit: int = RESOURCE_LIMIT) -> UploadedFile:
    """The value as the file that it has to be, of at most ``limit`` bytes.

    A file is taken once: one document could have it read, and stored, many times.
    Raises :class:`FileRefused`.
    """
    if not isinstance(value, UploadedFile):
        raise FileRefused(
            "Send a file, by the GraphQL multipart request specification.", "invalid"
        )
    limit = min(limit, value.limit)
    if value.too_large or value.received > limit:
        raise FileRefused(f"The file is larger than {limit // MB} MB.", "too_large")
    if not value.size:
        raise FileRefused("The file is empty.", "required")
    name = value.sent_name
    if len(name) > MAX_NAME_LENGTH or NO_NAME.search(name):
        raise FileRefused(
            f"A file's name has at most {MAX_NAME_LENGTH} characters and no path.",
            "invalid",
        )
    if value.is_used:
        message = "The file is used already: send it once for each place."
        raise FileRefused(message, "invalid")
    value.is_used = True
    value.seek(0)
    return value
