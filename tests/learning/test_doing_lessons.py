import pytest
from django.utils.dateparse import parse_datetime

from courses.lessons import delete_lesson
from courses.models import Course, Enrollment, Progress
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

FIELDS = """
    progress { id lesson { title } isCompleted completedAt positionSeconds }
    enrollment {
      id completedLessonCount lessonCount progressPercent completedAt
      nextLesson { title }
    }
    errors { field message code }
"""
COMPLETE = """
mutation ($lessonId: ID!) {
  completeLesson(input: {lessonId: $lessonId}) { %s }
}
""" % FIELDS
UNCOMPLETE = """
mutation ($lessonId: ID!) {
  uncompleteLesson(input: {lessonId: $lessonId}) { %s }
}
""" % FIELDS
BOTH = pytest.mark.parametrize(
    ("document", "name"),
    [(COMPLETE, "completeLesson"), (UNCOMPLETE, "uncompleteLesson")],
)


def test_a_student_does_a_lesson(as_student, enrollment, lessons):
    result = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    progress = Progress.objects.get()
    answer = result.data["completeLesson"]
    done_at = parse_datetime(answer["progress"].pop("completedAt"))
    assert done_at == progress.completed_at
    assert answer == {
        "progress": {
            "id": global_id(progress),
            "lesson": {"title": lessons[0].title},
            "isCompleted": True,
            "positionSeconds": 0,
        },
        "enrollment": {
            "id": global_id(enrollment),
            "completedLessonCount": 1,
            "lessonCount": 3,
            "progressPercent": 33,
            "completedAt": None,
            "nextLesson": {"title": lessons[1].title},
        },
        "errors": [],
    }


def test_doing_a_lesson_again_changes_nothing(as_student, enrollment, lessons):
    first = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    result = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    assert result.data == first.data
    assert Progress.objects.count() == 1


def test_a_lesson_can_be_undone(as_student, enrollment, lessons):
    as_student(COMPLETE, lessonId=global_id(lessons[0]))

    result = as_student(UNCOMPLETE, lessonId=global_id(lessons[0]))

    assert result.data["uncompleteLesson"] == {
        "progress": {
            "id": global_id(Progress.objects.get()),
            "lesson": {"title": lessons[0].title},
            "isCompleted": False,
            "completedAt": None,
            "positionSeconds": 0,
        },
        "enrollment": {
            "id": global_id(enrollment),
            "completedLessonCount": 0,
            "lessonCount": 3,
            "progressPercent": 0,
            "completedAt": None,
            "nextLesson": {"title": lessons[0].title},
        },
        "errors": [],
    }


def test_undoing_again_changes_nothing(as_student, enrollment, lessons):
    as_student(COMPLETE, lessonId=global_id(lessons[0]))
    first = as_student(UNCOMPLETE, lessonId=global_id(lessons[0]))

    result = as_student(UNCOMPLETE, lessonId=global_id(lessons[0]))

    assert result.data == first.data
    assert Progress.objects.count() == 1


def test_a_lesson_that_was_not_done_can_be_undone(as_student, enrollment, lessons):
    result = as_student(UNCOMPLETE, lessonId=global_id(lessons[0]))

    answer = result.data["uncompleteLesson"]
    assert answer["errors"] == []
    assert not answer["progress"]["isCompleted"]
    assert answer["enrollment"]["progressPercent"] == 0


def test_a_lesson_that_was_undone_can_be_done_anew(as_student, enrollment, lessons):
    first = as_student(COMPLETE, lessonId=global_id(lessons[0]))
    as_student(UNCOMPLETE, lessonId=global_id(lessons[0]))

    result = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    before = first.data["completeLesson"]["progress"]
    after = result.data["completeLesson"]["progress"]
    assert (after["id"], after["isCompleted"]) == (before["id"], True)
    assert after["completedAt"] > before["completedAt"]


def test_the_time_of_the_activity_is_kept(as_student, enrollment, lessons):
    result = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    enrollment.refresh_from_db()
    progress = result.data["completeLesson"]["progress"]
    assert enrollment.last_activity_at.isoformat() == progress["completedAt"]


def test_students_of_an_unpublished_course_go_on(as_student, enrollment, lessons):
    Course.objects.update(is_published=False)

    result = as_student(COMPLETE, lessonId=global_id(lessons[0]))

    assert result.data["completeLesson"]["errors"] == []
    assert result.data["completeLesson"]["enrollment"]["progressPercent"] == 33


@BOTH
@pytest.mark.parametrize("is_preview", [False, True])
@pytest.mark.parametrize("who", ["other student", "instructor", "staff"])
def test_who_is_not_enrolled_does_no_lessons(
    clients, course, enrollment, document, name, who, is_preview
):
    lesson = LessonFactory(course=course, is_preview=is_preview)
    Notification.objects.all().delete()

    result = clients[who](document, lessonId=global_id(lesson))

    assert result.data[name] == {
        "progress": None,
        "enrollment": None,
        "errors": [
            {
                "field": ["lessonId"],
                "message": "Enroll in this course first.",
                "code": "NOT_ENROLLED",
            }
        ],
    }
    assert not Progress.objects.exists()
    assert not Notification.objects.exists()


@BOTH
def test_who_left_does_no_lessons(as_student, student, course, lessons, document, name):
    EnrollmentFactory(student=student, course=course, left=True)
    before = Enrollment.objects.values().get()

    result = as_student(document, lessonId=global_id(lessons[0]))

    [error] = result.data[name]["errors"]
    assert (error["field"], error["code"]) == (["lessonId"], "NOT_ENROLLED")
    assert not Progress.objects.exists()
    assert Enrollment.objects.values().get() == before


@BOTH
def test_lessons_of_a_strangers_draft_are_not_found(as_student, draft, document, name):
    lesson = LessonFactory(course=draft, is_preview=True)

    result = as_student(document, lessonId=global_id(lesson))

    [error] = result.data[name]["errors"]
    assert (error["field"], error["code"]) == (["lessonId"], "NOT_FOUND")
    assert not Progress.objects.exists()


@BOTH
def test_a_deleted_lesson_is_not_found(as_student, enrollment, lessons, document, name):
    lesson_id = global_id(lessons[0])
    delete_lesson(lesson=lessons[0])

    result = as_student(document, lessonId=lesson_id)

    [error] = result.data[name]["errors"]
    assert (error["field"], error["code"]) == (["lessonId"], "NOT_FOUND")
    assert not Progress.objects.exists()


@BOTH
@pytest.mark.parametrize("lesson_id", ["", "nonsense", "TGVzc29uOjk5OTk5", "{course}"])
def test_an_id_of_no_lesson_is_not_found(
    as_student, enrollment, course, document, name, lesson_id
):
    result = as_student(document, lessonId=lesson_id.format(course=global_id(course)))

    [error] = result.data[name]["errors"]
    assert (error["field"], error["code"]) == (["lessonId"], "NOT_FOUND")
    assert not Progress.objects.exists()


@BOTH
def test_a_visitor_has_to_sign_in(visitor, lessons, document, name):
    result = visitor(document, lessonId=global_id(lessons[0]))

    assert result.codes == ["UNAUTHENTICATED"]
    assert not Progress.objects.exists()
