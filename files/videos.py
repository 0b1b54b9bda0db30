"""Videos that people send."""

import re
import secrets
from typing import Any

from files.uploads import VIDEO_LIMIT, FileRefused, UploadedFile, received

HEAD = 4096  # bytes, in which both formats say what they are
# A box of a length that leaves it in the head, and who says that what follows is MP4;
# HEIC and AVIF pictures and QuickTime's films have other brands.
MP4 = re.compile(
    rb"\0\0[\0-\x0f].ftyp"
    rb"(iso[m2-9]|mp4[12]|mp71|avc1|M4V[ HP]|dash|ms[dn]h|MSNV|f4v |3g[p2].|XAVC"
    rb"|cmf[c2f])",
    re.S,
)
MATROSKA = b"\x1a\x45\xdf\xa3"


def checked_video(value: Any) -> UploadedFile:
    """The video that was sent, under a random name; it is never read as a whole.

    Takes MP4 (ISO/IEC 14496-12: a ``ftyp`` box first) and WebM (EBML of the document
    type ``webm``), by content. Raises ``FileRefused``.
    """
    file = received(value, VIDEO_LIMIT)
    head = file.read(HEAD)
    file.seek(0)
    if MP4.match(head):
        extension, content_type = "mp4", "video/mp4"
    elif head.startswith(MATROSKA) and b"\x42\x82\x84webm" in head:
        extension, content_type = "webm", "video/webm"
    else:
        raise FileRefused("Send an MP4 or WebM video.", "unsupported_type")
    file.name = f"{secrets.token_urlsafe(16)}.{extension}"
    file.content_type = content_type
    return file
