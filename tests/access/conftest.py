"""Every kind of viewer, and courses in every state of publication."""

import pytest

from courses.models import Course
from tests.client import Client
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ReviewFactory,
    UserFactory,
)

VIEWERS = [
    "visitor",
    "student",
    "former student",
    "other student",
    "instructor",
    "other instructor",
    "staff",
]


@pytest.fixture
def former_student(db):
    """Has left every course that has students."""
    return UserFactory()


@pytest.fixture
def viewers(clients, former_student):
    return {**clients, "former student": Client(former_student)}


@pytest.fixture
def make_course(instructor, student, former_student):
    """Makes the only course that there is, published, a draft, or taken back.

    It has a lesson and a preview lesson. Unless it was always a draft, ``student``
    studies it, and ``former_student`` left it and a review.
    """

    def make_course(state):
        course = CourseFactory(
            title="Secrets",
            slug="secrets",
            instructor=instructor,
            category=CategoryFactory(name="Mysteries", slug="mysteries"),
            draft=state == "draft",
        )
        LessonFactory(course=course, title="First", content="Abracadabra.")
        LessonFactory(course=course, title="Second", is_preview=True)
        if state != "draft":
            EnrollmentFactory(student=student, course=course)
            ReviewFactory(student=former_student, course=course)
            EnrollmentFactory(student=former_student, course=course, left=True)
        if state == "unpublished":
            Course.objects.filter(pk=course.pk).update(is_published=False)
        course.refresh_from_db()
        return course

    return make_course
