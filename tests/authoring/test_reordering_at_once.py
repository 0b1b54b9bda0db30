"""Authors on twenty devices, and their students, all at one moment."""

import random
from functools import partial

import pytest

from courses.models import Course, Enrollment, Lesson, Progress, Resource
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    UserFactory,
)

REORDER = """
mutation ($courseId: ID!, $lessonIds: [ID!]!) {
  reorderLessons(input: {courseId: $courseId, lessonIds: $lessonIds}) {
    errors { field code }
  }
}
"""
CREATE_LESSON = """
mutation ($courseId: ID!, $title: String!) {
  createLesson(input: {courseId: $courseId, title: $title}) {
    lesson { order }
    errors { field code }
  }
}
"""
DELETE_LESSON = """
mutation ($lessonId: ID!) {
  deleteLesson(input: {lessonId: $lessonId}) { errors { field code } }
}
"""
PUBLISH = """
mutation ($courseId: ID!) {
  publishCourse(input: {courseId: $courseId}) {
    course { isPublished }
    errors { field code }
  }
}
"""
DELETE_COURSE = """
mutation ($courseId: ID!) {
  deleteCourse(input: {courseId: $courseId, confirm: true}) { errors { field code } }
}
"""
RECORD = """
mutation ($entries: [ProgressEntry!]!) {
  recordProgress(input: {entries: $entries}) { errors { code } }
}
"""
CREATE_RESOURCE = """
mutation ($lessonId: ID!, $file: Upload!) {
  createResource(input: {lessonId: $lessonId, title: "Notes", file: $file}) {
    errors { field code }
  }
}
"""
CREATE_COURSE = """
mutation ($categoryId: ID!) {
  createCourse(input: {title: "Algebra", categoryId: $categoryId}) {
    errors { field code }
  }
}
"""
DELETE_CATEGORY = """
mutation ($categoryId: ID!) {
  deleteCategory(input: {categoryId: $categoryId}) { errors { field code } }
}
"""
OTHERS = [{"field": ["lessonIds"], "code": "INVALID"}]
GONE = [{"field": ["courseId"], "code": "NOT_FOUND"}]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lessons(course):
    return LessonFactory.create_batch(40, course=course)


@pytest.fixture
def students(course):
    """The clients of ten students of the course."""
    students = UserFactory.create_batch(10)
    for student in students:
        EnrollmentFactory(student=student, course=course)
    return [Client(student) for student in students]


def orders(course, lessons, number):
    """Calls for as many different orders of the lessons."""
    ids = [global_id(lesson) for lesson in lessons]
    shuffled = [random.Random(n).sample(ids, len(ids)) for n in range(number)]
    return [{"courseId": global_id(course), "lessonIds": order} for order in shuffled]


def reports(lessons, seed):
    """Entries that say that all lessons were done, in any order."""
    ids = random.Random(seed).sample([global_id(one) for one in lessons], len(lessons))
    return [
        {"lessonId": id, "isCompleted": True, "occurredAt": "2026-01-01T12:00:00Z"}
        for id in ids
    ]


def places(course):
    return list(course.lessons.order_by("order").values_list("order", flat=True))


def test_twenty_orders(at_once, as_instructor, course, lessons):
    wanted = orders(course, lessons, 20)

    result = at_once([partial(as_instructor, REORDER, **order) for order in wanted])

    order = [global_id(lesson) for lesson in course.lessons.order_by("order")]
    assert result == [{"reorderLessons": {"errors": []}}] * 20
    assert order in [one["lessonIds"] for one in wanted]
    assert places(course) == [*range(1, 41)]


def test_twenty_new_lessons(at_once, as_instructor, course):
    calls = [
        partial(
            as_instructor, CREATE_LESSON, courseId=global_id(course), title=f"Part {n}"
        )
        for n in range(20)
    ]

    result = at_once(calls)

    answers = [data["createLesson"] for data in result]
    assert [answer["errors"] for answer in answers] == [[]] * 20
    assert sorted(answer["lesson"]["order"] for answer in answers) == [*range(1, 21)]
    assert places(course) == [*range(1, 21)]
    titles = set(course.lessons.values_list("title", flat=True))
    assert titles == {f"Part {n}" for n in range(20)}


def test_orders_while_lessons_come_and_go(at_once, as_instructor, course, lessons):
    calls = [
        partial(as_instructor, REORDER, **order)
        for order in orders(course, lessons, 10)
    ]
    for n in range(5):
        fresh = {"courseId": global_id(course), "title": f"Part {n}"}
        calls.insert(3 * n, partial(as_instructor, CREATE_LESSON, **fresh))
        doomed = {"lessonId": global_id(lessons[n])}
        calls.insert(3 * n + 1, partial(as_instructor, DELETE_LESSON, **doomed))

    result = at_once(calls)

    errors = [
        (name, answer["errors"]) for data in result for name, answer in data.items()
    ]
    assert all(e == [] or (n, e) == ("reorderLessons", OTHERS) for n, e in errors)
    kept = {lesson.title for lesson in lessons[5:]} | {f"Part {n}" for n in range(5)}
    assert sorted(course.lessons.values_list("title", flat=True)) == sorted(kept)
    assert len(set(places(course))) == Course.objects.get().lesson_count == 40


def test_orders_while_students_learn(at_once, as_instructor, course, lessons, students):
    calls = [
        partial(as_instructor, REORDER, **order)
        for order in orders(course, lessons, 10)
    ]
    for n, student in enumerate(students):
        calls.insert(2 * n, partial(student, RECORD, entries=reports(lessons, n)))

    result = at_once(calls)

    errors = [answer["errors"] for data in result for answer in data.values()]
    assert errors == [[]] * 20
    assert places(course) == [*range(1, 41)]
    assert Progress.objects.completed().count() == 400
    assert Enrollment.objects.filter(completed_at__isnull=False).count() == 10


def test_deleting_a_course_while_students_learn(
    at_once, as_instructor, course, lessons, students, files
):
    before = files()
    calls = [
        partial(student, RECORD, entries=reports(lessons, n))
        for n, student in enumerate(students)
    ]
    for n in range(5):
        deletion = partial(as_instructor, DELETE_COURSE, courseId=global_id(course))
        calls.insert(3 * n, deletion)
        notes = {"file": ("notes.txt", b"Notes.")}
        variables = {"lessonId": global_id(lessons[n]), "file": None}
        upload = partial(as_instructor.upload, CREATE_RESOURCE, notes, **variables)
        calls.insert(3 * n + 1, upload)

    result = at_once(calls)

    deletions = [
        data["deleteCourse"]["errors"] for data in result if "deleteCourse" in data
    ]
    assert [] in deletions and all(errors in ([], GONE) for errors in deletions)
    for model in (Course, Lesson, Resource, Enrollment, Progress):
        assert not model.objects.exists()
    assert files() == before


def test_publishing_a_course_that_is_being_deleted(at_once, as_instructor, instructor):
    course = CourseFactory(instructor=instructor, draft=True)
    LessonFactory(course=course)
    calls = [
        partial(
            as_instructor,
            DELETE_COURSE if n % 4 == 0 else PUBLISH,
            courseId=global_id(course),
        )
        for n in range(20)
    ]

    result = at_once(calls)

    answers = [answer for data in result for answer in data.values()]
    assert all(answer["errors"] in ([], GONE) for answer in answers)
    assert not Course.objects.exists()


def test_publishing_a_course_that_loses_its_only_lesson(
    at_once, as_instructor, instructor
):
    course = CourseFactory(instructor=instructor, draft=True)
    lesson = LessonFactory(course=course)
    publish = partial(as_instructor, PUBLISH, courseId=global_id(course))
    delete = partial(as_instructor, DELETE_LESSON, lessonId=global_id(lesson))

    result = at_once([publish, delete] * 10)

    lacking = [{"field": ["lessons"], "code": "REQUIRED"}]
    absent = [{"field": ["lessonId"], "code": "NOT_FOUND"}]
    kept = [{"field": ["lessonId"], "code": "INVALID"}]
    errors = {
        name: [d[name]["errors"] for d in result if name in d]
        for name in ("publishCourse", "deleteLesson")
    }
    assert all(one in ([], lacking) for one in errors["publishCourse"])
    assert all(one in ([], absent, kept) for one in errors["deleteLesson"])
    course.refresh_from_db()
    is_published = [] in errors["publishCourse"]
    assert is_published != ([] in errors["deleteLesson"])
    assert (course.lesson_count, course.is_published) == (is_published, is_published)


def test_courses_of_a_category_that_is_being_deleted(at_once, as_instructor, as_staff):
    category = CategoryFactory()
    create = partial(as_instructor, CREATE_COURSE, categoryId=global_id(category))
    delete = partial(as_staff, DELETE_CATEGORY, categoryId=global_id(category))

    result = at_once([create, create, create, delete] * 5)

    absent = [{"field": ["categoryId"], "code": "NOT_FOUND"}]
    errors = [answer["errors"] for data in result for answer in data.values()]
    assert all(one in ([], absent) for one in errors)
    made = [data["createCourse"]["errors"] for data in result if "createCourse" in data]
    assert Course.objects.count() == made.count([])
    assert not Course.objects.filter(category__isnull=False).exists()
