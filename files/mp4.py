"""The outermost structure of MP4, after ISO/IEC 14496-12, section 4.2."""

from typing import Any

MAX_BOXES = 100_000  # a film of a day in fragments of two seconds has less
WIDE, TO_THE_END = 1, 0  # what stands in place of a length


def is_whole_mp4(file: Any, size: int) -> bool:
    """Whether a film is in the file's boxes, and they end where the file does.

    It reads what heads each box, and skips what is in it.
    """
    kinds = set()
    position = 0
    for _ in range(MAX_BOXES):
        file.seek(position)
        head = file.read(16)
        length, begin = int.from_bytes(head[:4]), 8
        if length == WIDE:
            length, begin = int.from_bytes(head[8:]), 16
        elif length == TO_THE_END:
            length = size - position
        if not begin <= length <= size - position:
            return False
        kinds.add(head[4:8])
        position += length
        if position == size:
            return {b"moov", b"mdat"} <= kinds
    return False
