"""The people and things that most tests are about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Enrollment, Lesson
from tests.client import Client
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    UserFactory,
)
from users.models import User


@pytest.fixture
def student(db: None) -> User:
    return UserFactory()


@pytest.fixture
def other_student(db: None) -> User:
    return UserFactory()


@pytest.fixture
def instructor(db: None) -> User:
    return UserFactory(instructor=True)


@pytest.fixture
def other_instructor(db: None) -> User:
    return UserFactory(instructor=True)


@pytest.fixture
def staff(db: None) -> User:
    return UserFactory(staff=True)


@pytest.fixture
def course(instructor: User) -> Course:
    """A published course of ``instructor``, without lessons."""
    return CourseFactory(instructor=instructor)


@pytest.fixture
def draft(instructor: User) -> Course:
    return CourseFactory(instructor=instructor, draft=True)


@pytest.fixture
def lessons(course: Course) -> list[Lesson]:
    """The three lessons of ``course``."""
    return LessonFactory.create_batch(3, course=course)


@pytest.fixture
def enrollment(student: User, course: Course) -> Enrollment:
    """``student`` is an active student of ``course``."""
    return EnrollmentFactory(student=student, course=course)


@pytest.fixture
def visitor(db: None) -> Client:
    """The client of somebody who is not signed in."""
    return Client()


@pytest.fixture
def as_student(student: User) -> Client:
    return Client(student)


@pytest.fixture
def as_other_student(other_student: User) -> Client:
    return Client(other_student)


@pytest.fixture
def as_instructor(instructor: User) -> Client:
    return Client(instructor)


@pytest.fixture
def as_other_instructor(other_instructor: User) -> Client:
    return Client(other_instructor)


@pytest.fixture
def as_staff(staff: User) -> Client:
    return Client(staff)


@pytest.fixture
def clients(
    visitor: Client,
    as_student: Client,
    as_other_student: Client,
    as_instructor: Client,
    as_other_instructor: Client,
    as_staff: Client,
) -> dict[str, Client]:
    """Every kind of viewer, by the words that tables of access use."""
    return {
        "visitor": visitor,
        "student": as_student,
        "other student": as_other_student,
        "instructor": as_instructor,
        "other instructor": as_other_instructor,
        "staff": as_staff,
    }


@pytest.fixture
def statements(db: None) -> Callable[[Callable[[], Any]], int]:
    """Counts the statements that a call sends to the database."""

    def count(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
