import pytest

from courses.models import Course
from tests.factories import CourseFactory

PAGE = """
query Page($first: Int, $after: String, $last: Int, $before: String) {
  courses(
    first: $first, after: $after, last: $last, before: $before
    ordering: [{title: ASC}]
  ) {
    nodes { title }
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.fixture
def five(db):
    """Courses A to E."""
    return [CourseFactory(title=title) for title in "ABCDE"]


@pytest.fixture
def cursors(visitor, five):
    """The cursors of the courses A to E, by their titles."""
    edges = visitor(PAGE).data["courses"]["edges"]
    return {edge["node"]["title"]: edge["cursor"] for edge in edges}


@pytest.fixture
def many(instructor):
    """120 courses."""
    courses = [
        Course(
            title=f"Course {n:03}",
            slug=f"course-{n:03}",
            instructor=instructor,
            is_published=True,
            published_at="2026-05-01T12:00:00Z",
        )
        for n in range(120)
    ]
    return Course.objects.bulk_create(courses)


@pytest.mark.parametrize(
    ("arguments", "titles", "has_next_page", "has_previous_page"),
    [
        ({}, "ABCDE", False, False),
        ({"first": 2}, "AB", True, False),
        ({"first": 5}, "ABCDE", False, False),
        ({"first": 2, "after": "B"}, "CD", True, True),
        ({"first": 2, "after": "C"}, "DE", False, True),
        ({"first": 2, "after": "E"}, "", False, True),
        ({"after": "B"}, "CDE", False, True),
        ({"last": 2}, "DE", False, True),
        ({"last": 5}, "ABCDE", False, False),
        ({"last": 2, "before": "D"}, "BC", True, True),
        ({"last": 2, "before": "C"}, "AB", True, False),
        ({"last": 2, "before": "A"}, "", True, False),
        ({"before": "C"}, "AB", True, False),
        ({"first": 1, "before": "D"}, "A", True, False),
        ({"first": 3, "after": "A", "before": "D"}, "BC", True, True),
        ({"last": 1, "after": "B"}, "E", False, True),
        ({"last": 1, "after": "A", "before": "D"}, "C", True, True),
        ({"after": "D", "before": "B"}, "", True, True),
        ({"first": 0}, "", True, False),
        ({"last": 0}, "", False, True),
        ({"first": None, "last": None}, "ABCDE", False, False),
        ({"first": 2, "last": None, "after": None}, "AB", True, False),
    ],
)
def test_a_page_has_the_rows_asked_for_and_tells_what_lies_around_it(
    visitor, cursors, arguments, titles, has_next_page, has_previous_page
):
    arguments = {name: cursors.get(one, one) for name, one in arguments.items()}

    result = visitor(PAGE, **arguments)

    assert result.data == {
        "courses": {
            "nodes": [{"title": title} for title in titles],
            "edges": [
                {"cursor": cursors[title], "node": {"title": title}} for title in titles
            ],
            "pageInfo": {
                "hasNextPage": has_next_page,
                "hasPreviousPage": has_previous_page,
                "startCursor": cursors[titles[0]] if titles else None,
                "endCursor": cursors[titles[-1]] if titles else None,
            },
        }
    }


@pytest.mark.parametrize(
    ("arguments", "start", "end"),
    [
        ({}, 0, 20),
        ({"first": 100}, 0, 100),
        ({"last": 100}, 20, 120),
        ({"first": 21}, 0, 21),
    ],
)
def test_a_page_has_20_rows_or_up_to_100(visitor, many, arguments, start, end):
    result = visitor(PAGE, **arguments)

    assert result.data["courses"]["nodes"] == [
        {"title": course.title} for course in many[start:end]
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": 101}, "`first` is from 0 to 100."),
        ({"first": 2**31 - 1}, "`first` is from 0 to 100."),
        ({"first": -1}, "`first` is from 0 to 100."),
        ({"last": 101}, "`last` is from 0 to 100."),
        ({"last": -1}, "`last` is from 0 to 100."),
        (
            {"first": 1, "last": 1},
            "Ask for `first` or for `last` rows, not for both.",
        ),
        (
            {"first": 0, "last": 0},
            "Ask for `first` or for `last` rows, not for both.",
        ),
    ],
)
def test_a_page_of_another_size_is_refused(visitor, five, arguments, message):
    result = visitor(PAGE, **arguments)

    assert result.body["data"] is None
    assert result.codes == ["BAD_USER_INPUT"]
    assert result.errors[0]["message"] == message
