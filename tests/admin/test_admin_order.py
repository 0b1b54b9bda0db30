"""A lesson is moved by typing the place where it shall be."""

import pytest

from courses.models import Lesson
from tests.factories import CourseFactory, LessonFactory


@pytest.fixture
def places(course):
    """The places of the course's lessons, of which one was deleted: 1, 2, 4 and 5."""
    lessons = LessonFactory.create_batch(5, course=course)
    lessons[2].delete()
    return {lesson.order: lesson for lesson in lessons if lesson.pk}


def order_of(course):
    return list(course.lessons.order_by("order").values_list("order", "title"))


@pytest.mark.parametrize(
    ("lesson", "place", "order"),
    [
        (5, 1, [5, 1, 2, 4]),
        (5, 2, [1, 5, 2, 4]),
        (5, 4, [1, 2, 5, 4]),
        (4, 3, [1, 2, 4, 5]),
        (1, 2, [2, 1, 4, 5]),
        (1, 4, [2, 4, 1, 5]),
        (1, 5, [2, 4, 5, 1]),
        (2, 99, [1, 4, 5, 2]),
    ],
)
def test_a_lesson_moves_to_the_place_of_another(
    desk, course, places, lesson, place, order
):
    LessonFactory(course=CourseFactory())

    result = desk.change(places[lesson], order=place)

    assert desk.messages(result)
    assert order_of(course) == [
        (place, places[former].title) for place, former in enumerate(order, start=1)
    ]


def test_a_lesson_moves_while_it_changes(desk, course, lessons):
    result = desk.change(lessons[2], order=1, title="The first", content="New.")

    moved = Lesson.objects.get(pk=lessons[2].pk)
    assert result.status_code == 200
    assert (moved.order, moved.title, moved.content) == (1, "The first", "New.")
    assert [order for order, _ in order_of(course)] == [1, 2, 3]


@pytest.mark.parametrize("place", ["", "0", "-1", "x"])
def test_a_place_that_is_none_is_refused(desk, course, lessons, place):
    before = order_of(course)

    result = desk.change(lessons[1], order=place, title="Changed")

    assert desk.refusals(result).keys() == {"order"}
    assert order_of(course) == before


def test_who_may_only_look_moves_nothing(desk_of_staff, course, lessons):
    desk = desk_of_staff("view_lesson", "view_course")
    before = order_of(course)

    result = desk.change(lessons[2], order=1)

    assert result.status_code == 403
    assert order_of(course) == before
