"""The outermost structure of WebM, which is EBML (RFC 8794) and Matroska (RFC 9559)."""

from typing import Any, NamedTuple

MAX_ELEMENTS = 100_000  # a film of a day in clusters of two seconds has less
SEGMENT = b"\x18\x53\x80\x67"
TRACKS = b"\x16\x54\xae\x6b"
CLUSTER = b"\x1f\x43\xb6\x75"


class Element(NamedTuple):
    """An element, and between which bytes of the file its content is."""

    id: bytes
    begin: int
    end: int


def is_whole_webm(file: Any, size: int) -> bool:
    """Whether a film is in the file's first segment, which ends within the file.

    It reads what heads each part of the segment, and skips what is in it.
    """
    header = _element(file, 0, size)
    segment = _element(file, header.end, size) if header else None
    if segment is None or segment.id != SEGMENT:
        return False
    ids = set()
    position = segment.begin
    for _ in range(MAX_ELEMENTS):
        part = _element(file, position, segment.end)
        if part is None:
            return False
        ids.add(part.id)
        position = part.end
        if position == segment.end:
            return {TRACKS, CLUSTER} <= ids
    return False


def _element(file: Any, position: int, limit: int) -> Element | None:
    """The element at this position, or ``None`` when it does not end by the limit.

    A live recording does not know how long its segment and clusters become: they
    go on to the limit.
    """
    file.seek(position)
    head = file.read(12)
    width = _width(head)
    id, number = head[:width], head[width:]
    length = _width(number)
    if width > 4 or length > 8:
        return None
    unknown = 2 ** (7 * length) - 1
    size = int.from_bytes(number[:length]) & unknown
    begin = position + width + length
    end = begin + size
    if size == unknown and id in (SEGMENT, CLUSTER):
        end = limit
    return Element(id, begin, end) if begin <= end <= limit else None


def _width(number: bytes) -> int:
    """How many bytes a number takes that begins with as many bits, the last one set."""
    return 9 - number[0].bit_length() if number else 9
