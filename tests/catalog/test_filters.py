import pytest

from schema.base.nodes import global_id
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    ReviewFactory,
    UserFactory,
)

COURSES = """
query Courses($filters: CourseFilter) {
  courses(filters: $filters, ordering: [{title: ASC}]) {
    totalCount
    nodes { title }
  }
}
"""


def found(*titles):
    """The answer that has the courses of these titles."""
    nodes = [{"title": title} for title in titles]
    return {"courses": {"totalCount": len(titles), "nodes": nodes}}


@pytest.fixture
def rated():
    """Makes a course with these ratings."""

    def rated(title, *ratings, **kwargs):
        course = CourseFactory(title=title, **kwargs)
        for rating in ratings:
            ReviewFactory(course=course, rating=rating)

    return rated


@pytest.fixture
def catalog(instructor, other_instructor, rated):
    maths = CategoryFactory(slug="maths")
    biology = CategoryFactory(slug="biology")
    rated("Algebra", 5, category=maths, instructor=instructor)
    rated("Botany", 3, category=biology, instructor=instructor)
    rated("Calculus", 4, 5, category=maths, instructor=other_instructor)
    rated("Drawing", category=None, instructor=other_instructor)
    rated("Ecology", category=biology, instructor=instructor, draft=True)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (None, ["Algebra", "Botany", "Calculus", "Drawing", "Ecology"]),
        ({}, ["Algebra", "Botany", "Calculus", "Drawing", "Ecology"]),
        ({"categorySlug": "maths"}, ["Algebra", "Calculus"]),
        ({"categorySlug": "biology"}, ["Botany", "Ecology"]),
        ({"categorySlug": "Maths"}, []),
        ({"categorySlug": ""}, []),
        (
            {"categorySlug": None},
            ["Algebra", "Botany", "Calculus", "Drawing", "Ecology"],
        ),
        ({"minRating": 3}, ["Algebra", "Botany", "Calculus"]),
        ({"minRating": 4.5}, ["Algebra", "Calculus"]),
        ({"minRating": 4.51}, ["Algebra"]),
        ({"minRating": 5.5}, []),
        ({"minRating": 0}, ["Algebra", "Botany", "Calculus"]),
        ({"minRating": -1e308}, ["Algebra", "Botany", "Calculus"]),
        ({"minRating": 1e308}, []),
        ({"isPublished": True}, ["Algebra", "Botany", "Calculus", "Drawing"]),
        ({"isPublished": False}, ["Ecology"]),
        ({"search": "calculus"}, ["Calculus"]),
        ({"categorySlug": "maths", "minRating": 4.8}, ["Algebra"]),
        ({"categorySlug": "biology", "isPublished": True}, ["Botany"]),
        ({"categorySlug": "maths", "isPublished": False}, []),
        ({"search": "alg", "categorySlug": "maths", "minRating": 4.8}, ["Algebra"]),
        ({"search": "botany", "categorySlug": "maths"}, []),
    ],
)
def test_an_instructor_finds_the_courses_that_meet_every_condition(
    as_instructor, catalog, filters, titles
):
    result = as_instructor(COURSES, filters=filters)

    assert result.data == found(*titles)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["Algebra", "Botany"]),
        ({"isPublished": False}, []),
        ({"categorySlug": "maths"}, ["Algebra"]),
        ({"categorySlug": "biology", "minRating": 4}, []),
        ({"search": "botany", "minRating": 3}, ["Botany"]),
    ],
)
def test_a_visitor_finds_the_published_courses_of_an_instructor(
    visitor, catalog, instructor, filters, titles
):
    filters = {**filters, "instructorId": global_id(instructor)}

    result = visitor(COURSES, filters=filters)

    assert result.data == found(*titles)


def test_somebody_who_teaches_nothing_has_no_courses(visitor, catalog, student):
    result = visitor(COURSES, filters={"instructorId": global_id(student)})

    assert result.data == found()


def test_nobody_has_no_courses(visitor, catalog):
    nobody = UserFactory()
    id = global_id(nobody)
    nobody.delete()

    result = visitor(COURSES, filters={"instructorId": id})

    assert result.data == found()


@pytest.mark.parametrize(
    "id",
    [
        "",
        "1",
        "instructor",
        "é",
        "VXNlcg==",  # User
        "VXNlcjo=",  # User:
        "VXNlcjow",  # User:0
        "VXNlcjotMQ==",  # User:-1
        "VXNlcjo5OTk5OTk5OTk5OTk5OTk5OTk5",  # User:9999999999999999999
        "Q291cnNlOjE=",  # Course:1
    ],
)
def test_the_id_of_no_user_is_refused_as_an_instructor(visitor, catalog, id):
    result = visitor(COURSES, filters={"instructorId": id})

    assert result.body["data"] is None
    assert result.codes == ["BAD_USER_INPUT"]
    assert result.errors[0]["message"] == "`instructorId` is not the id of a User."


@pytest.mark.parametrize(
    "filters",
    [
        {"minRating": "high"},
        {"isPublished": "yes"},
        {"categorySlug": 1},
        {"colour": "blue"},
        [{}],
        "python",
    ],
)
def test_filters_of_another_form_are_refused(visitor, catalog, filters):
    result = visitor(COURSES, filters=filters)

    assert "data" not in result.body
    assert set(result.codes) == {"BAD_USER_INPUT"}
