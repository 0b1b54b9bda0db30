"""Films of no pictures, whose structure is that of real ones."""

FTYP = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
MOOV = b"\0\0\0\x74moov\0\0\0\x6cmvhd" + bytes(100)
UNKNOWN = b"\x01" + b"\xff" * 7  # the size of an element that is still being written
EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
TRACKS, CLUSTER = b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75"
VOID = b"\xec"


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of MP4."""
    return (8 + len(content)).to_bytes(4) + kind + content


def wide_box(kind: bytes, content: bytes = b"") -> bytes:
    """A box with its length in 64 bits, as that of a large film."""
    return b"\0\0\0\x01" + kind + (16 + len(content)).to_bytes(8) + content


def last_box(kind: bytes, content: bytes = b"") -> bytes:
    """A box that goes on to the end of the file."""
    return b"\0\0\0\0" + kind + content


def mp4_head(length: int) -> bytes:
    """The beginning of an MP4 that is whole with this many bytes behind it."""
    return FTYP + MOOV + (8 + length).to_bytes(4) + b"mdat"


def mp4(data: bytes = bytes(64)) -> bytes:
    return mp4_head(len(data)) + data


def element(id: bytes, content: bytes = b"", size: bytes = b"") -> bytes:
    """An element of EBML, whose size may be told as another than it is."""
    return id + (size or (2**56 + len(content)).to_bytes(8)) + content


def webm(*parts: bytes, size: bytes = b"") -> bytes:
    """A WebM with these parts in its segment, or tracks and a cluster."""
    parts = parts or (element(TRACKS, bytes(20)), element(CLUSTER, bytes(40)))
    header = element(EBML, b"\x42\x86\x81\x01\x42\x82\x84webm")
    return header + element(SEGMENT, b"".join(parts), size)
