"""Files to send, good and bad."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image

from faults.services import ROOT

NAMES = (
    *("cover.png", "film.mp4", "notes.pdf", "", "../../x.png", "a" * 300, "ü .jpg"),
    *("x\0y", '"quoted".png', "con", ".", "page.html", "\r\nX: y"),
)
TYPES = (
    "image/png",
    "image/jpeg",
    "video/mp4",
    "text/html",
    "",
    "x",
    "a/b; c=" + "d" * 99,
)


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes

    def __repr__(self) -> str:
        return f"<{self.name!r}, {len(self.content):,} bytes>"


def make_file(random: Random) -> File:
    """A file of any kind under any name, whole or not."""
    content = random.choice(_contents())
    way = random.random()
    if way < 0.2:
        content = content[: random.randint(0, len(content))]
    elif way < 0.4 and content:
        place = random.randrange(len(content))
        content = content[:place] + random.randbytes(4) + content[place + 4 :]
    return File(random.choice(NAMES), random.choice(TYPES), content)


@cache
def _contents() -> tuple[bytes, ...]:
    film = ROOT / "tests" / "files" / "samples" / "film.mp4"
    return (
        *(_picture(format) for format in ("PNG", "JPEG", "WEBP", "GIF", "TIFF")),
        film.read_bytes(),
        *(b"", b"\0" * 4096, b"%PDF-1.7\n", b"<svg onload='alert(1)'/>", b"GIF89a"),
    )


def _picture(format: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, format)
    return file.getvalue()
