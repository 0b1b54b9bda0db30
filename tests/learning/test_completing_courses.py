import pytest

from courses.enrollment import enroll, unenroll
from courses.lessons import delete_lesson
from courses.models import Enrollment, Progress
from courses.progress import complete_lesson, uncomplete_lesson
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import LessonFactory

COMPLETE = """
mutation ($lessonId: ID!) {
  completeLesson(input: {lessonId: $lessonId}) {
    enrollment { progressPercent completedAt nextLesson { id } }
    errors { code }
  }
}
"""
NOTIFICATIONS = """
{
  me {
    notifications {
      nodes {
        type message link isRead
        progress { id isCompleted lesson { title } }
      }
    }
  }
}
"""


@pytest.fixture
def completed(student, enrollment, lessons):
    """The enrollment of ``student``, who has done all three lessons."""
    for lesson in lessons:
        complete_lesson(student=student, lesson=lesson)
    enrollment.refresh_from_db()
    return enrollment


@pytest.fixture
def announcements(student):
    """What ``student`` was told of completed courses."""
    return student.notifications.filter(message__startswith="You completed")


def test_the_call_that_does_the_last_lesson_completes_the_course(
    as_student, student, enrollment, lessons
):
    complete_lesson(student=student, lesson=lessons[2])
    complete_lesson(student=student, lesson=lessons[0])

    result = as_student(COMPLETE, lessonId=global_id(lessons[1]))

    answer = result.data["completeLesson"]["enrollment"]
    enrollment.refresh_from_db()
    assert answer.pop("completedAt") == enrollment.completed_at.isoformat()
    assert answer == {"progressPercent": 100, "nextLesson": None}


def test_a_course_is_not_complete_before(as_student, student, enrollment, lessons):
    complete_lesson(student=student, lesson=lessons[0])

    result = as_student(COMPLETE, lessonId=global_id(lessons[1]))

    assert result.data["completeLesson"]["enrollment"]["completedAt"] is None
    assert not student.notifications.filter(message__contains="completed").exists()


def test_the_student_is_told_with_the_progress_that_it_is_about(
    as_student, student, enrollment, course, lessons
):
    Notification.objects.all().delete()
    for lesson in (lessons[2], lessons[0], lessons[1]):
        as_student(COMPLETE, lessonId=global_id(lesson))

    result = as_student(NOTIFICATIONS)

    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "EMAIL",
            "message": f"You completed {course.title}. Congratulations!",
            "link": f"/courses/{course.slug}",
            "isRead": False,
            "progress": {
                "id": global_id(Progress.objects.get(lesson=lessons[1])),
                "isCompleted": True,
                "lesson": {"title": lessons[1].title},
            },
        }
    ]


def test_nobody_else_is_told(as_student, student, completed, instructor):
    result = as_student(NOTIFICATIONS)

    assert len(result.data["me"]["notifications"]["nodes"]) == 2
    assert set(Notification.objects.values_list("user", flat=True)) == {
        student.pk,
        instructor.pk,
    }
    assert instructor.notifications.count() == 1


def _add_a_lesson(student, course, lessons):
    LessonFactory(course=course)


def _add_a_lesson_and_do_it(student, course, lessons):
    complete_lesson(student=student, lesson=LessonFactory(course=course))


def _delete_a_lesson(student, course, lessons):
    delete_lesson(lesson=lessons[0])


def _undo_a_lesson(student, course, lessons):
    uncomplete_lesson(student=student, lesson=lessons[0])


def _undo_a_lesson_and_do_it_again(student, course, lessons):
    uncomplete_lesson(student=student, lesson=lessons[2])
    complete_lesson(student=student, lesson=lessons[2])


def _do_a_lesson_again(student, course, lessons):
    complete_lesson(student=student, lesson=lessons[2])


def _leave(student, course, lessons):
    unenroll(student=student, course=course)


def _leave_and_come_back(student, course, lessons):
    unenroll(student=student, course=course)
    enroll(student=student, course=course)
    complete_lesson(student=student, lesson=lessons[2])


@pytest.mark.parametrize(
    ("deed", "percent"),
    [
        (_add_a_lesson, 75),
        (_add_a_lesson_and_do_it, 100),
        (_delete_a_lesson, 100),
        (_undo_a_lesson, 66),
        (_undo_a_lesson_and_do_it_again, 100),
        (_do_a_lesson_again, 100),
        (_leave, 100),
        (_leave_and_come_back, 100),
    ],
)
def test_the_time_of_completion_is_kept_and_told_once(
    student, completed, course, lessons, announcements, deed, percent
):
    before = completed.completed_at

    result = deed(student, course, lessons)

    after = Enrollment.objects.select_related("course").get()
    assert result is None
    assert (after.completed_at, after.progress_percent) == (before, percent)
    assert announcements.count() == 1


def test_deleting_what_was_left_to_do_completes_nothing_by_itself(
    as_student, student, enrollment, lessons, announcements
):
    complete_lesson(student=student, lesson=lessons[0])
    complete_lesson(student=student, lesson=lessons[1])
    delete_lesson(lesson=lessons[2])
    waiting = announcements.count(), Enrollment.objects.get().completed_at

    result = as_student(COMPLETE, lessonId=global_id(lessons[1]))

    assert waiting == (0, None)
    assert result.data["completeLesson"]["enrollment"]["completedAt"] is not None
    assert announcements.count() == 1


def test_the_announcement_outlives_its_lesson(as_student, completed, lessons):
    delete_lesson(lesson=lessons[2])

    result = as_student(NOTIFICATIONS)

    told = result.data["me"]["notifications"]["nodes"][0]
    assert told["message"].startswith("You completed")
    assert told["progress"] is None
