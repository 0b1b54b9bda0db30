"""The sizes in which a picture is kept, for pages to choose from.

A rendition is as wide as its name says, which is twice the width at which pages show
it, so it is sharp on a high-density screen. It is never larger than the picture.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath


class Size(Enum):
    SMALL = 320
    MEDIUM = 640
    LARGE = 1280


@dataclass(frozen=True)
class Rendition:
    """A picture in a size: where it is stored, and its width and height in pixels."""

    name: str
    width: int
    height: int


def rendition(name: str, width: int, height: int, size: Size) -> Rendition:
    """What the rendition of a picture of this name, width and height is."""
    scaled = min(size.value, width)
    path = PurePosixPath(name)
    return Rendition(
        name=str(path.with_name(f"{path.stem}.{size.name.lower()}.webp")),
        width=scaled,
        height=max(1, round(height * scaled / width)),
    )


def names_of(name: str) -> list[str]:
    """The names of a picture and of all its renditions."""
    return [name, *(rendition(name, 1, 1, size).name for size in Size)]
