"""A file comes with a change that is committed, and goes with the one that drops it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from courses.authoring import unpublish_course, update_course
from courses.models import Course, Lesson
from files.cleanup import delete_after_commit, store, stores_files
from files.images import cleaned_image
from files.uploads import MB, UploadedFile
from schema.base.nodes import global_id
from tests.client import Client
from tests.files import pictures
from tests.files.pictures import picture

UPDATE_COURSE = """
    mutation ($input: UpdateCourseInput!) {
      updateCourse(input: $input) { errors { field code } }
    }
"""
CREATE_COURSE = """
    mutation ($input: CreateCourseInput!) {
      createCourse(input: $input) { errors { field code } }
    }
"""
DELETE_COURSE = """
    mutation ($input: DeleteCourseInput!) {
      deleteCourse(input: $input) { errors { field code } }
    }
"""
UPDATE_PROFILE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) { errors { field code } }
    }
"""
CREATE_LESSON = """
    mutation ($input: CreateLessonInput!) {
      createLesson(input: $input) { lesson { id } errors { field code } }
    }
"""
UPDATE_LESSON = """
    mutation ($input: UpdateLessonInput!) {
      updateLesson(input: $input) { errors { field code } }
    }
"""
DELETE_LESSON = """
    mutation ($input: DeleteLessonInput!) {
      deleteLesson(input: $input) { errors { field code } }
    }
"""
CREATE_RESOURCE = """
    mutation ($input: CreateResourceInput!) {
      createResource(input: $input) { resource { id } errors { field code } }
    }
"""
DELETE_RESOURCE = """
    mutation ($input: DeleteResourceInput!) {
      deleteResource(input: $input) { errors { field code } }
    }
"""
DONE: list[Any] = []
OnDisk = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What follows a commit has to happen here."""


@pytest.fixture
def with_thumbnail(
    as_instructor: Client, course: Course, finish_jobs: Callable[[], None]
) -> Course:
    """``course`` with a thumbnail in all sizes."""
    input = {"courseId": global_id(course), "thumbnail": None}
    files = {"input.thumbnail": ("a.png", picture())}
    as_instructor.upload(UPDATE_COURSE, files, input=input)
    finish_jobs()
    return course


@pytest.fixture
def with_video(as_instructor: Client, course: Course) -> str:
    """The global id of a lesson of ``course`` with a video."""
    input = {"courseId": global_id(course), "title": "Film", "videoFile": None}
    files = {"input.videoFile": ("a.mp4", pictures.MP4)}
    answer = as_instructor.upload(CREATE_LESSON, files, input=input)
    return answer.data["createLesson"]["lesson"]["id"]


@pytest.fixture
def resource(as_instructor: Client, with_video: str) -> str:
    """The global id of a resource of the lesson with the video."""
    input = {"lessonId": with_video, "title": "Notes", "file": None}
    files = {"input.file": ("notes.html", pictures.HTML)}
    answer = as_instructor.upload(CREATE_RESOURCE, files, input=input)
    return answer.data["createResource"]["resource"]["id"]


def test_a_new_picture_takes_the_old_one_and_its_sizes_away(
    as_instructor: Client,
    with_thumbnail: Course,
    finish_jobs: Callable[[], None],
    on_disk: OnDisk,
) -> None:
    before = on_disk()
    input = {"courseId": global_id(with_thumbnail), "thumbnail": None}
    files = {"input.thumbnail": ("b.png", picture("JPEG"))}

    result = as_instructor.upload(UPDATE_COURSE, files, input=input)

    finish_jobs()
    assert result.data == {"updateCourse": {"errors": DONE}}
    assert len(before) == len(on_disk()) == 4
    assert not set(before) & set(on_disk())


def test_null_takes_a_picture_away(
    as_instructor: Client, with_thumbnail: Course, on_disk: OnDisk
) -> None:
    input = {"courseId": global_id(with_thumbnail), "thumbnail": None}

    result = as_instructor(UPDATE_COURSE, input=input)

    with_thumbnail.refresh_from_db()
    assert result.data == {"updateCourse": {"errors": DONE}}
    assert not with_thumbnail.thumbnail
    assert with_thumbnail.thumbnail_width is None
    assert on_disk() == []


def test_a_change_without_a_picture_leaves_it(
    as_instructor: Client, with_thumbnail: Course, on_disk: OnDisk
) -> None:
    before = on_disk()
    input = {"courseId": global_id(with_thumbnail), "title": "Another title"}

    result = as_instructor(UPDATE_COURSE, input=input)

    assert result.data == {"updateCourse": {"errors": DONE}}
    assert on_disk() == before


def test_a_profile_image_is_replaced_and_taken_away(
    as_student: Client, finish_jobs: Callable[[], None], on_disk: OnDisk
) -> None:
    files = {"input.profileImage": ("me.png", picture())}
    for _ in range(2):
        as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})
        finish_jobs()
    count = len(on_disk())

    result = as_student(UPDATE_PROFILE, input={"profileImage": None})

    assert result.data == {"updateProfile": {"errors": DONE}}
    assert (count, on_disk()) == (4, [])


def test_a_picture_of_a_refused_change_is_not_kept(
    as_instructor: Client, with_thumbnail: Course, on_disk: OnDisk
) -> None:
    before = on_disk()
    id = global_id(with_thumbnail)
    input = {"courseId": id, "title": " ", "thumbnail": None}
    files = {"input.thumbnail": ("b.png", picture())}

    result = as_instructor.upload(UPDATE_COURSE, files, input=input)

    errors = [{"field": ["title"], "code": "REQUIRED"}]
    assert result.data == {"updateCourse": {"errors": errors}}
    assert on_disk() == before


@pytest.mark.parametrize(
    ("document", "input", "place", "data", "field"),
    [
        (CREATE_COURSE, {"title": "x" * 201}, "thumbnail", picture(), "title"),
        (UPDATE_PROFILE, {"bio": "x" * 2001}, "profileImage", picture(), "bio"),
        (
            CREATE_LESSON,
            {"courseId": "", "title": "x" * 201},
            "videoFile",
            pictures.MP4,
            "title",
        ),
        (
            UPDATE_LESSON,
            {"lessonId": "", "title": "x" * 201},
            "videoFile",
            pictures.MP4,
            "title",
        ),
        (
            CREATE_RESOURCE,
            {"lessonId": "", "title": "x" * 201},
            "file",
            pictures.PDF,
            "title",
        ),
    ],
    ids=["course", "profile", "new lesson", "lesson", "resource"],
)
def test_a_good_file_beside_a_bad_text_is_not_kept(
    as_instructor: Client,
    course: Course,
    lessons: list[Lesson],
    on_disk: OnDisk,
    document: str,
    input: dict[str, Any],
    place: str,
    data: bytes,
    field: str,
) -> None:
    ids = {"courseId": global_id(course), "lessonId": global_id(lessons[0])}
    known = {name: ids.get(name, value) for name, value in input.items()}
    files = {f"input.{place}": ("a", data)}

    result = as_instructor.upload(document, files, input=known | {place: None})

    [answer] = result.data.values()
    assert answer["errors"] == [{"field": [field], "code": "TOO_LONG"}]
    assert on_disk() == []


@pytest.mark.parametrize("person", ["student", "other instructor"])
def test_a_file_of_somebody_who_may_not_is_not_kept(
    clients: dict[str, Client], course: Course, on_disk: OnDisk, person: str
) -> None:
    input = {"courseId": global_id(course), "thumbnail": None}
    files = {"input.thumbnail": ("a.png", picture())}

    result = clients[person].upload(UPDATE_COURSE, files, input=input)

    refusal = result.codes or result.data["updateCourse"]["errors"][0]["code"]
    assert refusal in (["FORBIDDEN"], "NOT_FOUND")
    assert on_disk() == []


def test_a_file_of_a_document_that_is_not_valid_is_not_kept(
    as_instructor: Client, on_disk: OnDisk
) -> None:
    files = {"input.thumbnail": ("a.png", picture())}
    document = "mutation ($input: UpdateCourseInput!) { nothing(input: $input) { id } }"

    result = as_instructor.upload(document, files, input={"thumbnail": None})

    assert result.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert on_disk() == []


def sent(data: bytes) -> UploadedFile:
    file = UploadedFile(name="a.png", content_type="", limit=MB)
    file.receive(data)
    return file


def replaced_and_seen(course: Course, file: UploadedFile, on_disk: OnDisk) -> list[str]:
    """What is on the disk after the change, before it is committed."""
    update_course(course=course, thumbnail=cleaned_image(file))
    return on_disk()


def test_the_old_picture_goes_after_the_commit_and_not_before(
    with_thumbnail: Course, on_disk: OnDisk
) -> None:
    before = on_disk()

    with transaction.atomic(), sent(picture()) as file:
        result = replaced_and_seen(with_thumbnail, file, on_disk)

    assert set(before) < set(result)
    assert len(on_disk()) == 1
    assert not set(before) & set(on_disk())


@stores_files
def replace_and_fail(course: Course) -> None:
    delete_after_commit(course.thumbnail.storage, [course.thumbnail.name])
    store(course.thumbnail, ContentFile(picture(), name="new.png"))
    course.save()
    raise InterruptedError


@stores_files
def have_it_replaced_and_fail(course: Course) -> None:
    with sent(picture()) as file:
        update_course(course=course, thumbnail=cleaned_image(file))
    raise InterruptedError


@pytest.mark.parametrize("deed", [replace_and_fail, have_it_replaced_and_fail])
def test_a_deed_that_fails_at_its_end_leaves_everything(
    with_thumbnail: Course, on_disk: OnDisk, deed: Callable[[Course], None]
) -> None:
    before = on_disk()

    with pytest.raises(InterruptedError) as result:
        deed(with_thumbnail)

    with_thumbnail.refresh_from_db()
    assert result
    assert on_disk() == before
    assert with_thumbnail.thumbnail.name in before


def test_a_new_video_takes_the_old_one_away(
    as_instructor: Client, with_video: str, on_disk: OnDisk
) -> None:
    before = on_disk()
    files = {"input.videoFile": ("b.webm", pictures.WEBM)}
    input = {"lessonId": with_video, "videoFile": None}

    result = as_instructor.upload(UPDATE_LESSON, files, input=input)

    [video] = on_disk()
    assert result.data == {"updateLesson": {"errors": DONE}}
    assert before[0].endswith(".mp4")
    assert video.endswith(".webm")


def test_null_takes_a_video_away(
    as_instructor: Client, with_video: str, on_disk: OnDisk
) -> None:
    input = {"lessonId": with_video, "videoFile": None}

    result = as_instructor(UPDATE_LESSON, input=input)

    assert result.data == {"updateLesson": {"errors": DONE}}
    assert on_disk() == []


def test_a_resource_takes_its_file_along(
    as_instructor: Client, resource: str, on_disk: OnDisk
) -> None:
    result = as_instructor(DELETE_RESOURCE, input={"resourceId": resource})

    assert result.data == {"deleteResource": {"errors": DONE}}
    assert [name.partition("/")[0] for name in on_disk()] == ["videos"]


def test_a_lesson_takes_its_files_along(
    as_instructor: Client,
    course: Course,
    resource: str,
    with_video: str,
    on_disk: OnDisk,
) -> None:
    unpublish_course(course=course)

    result = as_instructor(DELETE_LESSON, input={"lessonId": with_video})

    assert result.data == {"deleteLesson": {"errors": DONE}}
    assert on_disk() == []


def test_a_course_takes_all_files_along(
    as_instructor: Client, resource: str, with_thumbnail: Course, on_disk: OnDisk
) -> None:
    count = len(on_disk())

    result = as_instructor(DELETE_COURSE, input={"courseId": global_id(with_thumbnail)})

    assert result.data == {"deleteCourse": {"errors": DONE}}
    assert (count, on_disk()) == (6, [])
