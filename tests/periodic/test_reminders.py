"""Students who let a course lie are reminded after three days, and after ten."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from courses import lessons as authoring
from courses.enrollment import enroll, unenroll
from courses.models import Course, Enrollment, Lesson, Progress
from courses.progress import Report, complete_lesson, record
from courses.reminders import send_reminders
from notifications.models import Notification
from notifications.services import delete
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import LessonFactory
from tests.periodic.conftest import NOON
from tests.users.clock import at
from users.models import User

REMINDERS = """
{
  me {
    notifications(filters: {type: REMINDER}) {
      nodes { type message link progress { id } }
    }
  }
}
"""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def reminders() -> list[Notification]:
    return list(Notification.objects.filter(type="reminder").order_by("pk"))


@pytest.fixture
def enrolled(student: User, lessons: list[Lesson]) -> Enrollment:
    """``student`` enrolled at noon in ``course``, of three lessons."""
    with at(NOON):
        return enroll(student=student, course=lessons[0].course)


@pytest.fixture
def begun(enrolled: Enrollment, student: User, lessons: list[Lesson]) -> Progress:
    """At noon ``student`` did the second lesson, and then the first one."""
    reports = [
        Report(lessons[1], NOON - HOUR, is_completed=True),
        Report(lessons[0], NOON, is_completed=True),
    ]
    with at(NOON):
        _, progress = record(student=student, reports=reports)
    return progress


@pytest.mark.parametrize(
    ("pause", "said"),
    [
        (days(3) - MINUTE, []),
        (days(3), ["3 days"]),
        (days(10) - MINUTE, ["9 days"]),
        (days(10), ["10 days"]),
        (days(12), ["12 days"]),
        (days(30) - MINUTE, ["29 days"]),
        (days(30), []),
    ],
    ids=str,
)
def test_a_student_is_reminded_of_a_course_that_was_not_begun(
    enrolled: Enrollment,
    course: Course,
    as_student: Client,
    pause: timedelta,
    said: Any,
) -> None:
    send_reminders(NOON + pause)

    result = as_student(REMINDERS)

    lesson = course.lessons.get(order=1)
    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "REMINDER",
            "message": f"You enrolled in {course.title} {time} ago. "
            f"Next is lesson 1: {lesson.title}.",
            "link": f"/courses/{course.slug}/lessons/1",
            "progress": None,
        }
        for time in said
    ]


def test_a_student_is_reminded_of_a_course_that_was_begun(
    begun: Progress, course: Course, lessons: list[Lesson], as_student: Client
) -> None:
    send_reminders(NOON + days(3))

    result = as_student(REMINDERS)

    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "REMINDER",
            "message": f"You have not been in {course.title} for 3 days. "
            f"Next is lesson 3: {lessons[2].title}.",
            "link": f"/courses/{course.slug}/lessons/3",
            "progress": {"id": global_id(begun)},
        }
    ]


def test_nobody_is_reminded_twice_of_a_pause(enrolled: Enrollment) -> None:
    hours = [NOON + days(2) + number * HOUR for number in range(10 * 24)]

    result = [hour - NOON for hour in hours if send_reminders(hour)]

    assert result == [days(3), days(10)]
    assert len(reminders()) == 2


def test_who_was_away_for_long_before_the_first_run_gets_one(
    enrolled: Enrollment,
) -> None:
    result = [send_reminders(NOON + days(12) + hour * HOUR) for hour in range(48)]

    assert sum(result) == 1


def test_who_deleted_a_reminder_does_not_get_it_again(enrolled: Enrollment) -> None:
    send_reminders(NOON + days(3))
    delete(notification=reminders()[0])

    result = send_reminders(NOON + days(3) + HOUR)

    assert (result, reminders()) == (0, [])


@pytest.mark.parametrize("reminded", [True, False])
def test_whoever_was_active_meanwhile_is_reminded_of_the_new_pause(
    begun: Progress, student: User, lessons: list[Lesson], reminded: bool
) -> None:
    back = NOON + days(5)
    if reminded:
        send_reminders(NOON + days(3))
    with at(back):
        complete_lesson(student=student, lesson=lessons[1])
    before = len(reminders())

    result = [
        send_reminders(back + pause)
        for pause in (HOUR, days(3) - MINUTE, days(3), days(9), days(10), days(20))
    ]

    assert before == reminded
    assert result == [0, 0, 1, 0, 1, 0]


def test_whoever_left_is_not_reminded(enrolled: Enrollment, student: User) -> None:
    unenroll(student=student, course=enrolled.course)

    result = send_reminders(NOON + days(3))

    assert (result, reminders()) == (0, [])


def test_whoever_came_back_is_reminded_of_the_time_since(
    enrolled: Enrollment, student: User, course: Course
) -> None:
    unenroll(student=student, course=course)
    with at(NOON + days(20)):
        enroll(student=student, course=course)

    result = [send_reminders(NOON + days(20) + pause) for pause in (HOUR, days(3))]

    assert result == [0, 1]


def test_whoever_finished_is_never_reminded(
    enrolled: Enrollment, student: User, lessons: list[Lesson], course: Course
) -> None:
    with at(NOON):
        for lesson in lessons:
            complete_lesson(student=student, lesson=lesson)
    LessonFactory(course=course)

    result = send_reminders(NOON + days(3))

    assert (result, reminders()) == (0, [])


def test_whoever_has_nothing_left_to_do_is_not_reminded(
    begun: Progress, lessons: list[Lesson]
) -> None:
    authoring.delete_lesson(lesson=lessons[2])

    result = send_reminders(NOON + days(3))

    assert (result, reminders()) == (0, [])


def test_a_course_without_lessons_reminds_nobody(student: User, course: Course) -> None:
    with at(NOON):
        enroll(student=student, course=course)

    result = send_reminders(NOON + days(3))

    assert (result, reminders()) == (0, [])


def test_who_has_no_active_account_is_not_reminded(
    enrolled: Enrollment, student: User
) -> None:
    User.objects.filter(pk=student.pk).update(is_active=False)

    result = send_reminders(NOON + days(3))

    assert (result, reminders()) == (0, [])


def test_a_course_that_is_no_longer_published_still_reminds_its_students(
    enrolled: Enrollment, course: Course
) -> None:
    Course.objects.filter(pk=course.pk).update(is_published=False)

    result = send_reminders(NOON + days(3))

    assert result == 1


def test_a_muted_course_reminds_nobody(
    enrolled: Enrollment, student: User, course: Course, as_student: Client
) -> None:
    student.course_mutes.create(course=course)
    send_reminders(NOON + days(3))

    result = as_student(REMINDERS)

    assert result.data["me"]["notifications"]["nodes"] == []
    assert not student.emails.filter(key__contains="reminder").exists()


@pytest.mark.parametrize(
    ("time_zone", "hour", "minute", "reminded"),
    [
        ("UTC", 8, 59, 0),
        ("UTC", 9, 0, 1),
        ("UTC", 17, 59, 1),
        ("UTC", 18, 0, 0),
        ("Asia/Tokyo", 23, 59, 0),
        ("Asia/Tokyo", 0, 0, 1),
        ("Asia/Kolkata", 3, 29, 0),
        ("Asia/Kolkata", 3, 30, 1),
        ("America/New_York", 12, 59, 0),
        ("America/New_York", 13, 0, 1),
        ("Atlantis/Poseidonis", 8, 59, 0),
        ("Atlantis/Poseidonis", 9, 0, 1),
    ],
)
def test_people_are_reminded_by_day(
    enrolled: Enrollment, time_zone: str, hour: int, minute: int, reminded: int
) -> None:
    User.objects.filter(pk=enrolled.student_id).update(time_zone=time_zone)
    now = (NOON + days(4)).replace(hour=hour, minute=minute)

    result = send_reminders(now)

    assert result == reminded


def test_whom_the_reminder_met_at_night_gets_it_by_day(enrolled: Enrollment) -> None:
    Enrollment.objects.update(enrolled_at=NOON + 11 * HOUR)
    hours = [NOON + days(3) + number * HOUR for number in range(48)]

    result = [hour for hour in hours if send_reminders(hour)]

    assert result == [datetime.fromisoformat("2026-05-24T09:00Z")]


def test_many_are_reminded_in_batches(pausing: Callable[[int], None]) -> None:
    pausing(1100)

    result = send_reminders(NOON + days(3))

    told = Notification.objects.filter(type="reminder").values("user").distinct()
    assert (result, told.count()) == (1100, 1100)


def test_a_batch_takes_as_many_statements_for_30_as_for_3(
    pausing: Callable[[int], None], statements: Callable[..., int]
) -> None:
    pausing(3)
    few = statements(lambda: send_reminders(NOON + days(3)))
    pausing(30)

    result = statements(lambda: send_reminders(NOON + days(3)))

    assert len(reminders()) == 33
    assert result == few


def test_nothing_due_takes_one_statement(
    enrolled: Enrollment, statements: Callable[..., int]
) -> None:
    result = statements(lambda: send_reminders(NOON + days(2)))

    assert result == 3  # with the beginning and the end of its transaction
