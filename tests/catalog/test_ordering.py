from datetime import UTC, datetime

import pytest

from courses.models import Course
from tests.factories import CourseFactory

COURSES = """
query Courses($ordering: [CourseOrder!]) {
  courses(ordering: $ordering) { nodes { slug } }
}
"""


def sorted_as(slugs):
    """The answer that has the courses in this order, written as "a b c"."""
    return {"courses": {"nodes": [{"slug": slug} for slug in slugs.split()]}}


@pytest.fixture
def catalog(db):
    """Four courses; in every key two of them are equal."""
    rows = [
        ("a", "Anatomy", 2, 5, 2),
        ("b", "Botany", 1, 3, 2),
        ("c", "Botany", 3, 0, 0),
        ("d", "Chemistry", 1, 3, 7),
    ]
    for slug, title, day, stars, students in rows:
        reviews = {"rating_count": 1, "rating_sum": stars, f"stars_{stars}": 1}
        CourseFactory(
            slug=slug,
            title=title,
            student_count=students,
            **reviews if stars else {},
        )
        created_at = datetime(2026, 5, day, tzinfo=UTC)
        Course.objects.filter(slug=slug).update(created_at=created_at)


@pytest.mark.parametrize(
    ("ordering", "slugs"),
    [
        ([{"createdAt": "ASC"}], "b d a c"),
        ([{"createdAt": "DESC"}], "c a d b"),
        ([{"title": "ASC"}], "a b c d"),
        ([{"title": "DESC"}], "d c b a"),
        ([{"rating": "ASC"}], "c b d a"),
        ([{"rating": "DESC"}], "a d b c"),
        ([{"studentCount": "ASC"}], "c a b d"),
        ([{"studentCount": "DESC"}], "d b a c"),
    ],
)
def test_courses_are_sorted_either_way_and_equal_ones_in_the_order_of_their_making(
    visitor, catalog, ordering, slugs
):
    result = visitor(COURSES, ordering=ordering)

    assert result.data == sorted_as(slugs)


@pytest.mark.parametrize(
    ("ordering", "slugs"),
    [
        ([{"rating": "DESC"}, {"title": "ASC"}], "a b d c"),
        ([{"rating": "DESC"}, {"studentCount": "ASC"}], "a b d c"),
        ([{"studentCount": "DESC"}, {"title": "DESC"}], "d b a c"),
        ([{"title": "ASC"}, {"createdAt": "DESC"}], "a c b d"),
        ([{"createdAt": "ASC"}, {"rating": "ASC"}, {"title": "DESC"}], "d b a c"),
    ],
)
def test_the_next_key_decides_between_equal_courses(visitor, catalog, ordering, slugs):
    result = visitor(COURSES, ordering=ordering)

    assert result.data == sorted_as(slugs)


@pytest.mark.parametrize("ordering", [None, []])
def test_without_an_ordering_the_newest_course_comes_first(visitor, catalog, ordering):
    result = visitor(COURSES, ordering=ordering)

    assert result.data == sorted_as("c a d b")


def test_a_key_that_is_named_twice_counts_where_it_comes_first(visitor, catalog):
    ordering = [{"title": "DESC"}, {"rating": "ASC"}, {"title": "ASC"}]

    result = visitor(COURSES, ordering=ordering)

    assert result.data == sorted_as("d c b a")


@pytest.mark.parametrize(
    "ordering",
    [
        [{}],
        [{"title": "ASC", "rating": "DESC"}],
        [{"title": None}],
        [{"title": "UP"}],
        [{"slug": "ASC"}],
        [None],
        "title",
    ],
)
def test_an_ordering_names_exactly_one_known_key_at_a_time(visitor, catalog, ordering):
    result = visitor(COURSES, ordering=ordering)

    assert "data" not in result.body
    assert set(result.codes) == {"BAD_USER_INPUT"}
