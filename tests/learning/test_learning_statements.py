"""How many statements learning costs, those that begin and end transactions too."""

import pytest
from django.db import connection

from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

ENROLLMENT = """
enrollment { progressPercent course { title studentCount rating { average } } }
"""
ENROLL = """
mutation ($id: ID!) { enroll(input: {courseId: $id}) { %s } }
""" % ENROLLMENT
UNENROLL = """
mutation ($id: ID!) { unenroll(input: {courseId: $id}) { %s } }
""" % ENROLLMENT
COMPLETE = """
mutation ($id: ID!) {
  completeLesson(input: {lessonId: $id}) {
    progress { isCompleted lesson { title } } %s
  }
}
""" % ENROLLMENT
RECORD = """
mutation ($entries: [ProgressEntry!]!) {
  recordProgress(input: {entries: $entries}) {
    progress { isCompleted lesson { title } } errors { code }
  }
}
"""
ENROLLMENTS = """
{
  me {
    enrollments {
      nodes {
        progressPercent
        course { title }
        nextLesson { title }
        progress { isCompleted lesson { title } }
      }
    }
  }
}
"""


def test_enrolling(as_student, course, statements):
    result = statements(lambda: as_student(ENROLL, id=global_id(course)))

    assert result == 13


def test_enrolling_again(as_student, enrollment, course, statements):
    result = statements(lambda: as_student(ENROLL, id=global_id(course)))

    assert result == 6


def test_coming_back(as_student, student, course, statements):
    EnrollmentFactory(student=student, course=course, left=True)

    result = statements(lambda: as_student(ENROLL, id=global_id(course)))

    assert result == 13


def test_leaving(as_student, enrollment, course, statements):
    result = statements(lambda: as_student(UNENROLL, id=global_id(course)))

    assert result == 9


def test_doing_a_lesson(as_student, enrollment, lessons, statements):
    result = statements(lambda: as_student(COMPLETE, id=global_id(lessons[0])))

    assert result == (6 if connection.vendor == "postgresql" else 10)


def test_doing_a_lesson_again(as_student, student, enrollment, lessons, statements):
    complete_lesson(student=student, lesson=lessons[0])

    result = statements(lambda: as_student(COMPLETE, id=global_id(lessons[0])))

    assert result == (6 if connection.vendor == "postgresql" else 10)


def test_doing_the_last_lesson(as_student, enrollment, course, statements):
    lesson = LessonFactory(course=course)

    result = statements(lambda: as_student(COMPLETE, id=global_id(lesson)))

    assert result == (19 if connection.vendor == "postgresql" else 15)


@pytest.mark.parametrize("number", [1, 5])
def test_a_batch_costs_the_same_whatever_its_length(
    as_student, student, entry, statements, number
):
    lessons = LessonFactory.create_batch(number)
    for lesson in lessons:
        EnrollmentFactory(student=student, course=lesson.course)
    entries = [entry(lesson, isCompleted=True) for lesson in lessons]

    result = statements(lambda: as_student(RECORD, entries=entries))

    assert result == 15


def test_a_batch_that_was_sent_before_writes_nothing(
    as_student, enrollment, lessons, entry, statements
):
    entries = [entry(lesson, isCompleted=True) for lesson in lessons]
    as_student(RECORD, entries=entries)

    result = statements(lambda: as_student(RECORD, entries=entries))

    assert result == 7


@pytest.mark.parametrize("number", [2, 5])
def test_the_list_of_enrollments_costs_the_same_whatever_its_length(
    as_student, student, statements, number
):
    for lesson in LessonFactory.create_batch(number):
        LessonFactory(course=lesson.course)
        EnrollmentFactory(student=student, course=lesson.course)
        complete_lesson(student=student, lesson=lesson)

    result = statements(lambda: as_student(ENROLLMENTS))

    assert result == 3
