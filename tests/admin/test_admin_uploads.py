"""Files that come by the admin are kept, made smaller and removed as by the API."""

import re

import pytest
from django.core.files.base import ContentFile

from courses.models import MAX_LESSONS, Course, Lesson, Resource
from tests.files import films
from tests.files.pictures import opened, photo, picture
from users.models import Profile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_files"),
]

RANDOM_NAME = re.compile(r"/[\w-]{22}(\.\w+)?$")
PLACES = {  # of a picture: who shows it, the field of the form, the row, its column
    "a course": lambda course: (course, "thumbnail", course, "thumbnail"),
    "a person": lambda course: (
        course.instructor,
        "profile-0-profile_image",
        course.instructor.profile,
        "profile_image",
    ),
}


def file(name, content):
    return ContentFile(content, name=name)


def content_of(stored):
    with stored.open() as open_file:
        return open_file.read()


@pytest.fixture(params=PLACES.values(), ids=[*PLACES])
def place(request, course):
    return request.param(course)


@pytest.fixture
def lesson(desk, lessons):
    """The first one, with a film and notes that came by the admin."""
    notes = {
        "resources-TOTAL_FORMS": 1,
        "resources-0-title": "Notes",
        "resources-0-file": file("Notes of mine.txt", b"Notes."),
    }
    desk.change(lessons[0], video_file=file("a.mp4", films.mp4()), **notes)
    return Lesson.objects.get(pk=lessons[0].pk)


def test_a_picture_is_cleaned_and_gets_its_sizes_from_a_job(
    desk, place, on_disk, finish_jobs
):
    page, field, row, column = place

    result = desk.change(page, **{field: file("me.jpg", photo())})

    row.refresh_from_db()
    stored = getattr(row, column)
    assert desk.refusals(result) == {}
    assert RANDOM_NAME.search(stored.name)
    assert opened(content_of(stored)).format == "WEBP"
    assert b"Nosy" not in content_of(stored)
    assert (stored.width, getattr(row, f"{column}_width")) == (48, 48)
    assert not getattr(row, f"{column}_has_renditions")
    assert len(on_disk()) == 1
    finish_jobs()
    row.refresh_from_db()
    assert getattr(row, f"{column}_has_renditions")
    assert len(on_disk()) == 4


def test_a_new_picture_takes_the_old_one_and_its_sizes_away(
    desk, place, on_disk, finish_jobs
):
    page, field, row, column = place
    desk.change(page, **{field: file("a.png", picture())})
    finish_jobs()
    before = on_disk()

    result = desk.change(page, **{field: file("b.png", picture(size=(100, 50)))})

    row.refresh_from_db()
    assert desk.refusals(result) == {}
    assert not getattr(row, f"{column}_has_renditions")
    assert getattr(row, f"{column}_width") == 100
    finish_jobs()
    assert len(before) == len(on_disk()) == 4
    assert not set(before) & set(on_disk())


def test_a_picture_is_taken_away_with_its_sizes(desk, place, on_disk, finish_jobs):
    page, field, row, column = place
    desk.change(page, **{field: file("a.png", picture())})
    finish_jobs()

    result = desk.change(page, **{f"{field}-clear": "on"})

    row.refresh_from_db()
    assert desk.refusals(result) == {}
    assert not getattr(row, column)
    assert getattr(row, f"{column}_width") is None
    assert on_disk() == []


def test_a_change_without_a_file_leaves_the_picture(desk, course, on_disk):
    desk.change(course, thumbnail=file("a.png", picture()))
    before = on_disk()

    result = desk.change(course, title="Changed")

    course.refresh_from_db()
    assert (result.status_code, course.title) == (200, "Changed")
    assert course.thumbnail
    assert on_disk() == before


def test_a_refused_picture_leaves_the_link_to_the_one_that_is_there(desk, course):
    desk.change(course, thumbnail=file("a.png", picture()))
    course.refresh_from_db()

    result = desk.change(course, thumbnail=file("a.gif", picture("GIF")))

    page = result.content.decode()
    assert desk.refusals(result) == {"thumbnail": ["unsupported_type"]}
    assert "Send a PNG, JPEG or WebP picture." in page
    assert course.thumbnail.url in page


def test_a_new_course_has_its_picture(desk, instructor, on_disk, finish_jobs):
    cover = file("a.png", picture())

    result = desk.add(
        Course, title="Set Theory", instructor=instructor.pk, thumbnail=cover
    )

    course = Course.objects.get()
    assert desk.messages(result)[0].startswith("The course “<a href=")
    assert f"/courses/course/{course.pk}/change/" in desk.messages(result)[0]
    assert (course.thumbnail_width, course.slug) == (64, "set-theory")
    finish_jobs()
    assert len(on_disk()) == 4


def test_a_new_lesson_has_its_film(desk, course):
    film = file("a.webm", films.webm())

    result = desk.add(Lesson, course=course.pk, title="Film", video_file=film)

    lesson = Lesson.objects.get()
    assert result.status_code == 200
    assert RANDOM_NAME.search(lesson.video_file.name)
    assert lesson.video_file.name.endswith(".webm")
    assert content_of(lesson.video_file) == films.webm()


def test_a_full_course_refuses_a_lesson_with_its_film(desk, course, on_disk):
    Course.objects.update(lesson_count=MAX_LESSONS)
    film = file("a.mp4", films.mp4())

    result = desk.add(Lesson, course=course.pk, title="Too much", video_file=film)

    assert desk.refusals(result) == {"__all__": ["too_many"]}
    assert not Lesson.objects.exists()
    assert on_disk() == []


def test_a_new_film_takes_the_old_one_away(desk, lesson, on_disk):
    before = lesson.video_file.name

    result = desk.change(lesson, video_file=file("b.webm", films.webm()))

    lesson.refresh_from_db()
    assert result.status_code == 200
    assert lesson.video_file.name in on_disk()
    assert before not in on_disk()


def test_a_film_is_taken_away(desk, lesson, on_disk):
    result = desk.change(lesson, **{"video_file-clear": "on"})

    lesson.refresh_from_db()
    assert result.status_code == 200
    assert not lesson.video_file
    assert on_disk() == [lesson.resources.get().file.name]


def test_a_new_resource_tells_of_its_file(lesson):
    result = lesson.resources.get()

    assert RANDOM_NAME.search(result.file.name)
    assert content_of(result.file) == b"Notes."
    assert (result.title, result.file_name) == ("Notes", "Notes of mine.txt")
    assert (result.file_size, result.content_type) == (6, "text/plain")


@pytest.mark.parametrize("page", ["the lesson's", "its own"])
def test_a_new_file_of_a_resource_takes_the_old_one_away(desk, lesson, on_disk, page):
    resource = lesson.resources.get()
    before = resource.file.name
    page, field = {
        "the lesson's": (lesson, "resources-0-file"),
        "its own": (resource, "file"),
    }[page]

    result = desk.change(page, **{field: file("../Table.csv", b"1,2")})

    resource.refresh_from_db()
    assert result.status_code == 200
    assert (resource.title, resource.file_name) == ("Notes", "Table.csv")
    assert (resource.file_size, resource.content_type) == (3, "text/csv")
    assert resource.file.name in on_disk()
    assert before not in on_disk()


def test_a_new_title_of_a_resource_leaves_its_file(desk, lesson, on_disk):
    before = on_disk()

    result = desk.change(lesson, **{"resources-0-title": "Better"})

    resource = lesson.resources.get()
    assert result.status_code == 200
    assert (resource.title, resource.file_name) == ("Better", "Notes of mine.txt")
    assert on_disk() == before


@pytest.mark.parametrize(
    "deed",
    [
        lambda desk, lesson: desk.change(lesson, **{"resources-0-DELETE": "on"}),
        lambda desk, lesson: desk.delete(lesson.resources.get()),
        lambda desk, lesson: desk.act("delete_selected", lesson.resources.get()),
    ],
    ids=["on the lesson's page", "on its own page", "in the list"],
)
def test_a_deleted_resource_takes_its_file_along(desk, lesson, on_disk, deed):
    result = deed(desk, lesson)

    assert result.status_code == 200
    assert not Resource.objects.exists()
    assert on_disk() == [lesson.video_file.name]


def test_a_role_is_changed_beside_a_picture(desk, student):
    sent = {"profile-0-role": "I", "profile-0-profile_image": file("a.png", picture())}

    result = desk.change(student, first_name="Grace", **sent)

    profile = Profile.objects.select_related("user").get(user=student)
    assert desk.refusals(result) == {}
    assert (profile.role, profile.user.first_name) == ("I", "Grace")
    assert profile.profile_image
