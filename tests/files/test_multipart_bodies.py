"""Multipart requests after the specification, and those that are not after it.

https://github.com/jaydenseric/graphql-multipart-request-spec
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from courses.models import Course, Lesson, Resource
from schema.base.nodes import global_id
from schema.transport.multipart import MultipartReader
from tests.client import Client, without_cost
from tests.files import pictures
from tests.files.pictures import picture
from tests.files.sending import BOUNDARY, Part, encoded, json_part, send

UPDATE = """
    mutation ($input: UpdateCourseInput!) {
      updateCourse(input: $input) { course { title } errors { field code } }
    }
"""
TWO_COURSES = """
    mutation ($first: UpdateCourseInput!, $second: UpdateCourseInput!) {
      first: updateCourse(input: $first) { errors { field code } }
      second: updateCourse(input: $second) { errors { field code } }
    }
"""
TWO_LESSONS = """
    mutation ($id: ID!, $film: Upload) {
      first: createLesson(input: {courseId: $id, title: "1", videoFile: $film}) {
        errors { field code }
      }
      second: createLesson(input: {courseId: $id, title: "2", videoFile: $film}) {
        errors { field code }
      }
    }
"""
BOTH_FILES = """
    mutation ($first: CreateResourceInput!, $second: CreateResourceInput!) {
      first: createResource(input: $first) { resource { title } }
      second: createResource(input: $second) { resource { title } }
    }
"""
OPERATIONS = {
    "query": UPDATE,
    "variables": {"input": {"courseId": "x", "thumbnail": None}, "files": [None] * 3},
}
PLACE = "variables.input.thumbnail"
FILE: Part = ("0", "a.png", picture())


def request(operations: Any = OPERATIONS, places: Any = None, *files: Part) -> bytes:
    places = {"0": [PLACE]} if places is None else places
    return encoded(
        json_part("operations", operations),
        json_part("map", places),
        *(files or (FILE,)),
    )


MALFORMED = {
    "nothing": b"",
    "only an end": encoded(),
    "no multipart": b'{"query": "{ me { id } }"}',
    "another boundary": request().replace(b"a-boundary", b"b-boundary"),
    "no end": request().removesuffix(b"--a-boundary--\r\n"),
    "cut off in the file": request()[:-60],
    "cut off in a header": request()[:120],
    "no operations": encoded(json_part("map", {"0": [PLACE]}), FILE),
    "no map": encoded(json_part("operations", OPERATIONS), FILE),
    "map after the files": encoded(
        json_part("operations", OPERATIONS), FILE, json_part("map", {"0": [PLACE]})
    ),
    "map no JSON": encoded(
        json_part("operations", OPERATIONS), ("map", None, b"{"), FILE
    ),
    "map null": request(OPERATIONS, [None]),
    "map a list": request(OPERATIONS, [[PLACE]]),
    "map of a string": request(OPERATIONS, {"0": PLACE}),
    "map of numbers": request(OPERATIONS, {"0": [0]}),
    "map of nothing": request(OPERATIONS, {"0": []}),
    "map of null": request(OPERATIONS, {"0": None}),
    "map with a file that is not sent": request(OPERATIONS, {"0": [PLACE], "1": ["x"]}),
    "a file that map does not name": request(OPERATIONS, {"1": [PLACE]}),
    "to nowhere": request(OPERATIONS, {"0": ["variables.nowhere"]}),
    "to nowhere inside": request(OPERATIONS, {"0": ["variables.input.courseId.x"]}),
    "to what is not null": request(OPERATIONS, {"0": ["variables.input.courseId"]}),
    "to the variables": request(OPERATIONS, {"0": ["variables"]}),
    "to the document": request(OPERATIONS, {"0": ["query"]}),
    "to no path": request(OPERATIONS, {"0": [""]}),
    "to dots": request(OPERATIONS, {"0": ["..."]}),
    "beyond a list": request(OPERATIONS, {"0": ["variables.files.3"]}),
    "before a list": request(OPERATIONS, {"0": ["variables.files.-1"]}),
    "to a name in a list": request(OPERATIONS, {"0": ["variables.files.length"]}),
    "to a number of another script": request(OPERATIONS, {"0": ["variables.files.²"]}),
    "to a place twice": request(OPERATIONS, {"0": [PLACE, PLACE]}),
    "1,001 places": request(
        OPERATIONS, {"0": [f"variables.files.{n}" for n in range(1001)]}
    ),
    "21 files": request(
        {"query": UPDATE, "variables": {"files": [None] * 21}},
        {str(n): [f"variables.files.{n}"] for n in range(21)},
        *((str(n), "a.png", b"x") for n in range(21)),
    ),
    "a file twice": request(OPERATIONS, {"0": [PLACE]}, FILE, FILE),
    "operations no JSON": encoded(
        ("operations", None, b"{"), json_part("map", {"0": [PLACE]}), FILE
    ),
    "operations no UTF-8": encoded(
        ("operations", None, b'{"query": "\xff"}'), json_part("map", {}), FILE
    ),
    "operations a list": request([OPERATIONS]),
    "operations a number": request(1),
    "operations twice": encoded(
        json_part("operations", OPERATIONS),
        json_part("operations", OPERATIONS),
        json_part("map", {"0": [PLACE]}),
        FILE,
    ),
    "operations in two halves": encoded(
        ("operations", None, b'{"query": "{ me { id }'),
        ("operations", None, b' }"}'),
    ),
    "map twice": encoded(
        json_part("operations", OPERATIONS),
        json_part("map", {"0": [PLACE]}),
        json_part("map", {"0": ["variables.files.0"]}),
        FILE,
    ),
    "a field of another name": encoded(
        json_part("operations", OPERATIONS), json_part("other", 1)
    ),
    "a file as a field": request(OPERATIONS, {"0": [PLACE]}, ("0", None, picture())),
    "no document": request({"variables": OPERATIONS["variables"]}),
    "variables a list": request({"query": UPDATE, "variables": [None]}),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_refused_and_leaves_nothing(
    transactional_db: None,
    as_instructor: Client,
    on_disk: Callable[[], list[str]],
    body: bytes,
) -> None:
    result = send(as_instructor, body)

    assert result.status_code == 400
    [error] = result.json()["errors"]
    assert error["message"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert on_disk() == []


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=another",
        f"multipart/form-data; boundary={'x' * 1000}",
        "multipart/form-data; charset=utf-8",
    ],
)
def test_a_body_without_its_boundary_is_refused(
    transactional_db: None,
    as_instructor: Client,
    on_disk: Callable[[], list[str]],
    content_type: str,
) -> None:
    result = send(as_instructor, request(), content_type)

    assert result.status_code == 400
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert on_disk() == []


@pytest.mark.parametrize(
    "parts",
    [
        [("operations", None, b" " * 1_100_000)],
        [json_part("operations", OPERATIONS), ("map", None, b" " * 1_100_000)],
    ],
    ids=["operations", "map"],
)
def test_a_field_that_is_too_long_is_refused(
    transactional_db: None, as_instructor: Client, parts: list[Part]
) -> None:
    result = send(as_instructor, encoded(*parts))

    assert result.status_code == 413
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_header_that_never_ends_is_refused(
    transactional_db: None, as_instructor: Client
) -> None:
    body = b'--a-boundary\r\nContent-Disposition: form-data; name="' + b"x" * 2_000_000

    result = send(as_instructor, body)

    assert result.status_code == 400


def test_a_visitor_may_not_upload(
    transactional_db: None, visitor: Client, on_disk: Callable[[], list[str]]
) -> None:
    result = send(visitor, b"nobody reads this")

    assert result.status_code == 401
    assert result.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert on_disk() == []


def test_an_operation_may_come_without_files(
    transactional_db: None, as_instructor: Client, course: Course
) -> None:
    input = {"courseId": global_id(course), "title": "By multipart"}
    operations = {"query": UPDATE, "variables": {"input": input}}
    body = encoded(json_part("operations", operations), json_part("map", {}))

    result = send(as_instructor, body)

    assert without_cost(result.json()) == {
        "data": {"updateCourse": {"course": {"title": "By multipart"}, "errors": []}}
    }


def test_one_picture_goes_to_one_course(
    transactional_db: None,
    as_instructor: Client,
    course: Course,
    draft: Course,
    on_disk: Callable[[], list[str]],
) -> None:
    variables = {
        "first": {"courseId": global_id(course), "thumbnail": None},
        "second": {"courseId": global_id(draft), "thumbnail": None},
    }
    places = {"0": ["variables.first.thumbnail", "variables.second.thumbnail"]}
    operations = {"query": TWO_COURSES, "variables": variables}

    result = send(as_instructor, request(operations, places))

    errors = [{"field": ["thumbnail"], "code": "INVALID"}]
    assert without_cost(result.json()) == {
        "data": {"first": {"errors": []}, "second": {"errors": errors}}
    }
    assert len(on_disk()) == 1
    draft.refresh_from_db()
    assert not draft.thumbnail


def test_one_film_goes_to_one_lesson(
    transactional_db: None,
    as_instructor: Client,
    course: Course,
    on_disk: Callable[[], list[str]],
) -> None:
    variables = {"id": global_id(course), "film": None}
    operations = {"query": TWO_LESSONS, "variables": variables}
    film = ("0", "a.mp4", pictures.MP4)

    result = send(as_instructor, request(operations, {"0": ["variables.film"]}, film))

    refused = [{"field": ["videoFile"], "code": "INVALID"}]
    assert without_cost(result.json()) == {
        "data": {"first": {"errors": []}, "second": {"errors": refused}}
    }
    assert len(on_disk()) == 1
    assert Lesson.objects.filter(course=course).count() == 1


def test_files_come_in_any_order(
    transactional_db: None, as_instructor: Client, lessons: list[Lesson]
) -> None:
    lesson = global_id(lessons[0])
    variables = {
        name: {"lessonId": lesson, "title": name, "file": None}
        for name in ("first", "second")
    }
    places = {"a": ["variables.first.file"], "b": ["variables.second.file"]}
    files = [("b", "two.txt", b"22"), ("a", "one.txt", b"111")]
    operations = {"query": BOTH_FILES, "variables": variables}

    result = send(as_instructor, request(operations, places, *files))

    assert result.json()["data"] == {
        "first": {"resource": {"title": "first"}},
        "second": {"resource": {"title": "second"}},
    }
    stored = [
        (row.title, row.file_name, row.file_size) for row in Resource.objects.all()
    ]
    assert sorted(stored) == [("first", "one.txt", 3), ("second", "two.txt", 2)]


def test_a_list_of_files_is_put_together_as_apollo_sends_it(
    on_disk: Callable[[], list[str]],
) -> None:
    operations = {"query": UPDATE, "variables": {"files": [None, None]}}
    places = {"0": ["variables.files.0"], "1": ["variables.files.1"]}
    files = [("0", "a.txt", b"first"), ("1", "b.txt", b"second")]
    reader = MultipartReader(f"multipart/form-data; boundary={BOUNDARY}")
    for byte in request(operations, places, *files):
        reader.feed(bytes([byte]))

    result = reader.operation()

    contents = [file.read() for file in result["variables"]["files"]]
    reader.close()
    assert result["query"] == UPDATE
    assert contents == [b"first", b"second"]
    assert on_disk() == []


@pytest.mark.parametrize("kind", ["[ID!]!", "ID!"])
def test_a_file_is_nothing_else(
    transactional_db: None, as_instructor: Client, kind: str
) -> None:
    field = "nodes(ids: $a) { id }" if "[" in kind else "node(id: $a) { id }"
    query = f"query ($a: {kind}) {{ {field} }}"
    operations = {"query": query, "variables": {"a": None}}
    large = ("0", "a.png", bytes(20_000_000))
    begun = time.monotonic()

    result = send(as_instructor, request(operations, {"0": ["variables.a"]}, large))

    assert result.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert time.monotonic() - begun < 5
