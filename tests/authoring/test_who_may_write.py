"""Who may do what to a course, a lesson, a resource and a category.

``DEEDS`` has every mutation that writes them, with the input that leads to what it
is done to; a new mutation gets a line here.
"""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from courses.models import Course, Resource
from schema.base.nodes import global_id
from schema.courses.authoring import Mutation
from tests.client import Client
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    UserFactory,
)

Deeds = dict[str, tuple[str | None, dict[str, Any]]]

DEED = """
mutation ($input: %sInput!) {
  %s(input: $input) { errors { field code } }
}
"""
DEEDS: Deeds = {
    "updateCourse": ("courseId", {"title": "Mine now", "categoryId": None}),
    "publishCourse": ("courseId", {}),
    "unpublishCourse": ("courseId", {}),
    "deleteCourse": ("courseId", {"confirm": True}),
    "createLesson": ("courseId", {"title": "Mine now", "content": "Mine."}),
    "reorderLessons": ("courseId", {"lessonIds": "all"}),
    "announce": ("courseId", {"message": "Hear me!"}),
    "updateLesson": ("lessonId", {"title": "Mine now", "isPreview": True}),
    "deleteLesson": ("lessonId", {}),
    "createResource": ("lessonId", {"title": "Mine now", "file": None}),
    "deleteResource": ("resourceId", {}),
}
STAFFS_DEEDS: Deeds = {
    "createCategory": (None, {"name": "Mine now"}),
    "updateCategory": ("categoryId", {"name": "Mine now"}),
    "deleteCategory": ("categoryId", {}),
}
REFUSED = {
    "visitor": "UNAUTHENTICATED",
    "student": "FORBIDDEN",
    "former student": "FORBIDDEN",
    "other student": "FORBIDDEN",
}
STRANGERS = ["other instructor", "instructor who studies it", "former instructor"]


@pytest.fixture
def former_instructor(db):
    """Who taught the course before ``instructor`` took it over."""
    return UserFactory(instructor=True)


@pytest.fixture(params=["published", "draft", "unpublished"])
def course(request, former_instructor, instructor, student):
    """A course with two lessons, the first of which has a file and is a preview."""
    course = CourseFactory(instructor=former_instructor)
    Course.objects.filter(pk=course.pk).update(instructor=instructor)
    LessonFactory(course=course, is_preview=True)
    LessonFactory(course=course)
    if request.param != "draft":
        EnrollmentFactory(student=student, course=course)
    if request.param != "published":
        Course.objects.filter(pk=course.pk).update(is_published=False)
    if request.param == "draft":
        Course.objects.filter(pk=course.pk).update(published_at=None)
    course.refresh_from_db()
    return course


@pytest.fixture
def things(course):
    """What the mutations are done to, by the name of the input that leads to it."""
    lesson = course.lessons.get(order=1)
    file = ContentFile(b"Notes.", name="notes.txt")
    return {
        "courseId": course,
        "lessonId": lesson,
        "resourceId": Resource.objects.create(lesson=lesson, title="Notes", file=file),
        "categoryId": course.category,
    }


@pytest.fixture
def people(clients, course, former_instructor):
    """Every kind of person, students of the course among them."""
    published = {"is_published": True, "published_at": course.created_at}
    Course.objects.filter(pk=course.pk).update(**published)
    colleague, former = UserFactory(instructor=True), UserFactory()
    EnrollmentFactory(student=colleague, course=course)
    EnrollmentFactory(student=former, course=course, left=True)
    course.save(update_fields=["is_published", "published_at"])
    return {
        **clients,
        "instructor who studies it": Client(colleague),
        "former student": Client(former),
        "former instructor": Client(former_instructor),
    }


@pytest.fixture
def perform(things):
    """Has a client do one of the deeds, to the thing or to another id."""

    def perform(client, name, id=None):
        field, given = (DEEDS | STAFFS_DEEDS)[name]
        values: dict[str, Any] = {**given}
        if field:
            values[field] = global_id(things[field]) if id is None else id
        if values.get("lessonIds"):
            lessons = things["courseId"].lessons.order_by("-order")
            values["lessonIds"] = [global_id(lesson) for lesson in lessons]
        document = DEED % (name[0].upper() + name[1:], name)
        if "file" in values:
            sent = {"input.file": ("notes.txt", b"Mine.")}
            return client.upload(document, sent, input=values)
        return client(document, input=values)

    return perform


def test_every_mutation_is_in_the_table():
    result = [field.name for field in Mutation.__strawberry_definition__.fields]

    names = {name.lower() for name in DEEDS | STAFFS_DEEDS} | {"createcourse"}
    assert {name.replace("_", "") for name in result} == names


@pytest.mark.parametrize("person", REFUSED)
@pytest.mark.parametrize("name", DEEDS)
def test_who_is_no_instructor_is_refused(perform, people, stored, files, name, person):
    before = stored(), files()

    result = perform(people[person], name)

    assert (result.codes, result.body["data"]) == ([REFUSED[person]], {name: None})
    assert (stored(), files()) == before


@pytest.mark.parametrize("person", STRANGERS)
@pytest.mark.parametrize("name", DEEDS)
def test_courses_of_others_are_as_absent(perform, people, stored, files, name, person):
    before = stored(), files()

    result = perform(people[person], name)

    errors = [{"field": [DEEDS[name][0]], "code": "NOT_FOUND"}]
    assert result.data == {name: {"errors": errors}}
    assert (stored(), files()) == before


@pytest.mark.parametrize("person", ["instructor", "staff"])
@pytest.mark.parametrize("name", DEEDS)
def test_authors_and_staff_may(perform, people, stored, name, person):
    before = stored()

    result = perform(people[person], name)

    assert result.data == {name: {"errors": []}}
    assert stored() != before


@pytest.mark.parametrize(
    ("person", "code"),
    [*REFUSED.items(), *((one, "FORBIDDEN") for one in ["instructor", *STRANGERS])],
)
@pytest.mark.parametrize("name", STAFFS_DEEDS)
def test_categories_are_for_staff(perform, people, stored, name, person, code):
    before = stored()

    result = perform(people[person], name)

    assert (result.codes, result.body["data"]) == ([code], {name: None})
    assert stored() == before


@pytest.mark.parametrize("name", STAFFS_DEEDS)
def test_staff_keep_the_categories(perform, people, stored, name):
    before = stored()

    result = perform(people["staff"], name)

    assert result.data == {name: {"errors": []}}
    assert stored() != before


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ("visitor", ["UNAUTHENTICATED"]),
        ("student", ["FORBIDDEN"]),
        ("former student", ["FORBIDDEN"]),
        ("instructor", []),
        ("staff", []),
    ],
)
def test_who_begins_a_course(people, person, codes):
    document = DEED % ("CreateCourse", "createCourse")

    result = people[person](document, input={"title": "Fresh"})

    assert result.codes == codes
    assert Course.objects.filter(title="Fresh").exists() == (not codes)


@pytest.mark.parametrize("course", ["published"], indirect=True)
@pytest.mark.parametrize(
    "id",
    [
        "",
        " ",
        "1",
        "nonsense",
        "Q291cnNlOg==",  # Course:
        "Q291cnNlOi0x",  # Course:-1
        "Q291cnNlOjk5OTk5OTk5",  # Course:99999999
        "TGVzc29uOjk5OTk5OTk5",  # Lesson:99999999
        "UmVzb3VyY2U6OTk5OTk5OTk=",  # Resource:99999999
        "Q2F0ZWdvcnk6OTk5OTk5OTk=",  # Category:99999999
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("name", [*DEEDS, "updateCategory", "deleteCategory"])
def test_an_id_of_nothing(perform, people, stored, files, name, id):
    before = stored(), files()

    result = perform(people["staff"], name, id)

    field = (DEEDS | STAFFS_DEEDS)[name][0]
    errors = [{"field": [field], "code": "NOT_FOUND"}]
    assert result.data == {name: {"errors": errors}}
    assert (stored(), files()) == before


@pytest.mark.parametrize("course", ["published"], indirect=True)
@pytest.mark.parametrize("other", ["courseId", "lessonId", "resourceId", "categoryId"])
@pytest.mark.parametrize("name", [*DEEDS, "updateCategory", "deleteCategory"])
def test_an_id_of_another_kind(perform, people, course, things, stored, name, other):
    field = (DEEDS | STAFFS_DEEDS)[name][0]
    id = global_id(course.instructor if other == field else things[other])
    before = stored()

    result = perform(people["staff"], name, id)

    errors = [{"field": [field], "code": "NOT_FOUND"}]
    assert result.data == {name: {"errors": errors}}
    assert stored() == before
