"""Pictures that people send: refused or made harmless, and made smaller.

What is stored is never what was sent: a picture is decoded and written anew as
WebP, upright, without metadata and no larger than pages need it, under a random name.
"""

import io
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning
from PIL.JpegImagePlugin import JpegImageFile

from files.renditions import Size, names_of, rendition
from files.uploads import IMAGE_LIMIT, FileRefused, received

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 25_000_000
# A progressive JPEG repeats its pixels in scans: encoders write about ten. A scan of
# forty bytes costs as much time as one of megabytes. Compressed data never holds the
# mark of a scan, so that no scan goes uncounted.
SCAN, MAX_SCANS = b"\xff\xda", 100
STORED_SIZE = (2560, 2560)  # the most pixels across and down that are kept
# What makes a file a page, a program or an archive as well as a picture.
PAGE_OR_PROGRAM = re.compile(
    rb"<script|<html|<\?php|<!doctype|\A.{0,1024}%PDF-", re.I | re.S
)
ZIP_END, ZIP_TAIL = b"PK\x05\x06", 65_557  # bytes at the end, where it would be

_decoding = BoundedSemaphore(2)  # pictures at once: one may take 200 MB of memory
MAX_WAIT = 10  # seconds, for those before: who waits holds a thread that others need


@contextmanager
def _turn() -> Iterator[None]:
    """The time to decode a picture in. Raises ``FileRefused`` when it does not come."""
    if not _decoding.acquire(timeout=MAX_WAIT):
        message = "The server has too many pictures to read: try again in a minute."
        raise FileRefused(message, "busy")
    try:
        yield
    finally:
        _decoding.release()


def cleaned_image(value: Any) -> ContentFile:
    """The picture that was sent, fit to be stored and shown to anybody.

    Takes PNG, JPEG and WebP, by content. Raises ``FileRefused``. The size in pixels
    is judged by the header, before anything is decoded.
    """
    data = received(value, IMAGE_LIMIT).read()
    if PAGE_OR_PROGRAM.search(data) or ZIP_END in data[-ZIP_TAIL:]:
        raise FileRefused("The file holds more than a picture.", "unsupported_type")
    try:
        with _turn(), Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise DecompressionBombError
            if isinstance(image, JpegImageFile) and data.count(SCAN) > MAX_SCANS:
                message = f"A JPEG has at most {MAX_SCANS} scans: save it as baseline."
                raise FileRefused(message, "unsupported_type")
            return _written(image)
    except FileRefused:
        raise
    except (DecompressionBombError, DecompressionBombWarning):
        message = f"A picture has at most {MAX_PIXELS // 1_000_000} megapixels."
        raise FileRefused(message, "too_large") from None
    except UnidentifiedImageError:
        message = "Send a PNG, JPEG or WebP picture."
        raise FileRefused(message, "unsupported_type") from None
    except Exception:  # hostile bytes make the decoders raise whatever there is
        raise FileRefused("The picture is damaged.", "invalid") from None


def _written(image: Image.Image) -> ContentFile:
    # Of a moving picture only the first frame is decoded.
    image.draft("RGB", STORED_SIZE)  # a JPEG need not be decoded in full
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode == "I;16":  # which convert() would cut off at 255
        image = image.point(lambda value: value / 256, "L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    image.thumbnail(STORED_SIZE)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=85, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return ContentFile(file.getvalue(), name=f"{secrets.token_urlsafe(16)}.webp")


def render(storage: Storage, name: str, width: int, height: int) -> None:
    """Write the renditions of a stored picture; does nothing twice."""
    with storage.open(name) as file, Image.open(file, formats=FORMATS) as image:
        image.load()
        for size in Size:
            wanted = rendition(name, width, height, size)
            if storage.exists(wanted.name):
                continue
            shape = (wanted.width, wanted.height)
            smaller = image.resize(shape, Image.Resampling.LANCZOS)
            data = io.BytesIO()
            smaller.save(data, "WEBP", quality=80, method=4)
            saved = storage.save(wanted.name, ContentFile(data.getvalue()))
            if saved != wanted.name:  # another job was quicker
                storage.delete(saved)


def render_field(rows: Any, field: str) -> None:
    """Make the renditions of the first row's picture, and note that they are there."""
    row = rows.filter(**{f"{field}_has_renditions": False}).first()
    file = getattr(row, field, None)
    if file:
        width, height = getattr(row, f"{field}_width"), getattr(row, f"{field}_height")
        render(file.storage, file.name, width, height)
        still_there = rows.filter(**{field: file.name})
        if not still_there.update(**{f"{field}_has_renditions": True}):
            for name in names_of(file.name):
                file.storage.delete(name)


def without_renditions(rows: Any, field: str) -> Any:
    """The keys of the rows whose picture still lacks its renditions."""
    rows = rows.filter(**{f"{field}_has_renditions": False, f"{field}__gt": ""})
    return rows.values_list("pk", flat=True)
