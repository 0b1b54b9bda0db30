"""Videos that people send."""

import secrets
from typing import Any

from files.uploads import FileRefused, UploadedFile, received

HEAD = 4096  # bytes, in which both formats say what they are
MATROSKA = b"\x1a\x45\xdf\xa3"


def checked_video(value: Any) -> UploadedFile:
    """The video that was sent, under a random name; it is never read as a whole.

    Takes MP4 (ISO/IEC 14496-12: a ``ftyp`` box first) and WebM (EBML of the document
    type ``webm``), by content. Raises ``FileRefused``.
    """
    file = received(value)
    head = file.read(HEAD)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] not in (b"heic", b"avif", b"qt  "):
        extension, content_type = "mp4", "video/mp4"
    elif head.startswith(MATROSKA) and b"\x42\x82\x84webm" in head:
        extension, content_type = "webm", "video/webm"
    else:
        raise FileRefused("Send an MP4 or WebM video.", "unsupported_type")
    file.name = f"{secrets.token_urlsafe(16)}.{extension}"
    file.content_type = content_type
    return file
