"""All lessons of a course are put into another order, in one call or not at all."""

import pytest

from courses.models import MAX_LESSONS, Course, Lesson
from schema.base.nodes import global_id
from tests.factories import LessonFactory

REORDER = """
mutation ($courseId: ID!, $lessonIds: [ID!]!) {
  reorderLessons(input: {courseId: $courseId, lessonIds: $lessonIds}) {
    course {
      lessons { id order next { id } previous { id } }
    }
    errors { field message code }
  }
}
"""
DELETE = """
mutation ($id: ID!) { deleteLesson(input: {lessonId: $id}) { errors { code } } }
"""
OTHERS = {
    "field": ["lessonIds"],
    "message": "Name every lesson of the course once, and no other.",
    "code": "INVALID",
}


def in_order(ids):
    """The course's lessons as they are shown in this order."""
    around = [None, *({"id": id} for id in ids), None]
    lessons = [
        {"id": id, "order": n, "next": around[n + 1], "previous": around[n - 1]}
        for n, id in enumerate(ids, 1)
    ]
    return {"reorderLessons": {"course": {"lessons": lessons}, "errors": []}}


@pytest.mark.parametrize("order", ["abc", "cba", "bca", "acb"])
def test_lessons_in_another_order(as_instructor, course, lessons, order):
    ids = [global_id(lessons["abc".index(letter)]) for letter in order]

    result = as_instructor(REORDER, courseId=global_id(course), lessonIds=ids)

    assert result.data == in_order(ids)
    stored = [global_id(lesson) for lesson in course.lessons.order_by("order")]
    assert stored == ids


def test_places_are_counted_from_one_again(as_instructor, course, lessons):
    as_instructor(DELETE, id=global_id(lessons[0]))
    ids = [global_id(lesson) for lesson in (lessons[2], lessons[1])]

    result = as_instructor(REORDER, courseId=global_id(course), lessonIds=ids)

    assert result.data == in_order(ids)


def test_a_course_without_lessons(as_instructor, course):
    result = as_instructor(REORDER, courseId=global_id(course), lessonIds=[])

    assert result.data == in_order([])


def test_500_lessons_in_a_few_statements(as_instructor, course, statements):
    rows = [
        Lesson(course=course, title="Part", order=n) for n in range(1, MAX_LESSONS + 1)
    ]
    ids = [global_id(lesson) for lesson in Lesson.objects.bulk_create(rows)][::-1]
    Course.objects.update(lesson_count=MAX_LESSONS)

    result = statements(
        lambda: as_instructor(REORDER, courseId=global_id(course), lessonIds=ids)
    )

    assert result <= 13
    lessons = course.lessons.order_by("order")
    assert [global_id(lesson) for lesson in lessons] == ids
    assert [lesson.order for lesson in lessons] == [*range(1, MAX_LESSONS + 1)]


@pytest.mark.parametrize(
    "named",
    [
        [],
        [0],
        [0, 1],
        [0, 1, 2, 2],
        [0, 1, 1],
        [0, 0, 0],
        [0, 1, "other"],
        [0, 1, 2, "other"],
        [0, 1, "course"],
        [0, 1, "nonsense"],
        [0, 1, 2, "nonsense"],
        [0, 1, 2, ""],
        [0, 1, "TGVzc29uOjA="],  # Lesson:0
        [0, 1, 2, "TGVzc29uOi0x"],  # Lesson:-1
        ["nonsense"] * 3,
    ],
)
def test_an_order_that_is_none(as_instructor, course, lessons, stored, named):
    known = {"other": global_id(LessonFactory()), "course": global_id(course)}
    ids = [
        known.get(one, one) if isinstance(one, str) else global_id(lessons[one])
        for one in named
    ]
    before = stored()

    result = as_instructor(REORDER, courseId=global_id(course), lessonIds=ids)

    answer = {"course": None, "errors": [OTHERS]}
    assert result.data == {"reorderLessons": answer}
    assert stored() == before
