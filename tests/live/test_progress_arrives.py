"""What a student does on one device shows on the others."""

from collections.abc import Callable

import pytest

from courses.models import Course, Enrollment, Lesson
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import CourseFactory, EnrollmentFactory, LessonFactory
from tests.live.sockets import Socket
from users.models import User

CHANGED = """
subscription ($courseId: ID) {
  progressChanged(courseId: $courseId) {
    course { title } progressPercent isActive progress { positionSeconds }
  }
}
"""
COMPLETE = """
mutation ($id: ID!) { completeLesson(input: {lessonId: $id}) { errors { code } } }
"""
WATCH = """
mutation ($id: ID!, $at: DateTime!) {
  recordProgress(
    input: {entries: [{lessonId: $id, positionSeconds: 75, occurredAt: $at}]}
  ) { errors { code } }
}
"""
UNENROLL = """
mutation ($id: ID!) { unenroll(input: {courseId: $id}) { errors { code } } }
"""

Connect = Callable[..., Socket]


@pytest.fixture
def lesson(server: object, course: Course, enrollment: Enrollment) -> Lesson:
    """The first of the course's two lessons, of which the student did none."""
    return LessonFactory.create_batch(2, course=course)[0]


@pytest.fixture
def listening(student: User, lesson: Lesson, connect: Connect) -> Socket:
    """Another device of the student's, which waits for changes."""
    socket = connect(student)
    socket.subscribe(CHANGED)
    assert socket.is_silent()
    return socket


def changed(socket: Socket) -> object:
    return socket.next()["progressChanged"]


def test_a_lesson_that_is_done_shows_on_another_device(
    student: User, course: Course, lesson: Lesson, listening: Socket
) -> None:
    Client(student)(COMPLETE, id=global_id(lesson)).data

    result = changed(listening)

    assert result == {
        "course": {"title": course.title},
        "progressPercent": 50,
        "isActive": True,
        "progress": [{"positionSeconds": 0}],
    }
    assert listening.is_silent()


def test_a_position_shows_on_another_device(
    student: User, course: Course, lesson: Lesson, listening: Socket
) -> None:
    Client(student)(WATCH, id=global_id(lesson), at="2026-01-01T00:00:00Z").data

    result = changed(listening)

    assert result == {
        "course": {"title": course.title},
        "progressPercent": 0,
        "isActive": True,
        "progress": [{"positionSeconds": 75}],
    }


def test_leaving_shows_on_another_device(
    student: User, course: Course, listening: Socket
) -> None:
    Client(student)(UNENROLL, id=global_id(course)).data

    result = changed(listening)

    assert result == {
        "course": {"title": course.title},
        "progressPercent": 0,
        "isActive": False,
        "progress": [],
    }


def test_only_the_course_that_was_asked_for(
    student: User, lesson: Lesson, connect: Connect
) -> None:
    other = LessonFactory(course=CourseFactory())
    EnrollmentFactory(student=student, course=other.course)
    socket = connect(student)
    socket.subscribe(CHANGED, courseId=global_id(other.course))
    assert socket.is_silent()
    Client(student)(COMPLETE, id=global_id(lesson)).data
    assert socket.is_silent()
    Client(student)(COMPLETE, id=global_id(other)).data

    result = changed(socket)

    assert result == {
        "course": {"title": other.course.title},
        "progressPercent": 100,
        "isActive": True,
        "progress": [{"positionSeconds": 0}],
    }


def test_nobody_sees_the_progress_of_another(
    student: User,
    instructor: User,
    course: Course,
    lesson: Lesson,
    connect: Connect,
) -> None:
    socket = connect(instructor)
    socket.subscribe(CHANGED, courseId=global_id(course))
    Client(student)(COMPLETE, id=global_id(lesson)).data

    result = socket.is_silent()

    assert result
