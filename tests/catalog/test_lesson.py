import pytest

from schema.base.nodes import global_id
from tests.factories import CourseFactory, LessonFactory

LESSON = """
query Lesson($id: ID!) {
  lesson(id: $id) {
    id
    title
    order
    isPreview
    createdAt
    course { title }
    next { title order course { title } }
    previous { title order course { title } }
  }
}
"""
PATH = """
{
  courses(ordering: [{title: ASC}]) {
    nodes { lessons { title next { title } previous { title } } }
  }
}
"""
LONG_WAY = """
query LongWay($id: ID!) {
  lesson(id: $id) { next { next { title previous { previous { id } } } } }
}
"""


@pytest.fixture
def other_course(lessons):
    """Another course with one lesson, made after those of the first one."""
    return LessonFactory(course=CourseFactory(title="Zoology")).course


def test_a_visitor_reads_a_lesson_between_two_others(visitor, course, lessons):
    first, second, third = lessons

    result = visitor(LESSON, id=global_id(second))

    assert result.data == {
        "lesson": {
            "id": global_id(second),
            "title": second.title,
            "order": 2,
            "isPreview": False,
            "createdAt": second.created_at.isoformat(),
            "course": {"title": course.title},
            "next": {
                "title": third.title,
                "order": 3,
                "course": {"title": course.title},
            },
            "previous": {
                "title": first.title,
                "order": 1,
                "course": {"title": course.title},
            },
        }
    }


def test_nothing_lies_before_the_first_lesson_nor_after_the_last(
    visitor, course, lessons, other_course
):
    result = visitor(PATH)

    first, second, third = (lesson.title for lesson in lessons)
    [single] = other_course.lessons.all()
    assert result.data["courses"]["nodes"] == [
        {
            "lessons": [
                {"title": first, "next": {"title": second}, "previous": None},
                {
                    "title": second,
                    "next": {"title": third},
                    "previous": {"title": first},
                },
                {"title": third, "next": None, "previous": {"title": second}},
            ]
        },
        {"lessons": [{"title": single.title, "next": None, "previous": None}]},
    ]


def test_the_neighbours_follow_the_order_and_leave_gaps_out(visitor, course, lessons):
    first, second, third = lessons
    second.delete()
    third.order = 7
    third.save()

    result = visitor(LESSON, id=global_id(first))

    assert result.data["lesson"]["previous"] is None
    assert result.data["lesson"]["next"] == {
        "title": third.title,
        "order": 7,
        "course": {"title": course.title},
    }


def test_one_may_walk_through_a_course_and_back(visitor, lessons):
    id = global_id(lessons[0])

    result = visitor(LONG_WAY, id=id)

    assert result.data == {
        "lesson": {
            "next": {
                "next": {
                    "title": lessons[2].title,
                    "previous": {"previous": {"id": id}},
                }
            }
        }
    }


@pytest.mark.parametrize("id", ["", "1", "TGVzc29uOjA=", "TGVzc29uOjk5OTk5", "é"])
def test_a_lesson_of_another_id_is_null(visitor, lessons, id):
    result = visitor(LESSON, id=id)

    assert result.data == {"lesson": None}


def test_the_id_of_a_course_is_not_that_of_a_lesson(visitor, course, lessons):
    result = visitor(LESSON, id=global_id(course))

    assert result.data == {"lesson": None}
