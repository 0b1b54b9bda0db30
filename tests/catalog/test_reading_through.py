"""Whoever reads a list page by page, either way, reads all of it."""

import pytest

from courses.models import Course
from courses.progress import complete_lesson
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    NotificationFactory,
    ReviewFactory,
)

COURSES = "courses(ARGUMENTS, ordering: [%s]) ROWS"
REVIEWED = 'course(slug: "reviewed") { %s }'
LISTS = {
    "categories": "categories(ARGUMENTS) ROWS",
    "categories backwards": "categories(ARGUMENTS, ordering: [{name: DESC}]) ROWS",
    "newest": "courses(ARGUMENTS) ROWS",
    "oldest": COURSES % "{createdAt: ASC}",
    "by title": COURSES % "{title: ASC}",
    "by title backwards": COURSES % "{title: DESC}",
    "best": COURSES % "{rating: DESC}",
    "worst": COURSES % "{rating: ASC}",
    "most popular": COURSES % "{studentCount: DESC}",
    "least popular": COURSES % "{studentCount: ASC}",
    "by two keys": COURSES % "{rating: DESC}, {studentCount: DESC}",
    "by three keys": COURSES % "{rating: DESC}, {title: ASC}, {createdAt: DESC}",
    "search": 'courses(ARGUMENTS, filters: {search: "course"}) ROWS',
    "of a category": 'category(slug: "all") { courses(ARGUMENTS) ROWS }',
    "reviews": REVIEWED % "reviews(ARGUMENTS) ROWS",
    "worst reviews": REVIEWED % "reviews(ARGUMENTS, ordering: [{rating: ASC}]) ROWS",
    "taught": REVIEWED % "instructor { taughtCourses(ARGUMENTS) ROWS }",
    "enrollments": "me { enrollments(ARGUMENTS) ROWS }",
    "last active enrollments": (
        "me { enrollments(ARGUMENTS, ordering: [{lastActivityAt: DESC}]) ROWS }"
    ),
    "own reviews": "me { reviews(ARGUMENTS) ROWS }",
    "notifications": "me { notifications(ARGUMENTS) ROWS }",
}
FORWARD = "query Forward($size: Int!, $cursor: String) { %s }"
BACKWARD = "query Backward($size: Int!, $cursor: String) { %s }"
ROWS = """{
  nodes { id }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
}"""


def forward(name):
    text = LISTS[name].replace("ARGUMENTS", "first: $size, after: $cursor")
    return FORWARD % text.replace("ROWS", ROWS)


def backward(name):
    text = LISTS[name].replace("ARGUMENTS", "last: $size, before: $cursor")
    return BACKWARD % text.replace("ROWS", ROWS)


def read(client, document, size, has_more="hasNextPage", cursor="endCursor"):
    """The ids on each page, until a page says that there are no more."""
    pages = []
    answer = {"pageInfo": {has_more: True, cursor: None}}
    while answer["pageInfo"][has_more]:
        answer = client(document, size=size, cursor=answer["pageInfo"][cursor]).data
        while "pageInfo" not in answer:
            [answer] = answer.values()
        pages.append([node["id"] for node in answer["nodes"]])
    return pages


@pytest.fixture
def world(student):
    """Some rows in every list, many of them equal in what they are sorted by."""
    category = CategoryFactory(slug="all", name="Category")
    CategoryFactory.create_batch(7, name="Category")
    reviewed = CourseFactory(slug="reviewed", title="Course", category=category)
    for n in range(7):
        course = CourseFactory(
            title=f"Course {n % 3}",
            category=category,
            instructor=reviewed.instructor,
        )
        ReviewFactory(course=reviewed, rating=1 + n % 3)
        ReviewFactory.create_batch(n % 2, course=course, rating=3 + n % 3)
        lesson = LessonFactory(course=course)
        EnrollmentFactory(student=student, course=course)
        if n % 2:
            ReviewFactory(course=course, student=student)
            complete_lesson(student=student, lesson=lesson)
        NotificationFactory(user=student)
    Course.objects.update(created_at=reviewed.created_at)
    ReviewFactory(course=reviewed, student=student)


@pytest.mark.parametrize("size", [1, 3, 8])
@pytest.mark.parametrize("name", LISTS)
def test_reading_on_to_the_end_gives_every_row_once(as_student, world, name, size):
    [whole] = read(as_student, forward(name), size=100)

    result = read(as_student, forward(name), size)

    assert sum(result, []) == whole
    assert len(set(whole)) == len(whole) >= 3
    assert {len(page) for page in result[:-1]} <= {size}


@pytest.mark.parametrize("size", [1, 3, 8])
@pytest.mark.parametrize("name", LISTS)
def test_reading_back_to_the_start_gives_every_row_once(as_student, world, name, size):
    [whole] = read(as_student, forward(name), size=100)

    result = read(as_student, backward(name), size, "hasPreviousPage", "startCursor")

    assert sum(reversed(result), []) == whole
    assert {len(page) for page in result[:-1]} <= {size}
