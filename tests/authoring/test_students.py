"""Instructors see who studies their courses, and how far everybody is."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Enrollment
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import EnrollmentFactory, UserFactory

STUDENTS = """
query (
  $id: ID!, $filters: EnrollmentFilter, $ordering: [EnrollmentOrder!],
  $first: Int, $after: String, $last: Int, $before: String
) {
  course(id: $id) {
    students(
      filters: $filters, ordering: $ordering,
      first: $first, after: $after, last: $last, before: $before
    ) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { student { username } }
    }
  }
}
"""
PROGRESS = """
query ($id: ID!) {
  course(id: $id) {
    students(first: 100) {
      totalCount
      nodes {
        student { username email enrollments { totalCount } }
        course { title }
        isActive enrolledAt completedAt lastActivityAt
        completedLessonCount lessonCount progressPercent
        nextLesson { title }
        progress { isCompleted lesson { title } }
      }
    }
  }
}
"""
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def students(course, lessons):
    """Four students: *amy* came first, *ben* left, *cai* has finished, *dee* is new.

    Ben did something last, then Amy.
    """
    people = {}
    activity = {"amy": 20, "ben": 30, "cai": 10, "dee": None}
    for day, (name, days) in enumerate(activity.items()):
        student = people[name] = UserFactory(username=name)
        row = EnrollmentFactory(student=student, course=course)
        finished = START + timedelta(days=5) if name == "cai" else None
        if name == "cai":
            for lesson in lessons:
                complete_lesson(student=student, lesson=lesson)
        Enrollment.objects.filter(pk=row.pk).update(
            enrolled_at=START + timedelta(days=day),
            last_activity_at=days and START + timedelta(days=days),
            completed_at=finished,
            is_active=name != "ben",
        )
    return people


def names(answer):
    nodes = answer.data["course"]["students"]["nodes"]
    return [node["student"]["username"] for node in nodes]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (None, ["dee", "cai", "ben", "amy"]),
        ({}, ["dee", "cai", "ben", "amy"]),
        ({"isActive": True}, ["dee", "cai", "amy"]),
        ({"isActive": False}, ["ben"]),
        ({"isCompleted": True}, ["cai"]),
        ({"isCompleted": False}, ["dee", "ben", "amy"]),
        ({"isActive": True, "isCompleted": False}, ["dee", "amy"]),
    ],
)
def test_filters(as_instructor, course, students, filters, expected):
    result = as_instructor(STUDENTS, id=global_id(course), filters=filters)

    assert names(result) == expected
    assert result.data["course"]["students"]["totalCount"] == len(expected)


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ([], ["dee", "cai", "ben", "amy"]),
        ([{"enrolledAt": "ASC"}], ["amy", "ben", "cai", "dee"]),
        ([{"enrolledAt": "DESC"}], ["dee", "cai", "ben", "amy"]),
        ([{"lastActivityAt": "ASC"}], ["dee", "cai", "amy", "ben"]),
        ([{"lastActivityAt": "DESC"}], ["ben", "amy", "cai", "dee"]),
    ],
)
def test_orderings(as_instructor, course, students, ordering, expected):
    result = as_instructor(STUDENTS, id=global_id(course), ordering=ordering)

    assert names(result) == expected


@pytest.mark.parametrize("key", ["enrolledAt", "lastActivityAt"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages(as_instructor, course, students, key, direction):
    variables = {"id": global_id(course), "ordering": [{key: direction}]}
    whole = names(as_instructor(STUDENTS, **variables))
    pages = [as_instructor(STUDENTS, first=3, **variables)]
    after = pages[0].data["course"]["students"]["pageInfo"]
    pages.append(
        as_instructor(STUDENTS, first=3, after=after["endCursor"], **variables)
    )
    before = pages[1].data["course"]["students"]["pageInfo"]

    result = as_instructor(STUDENTS, last=2, before=before["startCursor"], **variables)

    assert [names(page) for page in pages] == [whole[:3], whole[3:]]
    assert (after["hasNextPage"], before["hasNextPage"]) == (True, False)
    assert names(result) == whole[1:3]


def test_how_far_a_student_is(as_instructor, course, lessons):
    student = UserFactory(username="amy")
    row = EnrollmentFactory(student=student, course=course)
    complete_lesson(student=student, lesson=lessons[0])
    row.refresh_from_db()

    result = as_instructor(PROGRESS, id=global_id(course))

    shown = {
        "student": {"username": "amy", "email": None, "enrollments": None},
        "course": {"title": course.title},
        "isActive": True,
        "enrolledAt": row.enrolled_at.isoformat(),
        "completedAt": None,
        "lastActivityAt": row.last_activity_at.isoformat(),
        "completedLessonCount": 1,
        "lessonCount": 3,
        "progressPercent": 33,
        "nextLesson": {"title": lessons[1].title},
        "progress": [{"isCompleted": True, "lesson": {"title": lessons[0].title}}],
    }
    students = {"totalCount": 1, "nodes": [shown]}
    assert result.data == {"course": {"students": students}}


@pytest.mark.parametrize(
    ("person", "is_shown"),
    [
        ("visitor", False),
        ("student", False),
        ("other student", False),
        ("other instructor", False),
        ("instructor", True),
        ("staff", True),
    ],
)
def test_who_sees_the_students(clients, course, enrollment, person, is_shown):
    result = clients[person](STUDENTS, id=global_id(course))

    assert (result.data["course"]["students"] is not None) == is_shown


def test_another_instructor_who_studies_it_sees_no_students(course, students):
    colleague = UserFactory(instructor=True)
    EnrollmentFactory(student=colleague, course=course)

    result = Client(colleague)(STUDENTS, id=global_id(course))

    assert result.data == {"course": {"students": None}}


@pytest.mark.parametrize("number", [3, 30])
def test_students_take_a_known_number_of_statements(
    as_instructor, course, lessons, statements, number
):
    for _ in range(number):
        student = UserFactory()
        EnrollmentFactory(student=student, course=course)
        complete_lesson(student=student, lesson=lessons[0])

    result = statements(lambda: as_instructor(PROGRESS, id=global_id(course)))

    assert result == 5
