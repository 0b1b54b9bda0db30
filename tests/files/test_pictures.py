"""Pictures become WebP: upright, without metadata, of a size that pages need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from courses.models import Course
from files import images
from schema.base.nodes import global_id
from tests.client import Client
from tests.files import pictures
from tests.files.pictures import BLUE, RED, opened, picture
from users.models import User

UPDATE_COURSE = """
    mutation ($input: UpdateCourseInput!) {
      updateCourse(input: $input) {
        course { thumbnail { url width height } }
        errors { field code }
      }
    }
"""
UPDATE_PROFILE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) {
        user { profile { profileImage { url width height } } }
        errors { field code }
      }
    }
"""
MUTATION_ON_A_VARIABLE = """
    mutation ($id: ID!, $picture: Upload) {
      updateCourse(input: {courseId: $id, thumbnail: $picture}) {
        course { thumbnail { width height } }
        errors { field code }
      }
    }
"""


@dataclass
class Stored:
    """What the API says of a stored picture, and the picture itself."""

    url: str
    size: tuple[int, int]
    image: Any


@pytest.fixture
def upload(
    as_instructor: Client, course: Course, content: Callable[[str], bytes]
) -> Callable[[bytes], Stored]:
    """Makes a picture the course's thumbnail; gives what is stored of it."""

    def run(data: bytes) -> Stored:
        input = {"courseId": global_id(course), "thumbnail": None}
        answer = as_instructor.upload(
            UPDATE_COURSE, {"input.thumbnail": ("a.png", data)}, input=input
        ).data["updateCourse"]
        assert answer["errors"] == []
        said = answer["course"]["thumbnail"]
        size = said["width"], said["height"]
        return Stored(said["url"], size, opened(content(said["url"])))

    return run


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG"),
        picture("JPEG", quality=95),
        picture("WEBP", lossless=True),
        picture("PNG", mode="P"),
        picture("JPEG", quality=95, mode="CMYK"),
        picture("JPEG", quality=95, progressive=True),
        pictures.scans(100),
    ],
    ids=["PNG", "JPEG", "WebP", "palette", "CMYK", "progressive JPEG", "100 scans"],
)
def test_a_picture_is_stored_as_it_looks(
    upload: Callable[[bytes], Stored], data: bytes
) -> None:
    result = upload(data)

    assert result.size == result.image.size == (64, 48)
    assert (result.image.format, result.image.mode) == ("WEBP", "RGB")
    assert result.image.getpixel((8, 8)) == pytest.approx(BLUE, abs=30)
    assert result.image.getpixel((56, 40)) == pytest.approx(RED, abs=30)


def test_a_profile_image_is_stored_too(
    as_student: Client, content: Callable[[str], bytes]
) -> None:
    files = {"input.profileImage": ("me.png", picture())}

    result = as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})

    answer = result.data["updateProfile"]
    image = answer["user"]["profile"]["profileImage"]
    assert answer["errors"] == []
    assert image["url"].startswith("http://localhost/media/profiles/")
    assert (image["width"], image["height"]) == (64, 48)
    assert opened(content(image["url"])).format == "WEBP"


def test_a_stored_picture_has_a_name_that_nobody_guesses(
    upload: Callable[[bytes], Stored], on_disk: Callable[[], list[str]]
) -> None:
    result = upload(picture())

    name = result.url.removeprefix("http://localhost/media/")
    assert on_disk() == [name]
    assert len(name) == len("thumbnails/.webp") + 22


@pytest.mark.parametrize(
    ("orientation", "size", "blue"),
    [
        (1, (64, 48), (8, 8)),
        (3, (64, 48), (56, 40)),
        (6, (48, 64), (40, 8)),
        (8, (48, 64), (8, 56)),
    ],
)
def test_a_photo_is_turned_upright_and_tells_nothing_else(
    upload: Callable[[bytes], Stored],
    orientation: int,
    size: tuple[int, int],
    blue: tuple[int, int],
) -> None:
    result = upload(pictures.photo(orientation))

    assert result.size == result.image.size == size
    assert result.image.getpixel(blue) == pytest.approx(BLUE, abs=40)
    assert dict(result.image.getexif()) == {}
    assert result.image.info.keys() & {"exif", "xmp", "icc_profile", "comment"} == set()


def test_a_photo_with_broken_metadata_is_judged_and_not_a_failure(
    as_instructor: Client, course: Course
) -> None:
    files = {"input.thumbnail": ("a.jpg", pictures.bad_exif())}
    input = {"courseId": global_id(course), "thumbnail": None}

    result = as_instructor.upload(UPDATE_COURSE, files, input=input)

    answer = result.data["updateCourse"]
    assert answer["errors"] in ([], [{"field": ["thumbnail"], "code": "INVALID"}])


@pytest.mark.parametrize(
    ("data", "pixel"),
    [
        (pictures.see_through(), (*RED, 128)),
        (pictures.see_through_palette(), (*RED, 0)),
    ],
    ids=["alpha", "palette"],
)
def test_a_transparent_picture_stays_transparent(
    upload: Callable[[bytes], Stored], data: bytes, pixel: tuple[int, ...]
) -> None:
    result = upload(data)

    assert result.size == (64, 48)
    assert result.image.mode == "RGBA"
    assert result.image.getpixel((20, 20))[3] == pixel[3]


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_a_moving_picture_stands_still(
    upload: Callable[[bytes], Stored], format: str
) -> None:
    result = upload(pictures.moving(format))

    assert result.size == (64, 48)
    assert getattr(result.image, "n_frames", 1) == 1
    assert result.image.getpixel((20, 20)) == pytest.approx(RED, abs=30)


def test_a_picture_of_16_bits_keeps_its_greys(
    upload: Callable[[bytes], Stored],
) -> None:
    result = upload(pictures.deep_grey())

    assert result.size[0] == 64
    assert result.image.getpixel((20, 20)) == pytest.approx((128, 128, 128), abs=5)


@pytest.mark.parametrize(
    ("size", "stored_size"),
    [
        ((2560, 10), (2560, 10)),
        ((5000, 100), (2560, 51)),
        ((10, 20_000), (1, 2560)),
        ((5000, 5000), (2560, 2560)),
    ],
)
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_large_picture_is_made_as_small_as_pages_need_it(
    upload: Callable[[bytes], Stored],
    format: str,
    size: tuple[int, int],
    stored_size: tuple[int, int],
) -> None:
    result = upload(picture(format, size))

    assert result.size == result.image.size == stored_size


def test_a_variable_may_have_any_name(as_instructor: Client, course: Course) -> None:
    files = {"picture": ("a.png", picture())}

    result = as_instructor.upload(
        MUTATION_ON_A_VARIABLE, files, id=global_id(course), picture=None
    )

    assert result.data["updateCourse"] == {
        "course": {"thumbnail": {"width": 64, "height": 48}},
        "errors": [],
    }


def test_a_variable_named_otherwise_lets_no_larger_file_in(
    as_instructor: Client, course: Course, on_disk: Callable[[], list[str]]
) -> None:
    files = {"picture": ("a.png", picture() + bytes(5 * 1024 * 1024))}

    result = as_instructor.upload(
        MUTATION_ON_A_VARIABLE, files, id=global_id(course), picture=None
    )

    assert result.data["updateCourse"] == {
        "course": None,
        "errors": [{"field": ["thumbnail"], "code": "TOO_LARGE"}],
    }
    assert on_disk() == []


def test_one_file_is_decoded_once_in_a_document(
    as_student: Client, student: User, on_disk: Callable[[], list[str]]
) -> None:
    input = "(input: {profileImage: $picture})"
    deeds = [f"n{n}: updateProfile{input} {{ errors {{ field code }} }}" for n in "123"]
    document = f"mutation ($picture: Upload) {{ {' '.join(deeds)} }}"

    result = as_student.upload(
        document, {"picture": ("a.png", picture())}, picture=None
    )

    refused = {"errors": [{"field": ["profileImage"], "code": "INVALID"}]}
    assert result.data == {"n1": {"errors": []}, "n2": refused, "n3": refused}
    assert len(on_disk()) == 1


def test_who_waits_too_long_for_others_pictures_is_to_try_again(
    as_student: Client,
    monkeypatch: pytest.MonkeyPatch,
    on_disk: Callable[[], list[str]],
) -> None:
    monkeypatch.setattr(images, "MAX_WAIT", 0.1)
    files = {"input.profileImage": ("me.png", picture())}

    with images._decoding, images._decoding:
        result = as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})

    errors = [{"field": ["profileImage"], "code": "BUSY"}]
    assert result.data["updateProfile"] == {"user": None, "errors": errors}
    assert on_disk() == []
    later = as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})
    assert later.data["updateProfile"]["errors"] == []


def test_the_sender_is_told_in_words_too(
    as_instructor: Client, instructor: User, course: Course
) -> None:
    files = {"input.thumbnail": ("a.gif", picture("GIF"))}
    input = {"courseId": global_id(course), "thumbnail": None}
    query = UPDATE_COURSE.replace("field code", "message")

    result = as_instructor.upload(query, files, input=input)

    errors = [{"message": "Send a PNG, JPEG or WebP picture."}]
    assert result.data["updateCourse"] == {"course": None, "errors": errors}
