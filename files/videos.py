"""Videos that people send."""

import re
import secrets
from typing import Any

from files.mp4 import is_whole_mp4
from files.uploads import VIDEO_LIMIT, FileRefused, UploadedFile, received
from files.webm import is_whole_webm

HEAD = 4096  # bytes, in which both formats say what they are
# A box of a length that leaves it in the head, and who says that what follows is MP4;
# HEIC and AVIF pictures and QuickTime's films have other brands.
MP4 = re.compile(
    rb"\0\0[\0-\x0f].ftyp"
    rb"(iso[m2-9]|mp4[12]|mp71|avc1|M4V[ HP]|dash|ms[dn]h|MSNV|f4v |3g[p2].|XAVC"
    rb"|cmf[c2f])",
    re.S,
)
WEBM = re.compile(rb"\x1a\x45\xdf\xa3.*\x42\x82\x84webm", re.S)


def checked_video(value: Any) -> UploadedFile:
    """The video that was sent, under a random name; it is never read as a whole.

    Takes MP4 (ISO/IEC 14496-12: a ``ftyp`` box first) and WebM (EBML of the document
    type ``webm``), by content, when nothing is cut off. Raises ``FileRefused``.
    """
    file = received(value, VIDEO_LIMIT)
    head = file.read(HEAD)
    if MP4.match(head):
        extension, is_whole = "mp4", is_whole_mp4
    elif WEBM.match(head):
        extension, is_whole = "webm", is_whole_webm
    else:
        raise FileRefused("Send an MP4 or WebM video.", "unsupported_type")
    if not is_whole(file, file.size or 0):
        message = "The video is damaged or cut off: export it anew and send all of it."
        raise FileRefused(message, "invalid")
    file.seek(0)
    file.name = f"{secrets.token_urlsafe(16)}.{extension}"
    file.content_type = f"video/{extension}"
    return file
