from datetime import timedelta
from itertools import permutations

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from courses.models import Enrollment, Progress
from courses.progress import complete_lesson, uncomplete_lesson
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

RECORD = """
mutation ($entries: [ProgressEntry!]!) {
  recordProgress(input: {entries: $entries}) {
    progress { id lesson { title } isCompleted completedAt positionSeconds }
    errors { field message code }
  }
}
"""
PROGRESS = """
query ($id: ID!) {
  lesson(id: $id) { viewerProgress { isCompleted completedAt positionSeconds } }
}
"""


def test_what_was_done_offline_is_stored(as_student, enrollment, lessons, entry):
    entries = [
        entry(lessons[0], ago=30, isCompleted=True, positionSeconds=600),
        entry(lessons[1], ago=20, positionSeconds=90),
    ]

    result = as_student(RECORD, entries=entries)

    first, second = Progress.objects.order_by("lesson__order")
    assert result.data["recordProgress"] == {
        "progress": [
            {
                "id": global_id(first),
                "lesson": {"title": lessons[0].title},
                "isCompleted": True,
                "completedAt": entries[0]["occurredAt"],
                "positionSeconds": 600,
            },
            {
                "id": global_id(second),
                "lesson": {"title": lessons[1].title},
                "isCompleted": False,
                "completedAt": None,
                "positionSeconds": 90,
            },
        ],
        "errors": [],
    }
    call_command("recount", check=True)


def test_one_batch_may_be_about_several_courses(
    as_student, student, enrollment, lessons, entry
):
    elsewhere = LessonFactory()
    EnrollmentFactory(student=student, course=elsewhere.course)
    lessons = [lessons[0], elsewhere, lessons[1]]

    result = as_student(
        RECORD, entries=[entry(lesson, isCompleted=True) for lesson in lessons]
    )

    progress = result.data["recordProgress"]["progress"]
    done = Enrollment.objects.order_by("pk").values_list(
        "completed_lesson_count", flat=True
    )
    assert [one["lesson"]["title"] for one in progress] == [
        lesson.title for lesson in lessons
    ]
    assert list(done) == [2, 1]
    assert list(
        Notification.objects.filter(message__contains="completed").values_list(
            "message", flat=True
        )
    ) == [f"You completed {elsewhere.course.title}. Congratulations!"]


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_entry_wins_in_whatever_order_they_come(
    as_student, enrollment, lessons, entry, order, in_one_batch
):
    made = [
        entry(lessons[0], ago=30, isCompleted=False, positionSeconds=10),
        entry(lessons[0], ago=20, isCompleted=True, positionSeconds=30),
        entry(lessons[0], ago=10, isCompleted=False, positionSeconds=20),
    ]
    entries = [made[place] for place in order]
    batches = [entries] if in_one_batch else [[one] for one in entries]

    result = [as_student(RECORD, entries=batch) for batch in batches]

    [progress] = result[-1].data["recordProgress"]["progress"]
    assert (progress["isCompleted"], progress["positionSeconds"]) == (False, 20)
    assert progress["completedAt"] is None
    assert Progress.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_entries_of_the_same_time_lead_to_one_result(
    as_student, enrollment, lessons, entry, order
):
    made = [
        entry(lessons[0], isCompleted=True, positionSeconds=10),
        entry(lessons[0], isCompleted=False, positionSeconds=20),
    ]
    for place in order:
        as_student(RECORD, entries=[made[place]])

    result = as_student(PROGRESS, id=global_id(lessons[0]))

    assert result.data["lesson"]["viewerProgress"] == {
        "isCompleted": True,
        "completedAt": made[0]["occurredAt"],
        "positionSeconds": 20,
    }


def test_completion_and_position_are_each_as_new_as_they_are(
    as_student, enrollment, lessons, entry
):
    entries = [
        entry(lessons[0], ago=10, positionSeconds=50),
        entry(lessons[0], ago=20, isCompleted=True),
        entry(lessons[0], ago=30, isCompleted=False, positionSeconds=40),
    ]

    result = as_student(RECORD, entries=entries)

    [progress] = result.data["recordProgress"]["progress"]
    assert (progress["isCompleted"], progress["positionSeconds"]) == (True, 50)


def test_sending_a_batch_twice_changes_nothing(as_student, enrollment, lessons, entry):
    entries = [
        entry(lessons[0], ago=30, isCompleted=True, positionSeconds=600),
        entry(lessons[0], ago=-3, isCompleted=True, positionSeconds=700),
        entry(lessons[1], ago=20, isCompleted=True),
        entry(lessons[2], ago=25, isCompleted=True),
        entry(lessons[2], ago=24),
    ]
    first = as_student(RECORD, entries=entries)
    tables = (Progress, Enrollment, Notification)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    result = as_student(RECORD, entries=entries)

    after = [list(table.objects.order_by("pk").values()) for table in tables]
    assert result.data == first.data
    assert after == before


def test_false_and_zero_are_values(as_student, enrollment, lessons, entry):
    as_student(
        RECORD, entries=[entry(lessons[0], isCompleted=True, positionSeconds=90)]
    )

    result = as_student(
        RECORD,
        entries=[entry(lessons[0], ago=1, isCompleted=False, positionSeconds=0)],
    )

    [progress] = result.data["recordProgress"]["progress"]
    assert (progress["isCompleted"], progress["positionSeconds"]) == (False, 0)


@pytest.mark.parametrize(
    "nothing", [{}, {"isCompleted": None, "positionSeconds": None}]
)
def test_what_an_entry_leaves_out_stays_as_it_is(
    as_student, enrollment, lessons, entry, nothing
):
    as_student(
        RECORD, entries=[entry(lessons[0], isCompleted=True, positionSeconds=90)]
    )

    result = as_student(RECORD, entries=[entry(lessons[0], ago=1) | nothing])

    [progress] = result.data["recordProgress"]["progress"]
    assert (progress["isCompleted"], progress["positionSeconds"]) == (True, 90)


def test_an_entry_that_says_nothing_touches_the_lesson(
    as_student, enrollment, lessons, entry
):
    result = as_student(RECORD, entries=[entry(lessons[0])])

    assert result.data["recordProgress"] == {
        "progress": [
            {
                "id": global_id(Progress.objects.get()),
                "lesson": {"title": lessons[0].title},
                "isCompleted": False,
                "completedAt": None,
                "positionSeconds": 0,
            }
        ],
        "errors": [],
    }


def test_an_empty_batch_does_nothing(as_student, enrollment):
    result = as_student(RECORD, entries=[])

    assert result.data["recordProgress"] == {"progress": [], "errors": []}
    assert not Progress.objects.exists()


def test_a_batch_completes_a_course_once(
    as_student, student, enrollment, lessons, entry
):
    entries = [
        entry(lessons[2], ago=10, isCompleted=True),
        entry(lessons[0], ago=30, isCompleted=True),
        entry(lessons[1], ago=20, isCompleted=True),
    ]
    as_student(RECORD, entries=entries)

    result = as_student(RECORD, entries=entries)

    told = student.notifications.get(message__startswith="You completed")
    enrollment.refresh_from_db()
    assert result.data["recordProgress"]["errors"] == []
    assert enrollment.completed_at is not None
    assert told.progress.lesson == lessons[2]


def test_the_last_activity_is_when_it_was_not_when_it_was_sent(
    as_student, enrollment, lessons, entry
):
    entries = [
        entry(lessons[0], ago=20, isCompleted=True),
        entry(lessons[1], ago=90, isCompleted=True),
    ]

    result = as_student(RECORD, entries=entries)

    enrollment.refresh_from_db()
    assert result.data["recordProgress"]["errors"] == []
    assert enrollment.last_activity_at == parse_datetime(entries[0]["occurredAt"])


def test_what_is_done_online_is_newer_than_any_report(
    as_student, student, enrollment, lessons, entry
):
    report = entry(lessons[0], ago=-4, isCompleted=True)
    as_student(RECORD, entries=[report])
    uncomplete_lesson(student=student, lesson=lessons[0])

    result = as_student(RECORD, entries=[report])

    [progress] = result.data["recordProgress"]["progress"]
    assert progress["isCompleted"] is False


def test_an_older_report_does_not_undo_what_was_done_online(
    as_student, student, enrollment, lessons, entry
):
    complete_lesson(student=student, lesson=lessons[0])

    result = as_student(RECORD, entries=[entry(lessons[0], ago=1, isCompleted=False)])

    [progress] = result.data["recordProgress"]["progress"]
    assert progress["isCompleted"] is True


def test_no_lesson_is_done_later_than_now(as_student, enrollment, lessons, entry):
    result = as_student(RECORD, entries=[entry(lessons[0], ago=-4, isCompleted=True)])

    [progress] = result.data["recordProgress"]["progress"]
    enrollment.refresh_from_db()
    assert progress["completedAt"] <= timezone.now().isoformat()
    assert enrollment.last_activity_at <= timezone.now()


def test_a_time_may_have_any_offset(as_student, enrollment, lessons, entry):
    when = timezone.now().replace(microsecond=0) - timedelta(days=1)
    east = when.astimezone(timezone.get_fixed_timezone(14 * 60))
    report = entry(lessons[0], isCompleted=True) | {"occurredAt": east.isoformat()}

    result = as_student(RECORD, entries=[report])

    [progress] = result.data["recordProgress"]["progress"]
    assert progress["completedAt"] == when.isoformat()


def test_a_hundred_entries_are_accepted(as_student, enrollment, lessons, entry):
    entries = [entry(lessons[0], ago=n, positionSeconds=n) for n in range(100)]

    result = as_student(RECORD, entries=entries)

    [progress] = result.data["recordProgress"]["progress"]
    assert progress["positionSeconds"] == 0
    assert result.data["recordProgress"]["errors"] == []
