import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Course, Enrollment, Progress
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

RECORD = """
mutation ($entries: [ProgressEntry!]!) {
  recordProgress(input: {entries: $entries}) {
    progress { lesson { title } }
    errors { field message code }
  }
}
"""
NO_ZONE = "Give the time with its time zone, as in 2026-05-01T12:00:00Z."
NO_TIME = "This is in the future, or before 1970."
NO_POSITION = "A position is a number of seconds, 0 or more."
NO_LESSON = "There is no such object."


@pytest.mark.parametrize(
    ("wrong", "field", "message", "code"),
    [
        ({"occurredAt": "2026-05-01T12:00:00"}, "occurredAt", NO_ZONE, "INVALID"),
        ({"occurredAt": "2026-05-01"}, "occurredAt", NO_ZONE, "INVALID"),
        ({"occurredAt": "2999-01-01T00:00:00Z"}, "occurredAt", NO_TIME, "INVALID"),
        ({"occurredAt": "1969-12-31T23:59:59Z"}, "occurredAt", NO_TIME, "INVALID"),
        ({"occurredAt": "0001-01-01T00:00:00+14:00"}, "occurredAt", NO_TIME, "INVALID"),
        ({"occurredAt": "9999-12-31T23:59:59-14:00"}, "occurredAt", NO_TIME, "INVALID"),
        ({"positionSeconds": -1}, "positionSeconds", NO_POSITION, "OUT_OF_RANGE"),
        ({"lessonId": ""}, "lessonId", NO_LESSON, "NOT_FOUND"),
        ({"lessonId": "nonsense"}, "lessonId", NO_LESSON, "NOT_FOUND"),
        ({"lessonId": "TGVzc29uOjk5OTk5"}, "lessonId", NO_LESSON, "NOT_FOUND"),
    ],
)
def test_a_bad_entry_is_named_and_the_others_are_stored(
    as_student, enrollment, lessons, entry, wrong, field, message, code
):
    entries = [
        entry(lessons[0], isCompleted=True),
        entry(lessons[1], isCompleted=True) | wrong,
        entry(lessons[2], isCompleted=True),
    ]

    result = as_student(RECORD, entries=entries)

    assert result.data["recordProgress"] == {
        "progress": [
            {"lesson": {"title": lessons[0].title}},
            {"lesson": {"title": lessons[2].title}},
        ],
        "errors": [
            {"field": ["entries", "1", field], "message": message, "code": code}
        ],
    }
    assert Progress.objects.count() == 2
    assert Enrollment.objects.get().completed_lesson_count == 2


@pytest.mark.parametrize("key", [2**63 - 1, 2**63, 10**19 - 1, 10**30])
def test_an_id_beyond_all_numbers_is_not_found(as_student, lessons, entry, key):
    lesson_id = base64.urlsafe_b64encode(f"Lesson:{key}".encode()).decode()

    result = as_student(RECORD, entries=[entry(lessons[0]) | {"lessonId": lesson_id}])

    [error] = result.data["recordProgress"]["errors"]
    assert (error["field"], error["code"]) == (
        ["entries", "0", "lessonId"],
        "NOT_FOUND",
    )


def test_each_entry_is_judged_for_itself(as_student, student, course, lessons, entry):
    strange, draft = LessonFactory(), LessonFactory(course__draft=True)
    former = EnrollmentFactory(
        student=student, course=LessonFactory().course, left=True
    )
    EnrollmentFactory(student=student, course=course)
    Notification.objects.all().delete()
    entries = [
        entry(strange, isCompleted=True),
        entry(draft, isCompleted=True),
        entry(former.course.lessons.get(), isCompleted=True),
        entry(lessons[0], isCompleted=True) | {"lessonId": global_id(course)},
        entry(lessons[0], isCompleted=True),
    ]

    result = as_student(RECORD, entries=entries)

    answer = result.data["recordProgress"]
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [
        (["entries", "0", "lessonId"], "NOT_ENROLLED"),
        (["entries", "1", "lessonId"], "NOT_FOUND"),
        (["entries", "2", "lessonId"], "NOT_ENROLLED"),
        (["entries", "3", "lessonId"], "NOT_FOUND"),
    ]
    assert answer["progress"] == [{"lesson": {"title": lessons[0].title}}]
    assert Progress.objects.get().lesson == lessons[0]
    assert not Notification.objects.exists()


def test_students_of_an_unpublished_course_are_not_refused(
    as_student, enrollment, lessons, entry
):
    Course.objects.update(is_published=False)

    result = as_student(RECORD, entries=[entry(lessons[0], isCompleted=True)])

    assert result.data["recordProgress"]["errors"] == []
    assert Progress.objects.get().is_completed


def test_more_than_a_hundred_entries_are_refused(
    as_student, enrollment, lessons, entry
):
    result = as_student(RECORD, entries=[entry(lessons[0], isCompleted=True)] * 101)

    assert result.data["recordProgress"] == {
        "progress": [],
        "errors": [
            {
                "field": ["entries"],
                "message": "Send at most 100 entries at once.",
                "code": "TOO_MANY",
            }
        ],
    }
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"occurredAt": "yesterday"},
        {"occurredAt": ""},
        {"occurredAt": "2026-13-01T00:00:00Z"},
        {"occurredAt": 5},
        {"occurredAt": None},
        {"positionSeconds": 2**31},
        {"positionSeconds": 1.5},
        {"positionSeconds": "1"},
        {"isCompleted": "yes"},
        {"lessonId": None},
        {"surprise": 1},
    ],
)
def test_what_is_not_an_entry_is_refused_with_its_batch(
    as_student, enrollment, lessons, entry, wrong
):
    entries = [entry(lessons[0], isCompleted=True), entry(lessons[1]) | wrong]

    result = as_student(RECORD, entries=entries)

    assert result.codes == ["BAD_USER_INPUT"]
    assert not Progress.objects.exists()


def test_a_clock_may_run_five_minutes_ahead(as_student, enrollment, lessons, entry):
    now = timezone.now()
    times = [now + timedelta(minutes=minutes) for minutes in (4, 6)]

    result = as_student(
        RECORD,
        entries=[
            entry(lesson) | {"occurredAt": when.isoformat()}
            for lesson, when in zip(lessons, times, strict=False)
        ],
    )

    [error] = result.data["recordProgress"]["errors"]
    assert error["field"] == ["entries", "1", "occurredAt"]
    assert Progress.objects.get().lesson == lessons[0]


@pytest.mark.parametrize("who", ["other student", "instructor", "staff"])
def test_nobody_records_for_somebody_else(clients, enrollment, lessons, entry, who):
    result = clients[who](RECORD, entries=[entry(lessons[0], isCompleted=True)])

    [error] = result.data["recordProgress"]["errors"]
    assert error["code"] == "NOT_ENROLLED"
    assert not Progress.objects.exists()


def test_a_visitor_has_to_sign_in(visitor, lessons, entry):
    result = visitor(RECORD, entries=[entry(lessons[0], isCompleted=True)])

    assert result.codes == ["UNAUTHENTICATED"]
    assert not Progress.objects.exists()
