"""Pictures that people send: refused or made harmless, and made smaller.

What is stored is never what was sent: a picture is decoded and written anew as
WebP, upright and without metadata, under a random name.
"""

import io
import re
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image, ImageOps, UnidentifiedImageError

from files.renditions import Size, rendition
from files.uploads import FileRefused, received

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 25_000_000
# What makes a file a page, a program or an archive as well as a picture.
OTHER_CONTENT = re.compile(
    rb"<script|<html|<\?php|<!doctype|\A.{0,1024}%PDF-|PK\x05\x06.{18,65553}\Z",
    re.I | re.S,
)


def cleaned_image(value: Any) -> ContentFile:
    """The picture that was sent, fit to be stored and shown to anybody.

    Takes PNG, JPEG and WebP, by content. Raises ``FileRefused``. The size in pixels
    is judged by the header, before anything is decoded.
    """
    data = received(value).read()
    if OTHER_CONTENT.search(data):
        raise FileRefused("The file holds more than a picture.", "unsupported_type")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                message = f"A picture has at most {MAX_PIXELS // 1_000_000} megapixels."
                raise FileRefused(message, "too_large")
            image.load()
            return _written(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        message = f"A picture has at most {MAX_PIXELS // 1_000_000} megapixels."
        raise FileRefused(message, "too_large") from None
    except UnidentifiedImageError:
        message = "Send a PNG, JPEG or WebP picture."
        raise FileRefused(message, "unsupported_type") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise FileRefused("The picture is damaged.", "invalid") from None


def _written(image: Image.Image) -> ContentFile:
    file = io.BytesIO()
    is_transparent = image.has_transparency_data
    image.convert("RGBA" if is_transparent else "RGB").save(
        file, "WEBP", quality=85, method=4, exif=b"", icc_profile=b"", xmp=b""
    )
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
            storage.save(wanted.name, ContentFile(data.getvalue()))


def render_field(rows: Any, field: str) -> None:
    """Make the renditions of the first row's picture, and note that they are there."""
    row = rows.filter(**{f"{field}_has_renditions": False}).first()
    file = getattr(row, field, None)
    if file:
        width, height = getattr(row, f"{field}_width"), getattr(row, f"{field}_height")
        render(file.storage, file.name, width, height)
        still_there = rows.filter(**{field: file.name})
        still_there.update(**{f"{field}_has_renditions": True})


def without_renditions(rows: Any, field: str) -> Any:
    """The keys of the rows whose picture still lacks its renditions."""
    rows = rows.filter(**{f"{field}_has_renditions": False, f"{field}__gt": ""})
    return rows.values_list("pk", flat=True)
