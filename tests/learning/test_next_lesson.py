import pytest

from courses.lessons import delete_lesson
from courses.progress import complete_lesson, uncomplete_lesson
from schema.base.nodes import global_id
from tests.factories import LessonFactory

NEXT = """
query ($id: ID!) { node(id: $id) { ... on Enrollment { nextLesson { title } } } }
"""


@pytest.fixture
def next_lesson(as_student, enrollment):
    """Asks for the title of the lesson that the student should do next."""

    def ask():
        lesson = as_student(NEXT, id=global_id(enrollment)).data["node"]["nextLesson"]
        return lesson and lesson["title"]

    return ask


@pytest.mark.parametrize(
    ("done", "expected"),
    [([], 0), ([0], 1), ([1], 0), ([0, 2], 1), ([0, 1], 2), ([0, 1, 2], None)],
)
def test_the_first_lesson_in_order_that_is_not_done_is_next(
    student, enrollment, lessons, next_lesson, done, expected
):
    for place in done:
        complete_lesson(student=student, lesson=lessons[place])

    result = next_lesson()

    assert result == (None if expected is None else lessons[expected].title)


def test_a_lesson_that_was_undone_is_next_again(student, lessons, next_lesson):
    complete_lesson(student=student, lesson=lessons[0])
    uncomplete_lesson(student=student, lesson=lessons[0])

    result = next_lesson()

    assert result == lessons[0].title


def test_a_lesson_after_a_deleted_one_is_next(lessons, next_lesson):
    delete_lesson(lesson=lessons[0])

    result = next_lesson()

    assert result == lessons[1].title


def test_a_new_lesson_is_next_when_all_are_done(student, course, lessons, next_lesson):
    for lesson in lessons:
        complete_lesson(student=student, lesson=lesson)
    lesson = LessonFactory(course=course)

    result = next_lesson()

    assert result == lesson.title


def test_what_another_student_did_counts_for_them_alone(
    other_student, course, lessons, next_lesson, as_other_student
):
    as_other_student(
        "mutation ($id: ID!) { enroll(input: {courseId: $id}) { errors { code } } }",
        id=global_id(course),
    )
    complete_lesson(student=other_student, lesson=lessons[0])

    result = next_lesson()

    assert result == lessons[0].title
