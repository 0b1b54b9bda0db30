"""A course that is deleted between any two statements about it, or a connection that
ends there.
"""

import re
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.authoring import delete_course
from courses.models import Resource
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ReviewFactory,
    UserFactory,
)

COURSE = "course { title instructor { username } lessons { title } }"
LESSON = f"lesson {{ title resources {{ title }} {COURSE} }}"
CONTENTS = (
    f"title category {{ name }} lessons {{ title {COURSE} }} "
    "reviews(first: 3) { totalCount edges { "
    "node { rating student { username } } } }"
)
ENROLLMENT = f"enrollment {{ nextLesson {{ title }} {COURSE} }}"
PROGRESS = f"progress {{ isCompleted {LESSON} }}"

# What is sent by whom, and what is asked of the outcome.
MUTATIONS = [
    ("newcomer", "enroll(input: {courseId: $course})", ENROLLMENT),
    ("student", "unenroll(input: {courseId: $course})", ENROLLMENT),
    ("student", "completeLesson(input: {lessonId: $lesson})", PROGRESS + ENROLLMENT),
    ("student", "uncompleteLesson(input: {lessonId: $lesson})", PROGRESS + ENROLLMENT),
    (
        "student",
        "recordProgress(input: {entries: [{lessonId: $lesson, isCompleted: true, "
        'occurredAt: "2026-01-01T12:00:00Z"}]})',
        PROGRESS,
    ),
    (
        "student",
        "createReview(input: {courseId: $course, rating: 4})",
        f"review {{ {COURSE} }}",
    ),
    ("student", "muteCourse(input: {courseId: $course, isMuted: true})", COURSE),
    (
        "reviewer",
        "updateReview(input: {reviewId: $review, rating: 2})",
        f"review {{ {COURSE} }}",
    ),
    ("reviewer", "deleteReview(input: {reviewId: $review})", COURSE),
    ("instructor", 'updateCourse(input: {courseId: $course, title: "A"})', COURSE),
    ("instructor", "publishCourse(input: {courseId: $course})", COURSE),
    ("instructor", "unpublishCourse(input: {courseId: $course})", COURSE),
    (
        "instructor",
        "deleteCourse(input: {courseId: $course, confirm: true})",
        "deletedId",
    ),
    ("instructor", 'announce(input: {courseId: $course, message: "A"})', COURSE),
    ("instructor", 'createLesson(input: {courseId: $course, title: "A"})', LESSON),
    ("instructor", 'updateLesson(input: {lessonId: $lesson, title: "A"})', LESSON),
    ("instructor", "deleteLesson(input: {lessonId: $lesson})", COURSE),
    (
        "instructor",
        "reorderLessons(input: {courseId: $course, lessonIds: [$other, $lesson]})",
        COURSE,
    ),
    (
        "instructor",
        'createResource(input: {lessonId: $lesson, title: "A", file: $file})',
        f"resource {{ title {LESSON} }}",
    ),
    ("instructor", "deleteResource(input: {resourceId: $resource})", LESSON),
]
WITH_TRANSACTIONS = [
    one for one in MUTATIONS if re.match("enroll|completeL|createR|reorder", one[1])
]
QUERIES = [
    ("newcomer", f"node(id: $course) {{ ... on Course {{ {CONTENTS} }} }}"),
    ("student", f"node(id: $lesson) {{ ... on Lesson {{ {COURSE} }} }}"),
    (
        "student",
        "me { enrollments(first: 3) { edges { node { "
        f"progress {{ {LESSON} }} nextLesson {{ {COURSE} }} {COURSE} }} }} }} }}",
    ),
    ("reviewer", f"me {{ reviews(first: 3) {{ edges {{ node {{ {COURSE} }} }} }} }}"),
    (
        "instructor",
        f"me {{ taughtCourses(first: 3) {{ edges {{ node {{ {CONTENTS} }} }} }} }}",
    ),
]
NOTES = {"file": ("notes.txt", b"Notes.")}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def studied():
    """Makes a course with all that there can be in one, and names it."""

    def make():
        course = CourseFactory()
        other, lesson = LessonFactory.create_batch(2, course=course)
        notes = ContentFile(b"Notes.", name="notes.txt")
        enrollment = EnrollmentFactory(course=course)
        review = ReviewFactory(course=course, student=UserFactory())
        return {
            "course": course,
            "lesson": lesson,
            "other": other,
            "resource": Resource.objects.create(lesson=lesson, file=notes),
            "review": review,
            "instructor": course.instructor,
            "newcomer": UserFactory(),
            "student": enrollment.student,
            "reviewer": review.student,
        }

    return make


@contextmanager
def disturbed(turn, disturb, *, in_transactions):
    """Has something done before a statement, the how manyeth ``turn`` tells; yields a
    list that grows with each that could be the one.
    """
    sent = []

    def execute(execute, *arguments):
        if in_transactions or not connection.in_atomic_block:
            sent.append(turn)
            if len(sent) == turn:
                disturb()
        return execute(*arguments)

    # Capturing, so that plans send theirs by Django's cursors too.
    with CaptureQueriesContext(connection), connection.execute_wrapper(execute):
        yield sent


def end_connection():
    """Have PostgreSQL end this thread's; SQLite has none to end."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with other.cursor() as cursor:
            pid = connection.connection.info.backend_pid
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()


@pytest.fixture
def answers(studied):
    """Sends a document, again and again, disturbed at each of all places: by default by
    the course's deletion, which waits for what is in a transaction.
    """

    def answers(who, operation, text, disturb=None):
        names = re.findall(r"\$(\w+)", text)
        declared = [f"${one}: {'Upload' if one == 'file' else 'ID'}!" for one in names]
        declarations = f"({', '.join(declared)})" if declared else ""
        document = f"{operation} {declarations} {{ {text} }}"
        for turn in count(1):
            rows = studied()
            variables = {one: global_id(rows[one]) for one in names if one in rows}
            send: Any = Client(rows[who])
            if "file" in names:
                send = partial(send.upload, files=NOTES, file=None)
            delete = partial(delete_course, course=rows["course"], confirm=True)
            own = disturb or delete
            with disturbed(turn, own, in_transactions=bool(disturb)) as sent:
                yield send(document, **variables)
            if len(sent) < turn:
                break
        call_command("recount", check=True)

    return answers


@pytest.mark.parametrize(
    ("who", "mutation", "selection"),
    [pytest.param(*one, id=one[1].split("(")[0]) for one in MUTATIONS],
)
def test_a_mutation_is_done_or_says_what_is_not_there(
    who, mutation, selection, answers
):
    text = f"outcome: {mutation} {{ {selection} errors {{ code }} }}"

    result = list(answers(who, "mutation", text))

    payloads = [answer.body["data"]["outcome"] for answer in result]
    refusals = [error["code"] for one in payloads if one for error in one["errors"]]
    assert len(result) > 2
    assert {code for answer in result for code in answer.codes} <= {"NOT_FOUND"}
    assert set(refusals) <= {"NOT_FOUND", "NOT_ENROLLED"}
    assert payloads[0]["errors"] == [{"code": "NOT_FOUND"}]
    assert payloads[-1]["errors"] == []


@pytest.mark.parametrize(("who", "query"), QUERIES)
def test_a_query_finds_what_is_there(who, query, answers):
    result = list(answers(who, "query", query))

    assert len(result) > 2
    assert [answer.errors for answer in result] == [[] for _ in result]


@pytest.mark.parametrize(("who", "query"), QUERIES)
def test_a_query_outlives_its_connection(who, query, answers):
    result = list(answers(who, "query", query, end_connection))

    assert len(result) > 2
    assert [answer.errors for answer in result] == [[] for _ in result]


@pytest.mark.parametrize(
    ("who", "mutation", "selection"),
    [pytest.param(*one, id=one[1].split("(")[0]) for one in WITH_TRANSACTIONS],
)
def test_a_mutation_without_its_connection_is_done_or_may_be_tried_again(
    who, mutation, selection, answers
):
    text = f"outcome: {mutation} {{ {selection} errors {{ code }} }}"

    result = list(answers(who, "mutation", text, end_connection))

    assert len(result) > 2
    assert {code for one in result for code in one.codes} <= {"SERVICE_UNAVAILABLE"}
    assert result[-1].body["data"]["outcome"]["errors"] == []
