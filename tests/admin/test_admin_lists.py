import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group

from courses.announcements import announce
from courses.models import Enrollment, Progress
from courses.muting import mute_course
from courses.progress import complete_lesson
from notifications.models import NotificationType, Timer
from notifications.preferences import update_preferences
from tests.factories import (
    LessonFactory,
    ReviewFactory,
    UserFactory,
)
from users import tokens
from users.models import Profile

MODELS = list(admin.site._registry)
APPS = ["users", "courses", "reviews", "notifications"]


@pytest.fixture
def grow(db):
    """Makes rows of every model, each with relations of its own."""

    def grow(number):
        for _ in range(number):
            lesson = LessonFactory()
            student = UserFactory()
            ReviewFactory(student=student, course=lesson.course)
            lesson.resources.create(title="Slides", file="slides.pdf")
            complete_lesson(student=student, lesson=lesson)
            tokens.issue(student)
            Group.objects.create(name=f"Friends of {student}")
            announce(course=lesson.course, message="Hello!")
            mute_course(user=student, course=lesson.course, is_muted=True)
            in_app = {NotificationType.SYSTEM: {"in_app": False}}
            update_preferences(user=student, changes=in_app)
            Timer.objects.create(name=f"for {student}", due_at=student.date_joined)

    return grow


def test_every_model_has_a_page():
    ours = {model for app in APPS for model in apps.get_app_config(app).get_models()}

    result = ours - set(MODELS)

    assert result == {Profile, Progress}  # they are on the pages of what they belong to


@pytest.mark.parametrize("query", [{}, {"q": "o"}], ids=["all", "search"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_list_takes_as_many_statements_for_30_rows_as_for_3(
    desk, grow, statements, model, query
):
    grow(3)
    desk.browse(model, **query)  # the first one fills caches
    few = statements(lambda: desk.browse(model, **query))
    grow(27)

    result = statements(lambda: desk.browse(model, **query))

    assert result == few <= 8
    assert desk.browse(model, **query).context["cl"].result_count >= 30


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_page_of_a_row_opens(desk, grow, model):
    grow(1)
    row = model._default_manager.latest("pk")

    result = desk.open(row)

    assert result.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_page_for_a_new_row_opens_where_rows_are_added_by_hand(desk, grow, model):
    by_hand = {"group", "user", "category", "course", "lesson"}

    result = desk.add(model)

    assert result.status_code == (200 if model._meta.model_name in by_hand else 403)


@pytest.mark.parametrize("row", ["course", "enrollment"])
def test_a_page_takes_as_many_statements_for_30_lessons_as_for_3(
    desk, course, enrollment, student, statements, row
):
    row = {"course": course, "enrollment": enrollment}[row]
    complete_lesson(student=student, lesson=LessonFactory(course=course))
    desk.open(row)  # the first one fills caches
    few = statements(lambda: desk.open(row))
    for lesson in LessonFactory.create_batch(29, course=course):
        complete_lesson(student=student, lesson=lesson)

    result = statements(lambda: desk.open(row))

    assert result == few <= 8
    assert lesson.title in desk.open(row).content.decode()


def test_a_person_leads_to_the_lists_of_what_is_theirs(desk, enrollment):
    page = desk.open(enrollment.student).content.decode()
    url = f"/admin/courses/enrollment/?student__id__exact={enrollment.student_id}"

    result = desk.client.get(url)

    assert f'href="{url}"' in page
    assert list(result.context["cl"].result_list) == [enrollment]


def test_the_list_of_enrollments_tells_how_much_is_done(
    desk, lessons, enrollment, student
):
    complete_lesson(student=student, lesson=lessons[0])

    result = desk.browse(Enrollment, q=student.email)

    assert "33 %" in result.content.decode()
