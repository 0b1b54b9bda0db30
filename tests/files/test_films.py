"""A film is taken when it is whole, which its structure tells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courses.models import Course, Lesson
from schema.base.nodes import global_id
from tests.client import Client
from tests.files.films import (
    CLUSTER,
    FTYP,
    MOOV,
    TRACKS,
    UNKNOWN,
    VOID,
    box,
    element,
    last_box,
    mp4,
    mp4_head,
    webm,
    wide_box,
)

CREATE_LESSON = """
    mutation ($input: CreateLessonInput!) {
      createLesson(input: $input) { errors { field message code } }
    }
"""
DAMAGED = {
    "field": ["videoFile"],
    "message": "The video is damaged or cut off: export it anew and send all of it.",
    "code": "INVALID",
}
SAMPLES = {  # a second of one colour each, by ffmpeg
    path.name: path.read_bytes()
    for path in sorted(Path(__file__).with_name("samples").iterdir())
}
FREE = box(b"free")
MDAT = box(b"mdat", bytes(64))
TRACK, PICTURES = element(TRACKS, bytes(20)), element(CLUSTER, bytes(40))
WHOLE = SAMPLES | {
    "moov at the end": FTYP + MDAT + MOOV,
    "other boxes": FTYP + FREE + MOOV + box(b"uuid", bytes(20)) + MDAT + FREE,
    "a length in 64 bits": FTYP + MOOV + wide_box(b"mdat", bytes(64)),
    "to the end": FTYP + MOOV + last_box(b"mdat", bytes(64)),
    "nothing in mdat": mp4(b""),
    "a segment of unknown size": webm(size=UNKNOWN),
    "a cluster of unknown size": webm(
        TRACK, element(CLUSTER, bytes(40), UNKNOWN), size=UNKNOWN
    ),
    "other elements": webm(element(VOID), TRACK, element(VOID, bytes(9)), PICTURES),
    "something behind the segment": webm() + element(VOID, bytes(20)),
}
CUT_OFF = {
    f"{name} up to {length} of {len(film)}": film[:length]
    for name, film in SAMPLES.items()
    for length in (100, len(film) // 2, len(film) - 9, len(film) - 1)
}
BROKEN = CUT_OFF | {
    "nothing but ftyp": FTYP,
    "no moov": FTYP + MDAT,
    "no mdat": FTYP + MOOV + FREE,
    "moov inside another box": FTYP + box(b"free", MOOV) + MDAT,
    "a box beyond the end": mp4_head(65) + bytes(64),
    "a length of 64 bits beyond the end": FTYP
    + MOOV
    + wide_box(b"mdat", bytes(64))[:-1],
    "the largest length": FTYP + MOOV + b"\0\0\0\1mdat" + b"\xff" * 8 + bytes(64),
    "a box shorter than its head": mp4() + b"\0\0\0\x07free",
    "a wide box shorter than its head": mp4() + b"\0\0\0\1free" + bytes(7) + b"\x0f",
    "bytes behind the last box": mp4() + b"\0\0\0",
    "half a head behind the last box": mp4() + b"\0\0\0\x08fr",
    "nothing but zeros": FTYP + bytes(1000),
    "too many boxes": FTYP + FREE * 100_000 + MOOV + MDAT,
    "nothing but the header of EBML": webm()[:23],
    "something else in place of the segment": webm().replace(b"\x18\x53", b"\x18\x54"),
    "a segment beyond the end": webm()[:-1],
    "an empty segment": webm(b""),
    "no tracks": webm(PICTURES),
    "no cluster": webm(TRACK),
    "a cluster beyond the segment": webm(TRACK, PICTURES[:-1]),
    "a cluster beyond the end": webm(TRACK, PICTURES[:-1], size=UNKNOWN),
    "tracks of unknown size": webm(
        element(TRACKS, bytes(20), UNKNOWN), PICTURES, size=UNKNOWN
    ),
    "zeros in the segment": webm(TRACK, PICTURES, bytes(20)),
    "an id of five bytes": webm(TRACK, PICTURES, b"\x08\0\0\0\1\x81\0"),
    "too many elements": webm(TRACK, PICTURES, *[element(VOID)] * 100_000),
}


@pytest.fixture
def send(as_instructor: Client, course: Course) -> Callable[[bytes], Any]:
    """Sends a film for a new lesson, and gives the errors."""

    def run(film: bytes) -> Any:
        input = {"courseId": global_id(course), "title": "Film", "videoFile": None}
        files = {"input.videoFile": ("film", film)}
        answer = as_instructor.upload(CREATE_LESSON, files, input=input)
        return answer.data["createLesson"]["errors"]

    return run


@pytest.mark.parametrize("film", WHOLE.values(), ids=WHOLE)
def test_a_whole_film_is_stored_as_it_is(
    send: Callable[[bytes], Any], film: bytes
) -> None:
    result = send(film)

    assert result == []
    with Lesson.objects.get().video_file.open() as file:
        assert file.read() == film


@pytest.mark.parametrize("film", BROKEN.values(), ids=BROKEN)
def test_a_film_that_is_not_whole_is_refused(
    send: Callable[[bytes], Any], on_disk: Callable[[], list[str]], film: bytes
) -> None:
    result = send(film)

    assert result == [DAMAGED]
    assert not Lesson.objects.exists()
    assert on_disk() == []


def test_a_film_in_fragments_may_end_after_any_of_them(
    send: Callable[[bytes], Any],
) -> None:
    film = SAMPLES["fragments.mp4"]
    second = film.index(b"moof", film.index(b"moof") + 4) - 4

    result = send(film[:second])

    assert result == []
