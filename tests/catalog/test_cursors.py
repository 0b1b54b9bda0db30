"""A cursor that the list in its ordering did not give is refused, whatever it is."""

import base64
import json

import pytest

from tests.factories import CategoryFactory, CourseFactory

COURSES = """
query Courses($after: String, $before: String, $ordering: [CourseOrder!]) {
  courses(after: $after, before: $before, ordering: $ordering) {
    edges { cursor }
    nodes { title }
  }
}
"""
CATEGORIES = "{ categories { edges { cursor } } }"

GARBAGE = [
    "",
    " ",
    "x",
    "abcd",
    "====",
    "é",
    "😀",
    "\0",
    "null",
    "20",
    "W10=",  # []
    "e30=",  # {}
    "MQ==",  # 1
    "bnVsbA==",  # null
    "gICA",  # no UTF-8
    base64.b64encode(b"[" * 3000).decode(),
    "A" * 100_000,
]
TAMPERED = {
    "createdAt": [
        [],
        ["2026-05-01T12:00:00+00:00"],
        ["2026-05-01T12:00:00+00:00", 1, 1],
        [None, 1],
        ["2026-05-01T12:00:00+00:00", None],
        ["", 1],
        ["yesterday", 1],
        [20260501, 1],
        [1777636800.5, 1],
        [True, 1],
        [["2026-05-01T12:00:00+00:00"], 1],
        [{"year": 2026}, 1],
        ["2026-05-01", 1],
        ["2026-05-01T12:00:00", 1],  # no time zone
        ["2026-05-01T12:00:00Z", 1],
        ["2026-05-01T14:00:00+02:00", 1],
        ["2026-02-31T12:00:00+00:00", 1],
        ["0001-01-01T00:00:00+14:00", 1],
        ["9999-12-31T23:59:59-14:00", 1],
        ["99999-01-01T00:00:00+00:00", 1],
        ["2026-05-01T12:00:00+00:00", "1"],
        ["2026-05-01T12:00:00+00:00", 1.5],
        ["2026-05-01T12:00:00+00:00", True],
        ["2026-05-01T12:00:00+00:00", [1]],
        ["2026-05-01T12:00:00+00:00", 2**63],
        ["2026-05-01T12:00:00+00:00", 10**30],
        ["2026-05-01T12:00:00+00:00", -(10**30)],
        ["2026-05-01T12:00:00+00:00", "1; DROP TABLE courses_course"],
    ],
    "title": [
        [None, 1],
        [1, 1],
        [True, 1],
        [["Algebra"], 1],
        [{"title": "Algebra"}, 1],
        ["x" * 201, 1],
        ["Algebra", None],
    ],
    "rating": [
        [None, 1],
        ["4.5", 1],
        ["nan", 1],
        ["inf", 1],
        ["Infinity", 1],
        [4, 1],
        [True, 1],
        [[4.5], 1],
        [4.5, None],
    ],
    "studentCount": [
        [None, 1],
        ["4", 1],
        [4.5, 1],
        [True, 1],
        [10**30, 1],
        [2**64 - 1, 1],
        [-(2**63) - 1, 1],
        [4, 2**64 - 1],
    ],
}
COLUMNS = {
    "createdAt": "created_at",
    "title": "title",
    "rating": "rating_average",
    "studentCount": "student_count",
}


def cursor(names, *values):
    text = json.dumps([names, *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode()


def refused(argument):
    """The answer to what is not a cursor of the list."""
    return {
        "data": None,
        "errors": [
            {
                "message": f"`{argument}` is not a cursor of this list in this "
                "ordering: pass one that this list gave, with the same ordering.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["courses"],
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ],
    }


@pytest.fixture(autouse=True)
def catalog(db):
    for title in "ABC":
        CourseFactory(title=title)


@pytest.fixture
def cursors(visitor):
    """The cursors of the courses in this ordering."""

    def cursors(*ordering):
        answer = visitor(COURSES, ordering=ordering)
        return [edge["cursor"] for edge in answer.data["courses"]["edges"]]

    return cursors


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: ascii(text[:20]))
def test_garbage_is_refused(visitor, argument, text):
    result = visitor(COURSES, **{argument: text})

    assert result.body == refused(argument)


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize(
    ("key", "values"),
    [(key, values) for key, cases in TAMPERED.items() for values in cases],
)
def test_a_cursor_with_other_values_in_it_is_refused(visitor, argument, key, values):
    text = cursor(f"-{COLUMNS[key]},-id", *values)

    result = visitor(COURSES, ordering=[{key: "DESC"}], **{argument: text})

    assert result.body == refused(argument)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("createdAt", ["2026-05-01T12:00:00+00:00", 1]),
        ("createdAt", ["2026-05-01T12:00:00.123456+00:00", 2**63 - 1]),
        ("title", ["", 1]),
        ("title", ["'; DROP TABLE courses_course; --", 1]),
        ("title", ["%_\\😀", -1]),
        ("rating", [4.5, 1]),
        ("rating", [1e300, 1]),
        ("studentCount", [0, 1]),
    ],
)
def test_a_place_where_no_course_is_will_do(visitor, key, values):
    text = cursor(f"{COLUMNS[key]},id", *values)

    result = visitor(COURSES, ordering=[{key: "ASC"}], after=text)

    assert result.errors == []


@pytest.mark.parametrize(
    "ordering",
    [
        [],
        [{"title": "DESC"}],
        [{"createdAt": "ASC"}],
        [{"title": "ASC"}, {"rating": "ASC"}],
        [{"rating": "ASC"}, {"title": "ASC"}],
    ],
)
def test_a_cursor_of_another_ordering_is_refused(visitor, cursors, ordering):
    text = cursors({"title": "ASC"})[1]

    result = visitor(COURSES, ordering=ordering, after=text)

    assert result.body == refused("after")


def test_a_cursor_of_another_list_is_refused(visitor):
    CategoryFactory()
    text = visitor(CATEGORIES).data["categories"]["edges"][0]["cursor"]

    result = visitor(COURSES, ordering=[{"title": "ASC"}], after=text)

    assert result.body == refused("after")


@pytest.mark.parametrize(
    "form", ["{0}=", " {0}", "{0}\n", "{0}{0}", "{0:.12}", '"{0}"'], ids=ascii
)
def test_a_cursor_is_taken_to_the_letter(visitor, cursors, form):
    [_, cursor, _] = cursors({"title": "ASC"})
    text = form.format(cursor)

    result = visitor(COURSES, ordering=[{"title": "ASC"}], after=text)

    assert result.body == refused("after")


def test_a_cursor_is_good_for_the_same_ordering_said_otherwise(visitor, cursors):
    text = cursors({"title": "ASC"})[0]

    result = visitor(
        COURSES, ordering=[{"title": "ASC"}, {"title": "DESC"}], after=text
    )

    assert result.data["courses"]["nodes"] == [{"title": "B"}, {"title": "C"}]
