import pytest
from django.core.management import call_command

from courses.authoring import unpublish_course
from courses.lessons import delete_lesson
from courses.models import Enrollment
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

COURSE = """
query ($id: ID!) {
  course(id: $id) {
    lessonCount
    viewerEnrollment {
      completedLessonCount lessonCount progressPercent completedAt
      nextLesson { title }
    }
  }
}
"""


@pytest.fixture
def percent(course):
    """Asks somebody's client for their progress in ``course``."""

    def ask(client):
        answer = client(COURSE, id=global_id(course))
        return answer.data["course"]["viewerEnrollment"]["progressPercent"]

    return ask


@pytest.mark.parametrize(
    ("lessons", "done", "percent"),
    [(1, 0, 0), (1, 1, 100), (3, 1, 33), (3, 2, 66), (3, 3, 100), (7, 6, 85)],
)
def test_percent_is_rounded_down(
    as_student, student, enrollment, course, lessons, done, percent
):
    for lesson in LessonFactory.create_batch(lessons, course=course)[:done]:
        complete_lesson(student=student, lesson=lesson)

    result = as_student(COURSE, id=global_id(course))

    answer = result.data["course"]["viewerEnrollment"]
    assert answer["progressPercent"] == percent
    assert (answer["completedLessonCount"], answer["lessonCount"]) == (done, lessons)


def test_an_empty_course_is_never_complete(as_student, enrollment, course):
    result = as_student(COURSE, id=global_id(course))

    assert result.data["course"] == {
        "lessonCount": 0,
        "viewerEnrollment": {
            "completedLessonCount": 0,
            "lessonCount": 0,
            "progressPercent": 0,
            "completedAt": None,
            "nextLesson": None,
        },
    }


def test_a_course_that_lost_all_its_lessons_is_at_nothing(
    as_student, student, enrollment, course, lessons
):
    for lesson in lessons:
        complete_lesson(student=student, lesson=lesson)
    unpublish_course(course=course)
    for lesson in lessons:
        delete_lesson(lesson=lesson)

    result = as_student(COURSE, id=global_id(course))

    answer = result.data["course"]["viewerEnrollment"]
    assert (answer["completedLessonCount"], answer["lessonCount"]) == (0, 0)
    assert (answer["progressPercent"], answer["nextLesson"]) == (0, None)
    assert answer["completedAt"] is not None


def test_a_new_lesson_lowers_the_percent_at_once(
    as_student, student, enrollment, course, lessons, percent
):
    for lesson in lessons:
        complete_lesson(student=student, lesson=lesson)
    LessonFactory(course=course)

    result = percent(as_student)

    assert result == 75


@pytest.mark.parametrize(("deleted", "expected"), [(0, 50), (2, 100)])
def test_deleting_a_lesson_changes_the_percent_at_once(
    as_student, student, enrollment, lessons, percent, deleted, expected
):
    complete_lesson(student=student, lesson=lessons[0])
    complete_lesson(student=student, lesson=lessons[1])
    delete_lesson(lesson=lessons[deleted])

    result = percent(as_student)

    assert result == expected


def test_deleting_a_lesson_changes_everybodys_percent(
    as_student, as_other_student, student, other_student, course, lessons, percent
):
    EnrollmentFactory(student=student, course=course)
    EnrollmentFactory(student=other_student, course=course)
    complete_lesson(student=student, lesson=lessons[0])
    complete_lesson(student=other_student, lesson=lessons[0])
    complete_lesson(student=other_student, lesson=lessons[1])
    EnrollmentFactory(student=other_student, course=course, left=True)
    delete_lesson(lesson=lessons[0])

    result = percent(as_student), percent(as_other_student)

    assert result == (0, 50)
    call_command("recount", check=True)


def test_a_lesson_deleted_twice_is_taken_off_once(student, enrollment, course, lessons):
    complete_lesson(student=student, lesson=lessons[0])
    complete_lesson(student=student, lesson=lessons[1])
    delete_lesson(lesson=lessons[0])

    result = delete_lesson(lesson=lessons[0])

    assert result is None
    course.refresh_from_db()
    assert course.lesson_count == 2
    assert Enrollment.objects.get().completed_lesson_count == 1
