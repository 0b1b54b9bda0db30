"""Instructors add lessons to their courses, change them, and take them away."""

import pytest
from django.core.management import call_command

from courses.authoring import unpublish_course
from courses.models import MAX_LESSONS, Course, Lesson, Progress, Resource
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory

CREATE = """
mutation ($input: CreateLessonInput!) {
  createLesson(input: $input) {
    lesson { id title content order isPreview videoUrl course { lessonCount } }
    errors { field code }
  }
}
"""
UPDATE = """
mutation ($input: UpdateLessonInput!) {
  updateLesson(input: $input) {
    lesson { title content order isPreview }
    errors { field code }
  }
}
"""
DELETE = """
mutation ($id: ID!) {
  deleteLesson(input: {lessonId: $id}) {
    deletedId
    course { lessonCount lessons { title } }
    errors { field code }
  }
}
"""
ENROLLMENT = """
{
  me { enrollments { nodes {
    progressPercent completedLessonCount lessonCount nextLesson { title }
  } } }
}
"""


def test_a_new_lesson_is_the_last_one(as_instructor, course, lessons):
    given = {"courseId": global_id(course), "title": " Sets ", "content": "*All.*\n"}

    result = as_instructor(CREATE, input=given)

    lesson = Lesson.objects.latest("pk")
    shown = {
        "id": global_id(lesson),
        "title": "Sets",
        "content": "*All.*\n",
        "order": 4,
        "isPreview": False,
        "videoUrl": None,
        "course": {"lessonCount": 4},
    }
    assert result.data == {"createLesson": {"lesson": shown, "errors": []}}
    assert Course.objects.get().lesson_count == 4


def test_a_lesson_with_a_video(as_instructor, course, video):
    given = {"courseId": global_id(course), "title": "Sets", "videoFile": None}

    result = as_instructor.upload(CREATE, {"input.videoFile": video}, input=given)

    answer = result.data["createLesson"]
    assert answer["errors"] == []
    assert "/sets.mp4" in answer["lesson"]["videoUrl"]
    assert "first" not in Lesson.objects.get().video_file.name


def test_a_lesson_after_one_that_was_deleted(as_instructor, course, lessons):
    as_instructor(DELETE, id=global_id(lessons[1]))

    result = as_instructor(
        CREATE, input={"courseId": global_id(course), "title": "Sets"}
    )

    assert result.data["createLesson"]["lesson"]["order"] == 4
    assert Course.objects.get().lesson_count == 3


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"title": " "}, [(["title"], "REQUIRED")]),
        ({"title": "x" * 201}, [(["title"], "TOO_LONG")]),
        ({"content": "x" * 200_001}, [(["content"], "TOO_LONG")]),
        (
            {"title": "", "content": "x" * 200_001},
            [(["title"], "REQUIRED"), (["content"], "TOO_LONG")],
        ),
        ({"videoFile": "first.mp4"}, [(["videoFile"], "INVALID")]),
    ],
)
@pytest.mark.parametrize("name", ["createLesson", "updateLesson"])
def test_a_lesson_that_is_none(
    as_instructor, course, lessons, stored, name, given, errors
):
    before = stored()
    values = {"courseId": global_id(course), "title": "Sets"} | given
    if name == "updateLesson":
        values = {"lessonId": global_id(lessons[0])} | given
    document = CREATE if name == "createLesson" else UPDATE

    result = as_instructor(document, input=values)

    answer = result.data[name]
    assert answer["lesson"] is None
    assert [(error["field"], error["code"]) for error in answer["errors"]] == errors
    assert stored() == before


def test_a_course_has_500_lessons_at_most(as_instructor, course, stored):
    Lesson.objects.bulk_create(
        Lesson(course=course, title="Part", order=n) for n in range(1, MAX_LESSONS)
    )
    Course.objects.update(lesson_count=MAX_LESSONS - 1)
    given = {"courseId": global_id(course), "title": "Sets"}
    last = as_instructor(CREATE, input=given).data["createLesson"]
    before = stored()

    result = as_instructor(CREATE, input=given)

    assert (last["lesson"]["order"], last["errors"]) == (500, [])
    errors = [{"field": None, "code": "TOO_MANY"}]
    assert result.data == {"createLesson": {"lesson": None, "errors": errors}}
    assert stored() == before


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, {}),
        ({"title": " Sets "}, {"title": "Sets"}),
        ({"content": " <b>\n"}, {"content": " <b>\n"}),
        ({"content": None}, {"content": ""}),
        ({"isPreview": True}, {"isPreview": True}),
        ({"isPreview": None}, {}),
        ({"title": "Sets", "content": "All."}, {"title": "Sets", "content": "All."}),
    ],
)
def test_what_is_left_out_stays(as_instructor, lessons, given, changed):
    result = as_instructor(UPDATE, input={"lessonId": global_id(lessons[1]), **given})

    shown = {
        "title": lessons[1].title,
        "content": "What it teaches.",
        "order": 2,
        "isPreview": False,
    }
    answer = {"lesson": shown | changed, "errors": []}
    assert result.data == {"updateLesson": answer}


def test_a_title_cannot_be_taken_away(as_instructor, lessons, stored):
    before = stored()

    result = as_instructor(
        UPDATE, input={"lessonId": global_id(lessons[0]), "title": None}
    )

    errors = [{"field": ["title"], "code": "REQUIRED"}]
    assert result.data == {"updateLesson": {"lesson": None, "errors": errors}}
    assert stored() == before


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_former_video_goes_once_the_change_is_certain(
    as_instructor,
    lessons,
    video,
    files,
    django_capture_on_commit_callbacks,
    is_replaced,
):
    given = {"lessonId": global_id(lessons[0]), "videoFile": None}
    as_instructor.upload(UPDATE, {"input.videoFile": video}, input=given)
    before = files()
    uploads = {"input.videoFile": video} if is_replaced else {}

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor.upload(UPDATE, uploads, input=given)

    assert result.data["updateLesson"]["errors"] == []
    assert files() >= before
    for call in after_commit:
        call()
    assert (len(before - files()), len(files() - before)) == (1, is_replaced)
    assert bool(Lesson.objects.get(pk=lessons[0].pk).video_file) == is_replaced


def test_deleting_a_lesson_moves_everybodys_percent_at_once(
    as_instructor, as_student, student, course, lessons, enrollment, resource
):
    for lesson in lessons[:2]:
        complete_lesson(student=student, lesson=lesson)
    EnrollmentFactory(course=course)

    result = as_instructor(DELETE, id=global_id(lessons[0]))

    left = {"lessonCount": 2, "lessons": [{"title": one.title} for one in lessons[1:]]}
    answer = {"deletedId": global_id(lessons[0]), "course": left, "errors": []}
    assert result.data == {"deleteLesson": answer}
    shown = {
        "progressPercent": 50,
        "completedLessonCount": 1,
        "lessonCount": 2,
        "nextLesson": {"title": lessons[2].title},
    }
    enrollments = {"enrollments": {"nodes": [shown]}}
    assert as_student(ENROLLMENT).data == {"me": enrollments}
    assert (Progress.objects.count(), Resource.objects.count()) == (1, 0)
    call_command("recount", check=True)


def test_files_of_a_deleted_lesson_go_after_the_commit(
    as_instructor, resource, files, django_capture_on_commit_callbacks
):
    before = files()

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor(DELETE, id=global_id(resource.lesson))

    assert result.data["deleteLesson"]["errors"] == []
    assert files() == before
    for call in after_commit:
        call()
    assert len(before - files()) == 1


def test_a_published_course_keeps_its_last_lesson(as_instructor, course, lessons):
    for lesson in lessons[:2]:
        as_instructor(DELETE, id=global_id(lesson))

    result = as_instructor(DELETE, id=global_id(lessons[2]))

    errors = [{"field": ["lessonId"], "code": "INVALID"}]
    refused = {"deletedId": None, "course": None, "errors": errors}
    assert result.data == {"deleteLesson": refused}
    assert list(course.lessons.all()) == [lessons[2]]
    call_command("recount", check=True)


def test_the_last_lesson_leaves_an_empty_draft(
    as_instructor, as_student, student, course, lessons, enrollment
):
    complete_lesson(student=student, lesson=lessons[0])
    unpublish_course(course=course)

    result = [as_instructor(DELETE, id=global_id(one)).data for one in lessons]

    assert result[-1]["deleteLesson"]["course"] == {"lessonCount": 0, "lessons": []}
    shown = {
        "progressPercent": 0,
        "completedLessonCount": 0,
        "lessonCount": 0,
        "nextLesson": None,
    }
    enrollments = {"enrollments": {"nodes": [shown]}}
    assert as_student(ENROLLMENT).data == {"me": enrollments}
    call_command("recount", check=True)
