"""Instructors begin courses, change them, and let everybody see them."""

import pytest
from django.utils import timezone

from courses.models import Course
from schema.base.nodes import global_id
from tests.factories import CategoryFactory, CourseFactory, LessonFactory
from tests.users.clock import ago

CREATE = """
mutation ($input: CreateCourseInput!) {
  createCourse(input: $input) {
    course {
      id slug title description isPublished publishedAt lessonCount studentCount
      viewerCanEdit instructor { username } category { name } thumbnail { width }
    }
    errors { field code }
  }
}
"""
UPDATE = """
mutation ($input: UpdateCourseInput!) {
  updateCourse(input: $input) {
    course { slug title description category { name } thumbnail { width } }
    errors { field code }
  }
}
"""
PUBLISH = """
mutation ($id: ID!) {
  publishCourse(input: {courseId: $id}) {
    course { isPublished publishedAt }
    errors { field code }
  }
}
"""
UNPUBLISH = """
mutation ($id: ID!) {
  unpublishCourse(input: {courseId: $id}) {
    course { isPublished publishedAt }
    errors { field code }
  }
}
"""
COURSE = "query ($id: ID!) { course(id: $id) { title } }"


@pytest.fixture
def course(instructor):
    category = CategoryFactory(name="Mathematics")
    return CourseFactory(
        title="Algebra",
        slug="algebra",
        description="Of *unknowns*.",
        instructor=instructor,
        category=category,
    )


@pytest.fixture
def covered(as_instructor, course, picture):
    """``course``, with a cover."""
    given = {"courseId": global_id(course), "thumbnail": None}
    answer = as_instructor.upload(UPDATE, {"input.thumbnail": picture}, input=given)
    assert answer.data["updateCourse"]["errors"] == []
    course.refresh_from_db()
    return course


def test_an_instructor_begins_a_course(as_instructor, instructor, visitor):
    category = CategoryFactory(name="Mathematics")
    given = {
        "title": "  Algebra I ",
        "description": "Of *unknowns*.\n",
        "categoryId": global_id(category),
    }

    result = as_instructor(CREATE, input=given)

    course = Course.objects.get()
    shown = {
        "id": global_id(course),
        "slug": "algebra-i",
        "title": "Algebra I",
        "description": "Of *unknowns*.\n",
        "isPublished": False,
        "publishedAt": None,
        "lessonCount": 0,
        "studentCount": 0,
        "viewerCanEdit": True,
        "instructor": {"username": instructor.username},
        "category": {"name": "Mathematics"},
        "thumbnail": None,
    }
    assert result.data == {"createCourse": {"course": shown, "errors": []}}
    assert visitor(COURSE, id=global_id(course)).data == {"course": None}


def test_a_title_is_all_that_a_course_needs(as_instructor):
    result = as_instructor(CREATE, input={"title": "Algebra", "categoryId": None})

    course = result.data["createCourse"]["course"]
    assert (course["title"], course["description"]) == ("Algebra", "")
    assert (course["category"], course["thumbnail"]) == (None, None)


def test_a_course_begins_with_a_cover(as_instructor, picture):
    result = as_instructor.upload(
        CREATE,
        {"input.thumbnail": picture},
        input={"title": "Algebra", "thumbnail": None},
    )

    assert result.data["createCourse"]["course"]["thumbnail"] == {"width": 640}


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Algebra", "algebra"),
        ("Ünder the Séa!", "under-the-sea"),
        ("数学", "course"),
        ("x" * 200, "x" * 100),
    ],
)
def test_courses_of_one_title_have_slugs_of_their_own(as_instructor, title, slugs):
    result = [as_instructor(CREATE, input={"title": title}).data for _ in range(3)]

    made = [data["createCourse"]["course"]["slug"] for data in result]
    assert made[0] == slugs
    assert len(set(made)) == 3 and all(slug.startswith(slugs) for slug in made)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"title": ""}, [(["title"], "REQUIRED")]),
        ({"title": " \t\n"}, [(["title"], "REQUIRED")]),
        ({"title": "x" * 201}, [(["title"], "TOO_LONG")]),
        ({"description": "x" * 50_001}, [(["description"], "TOO_LONG")]),
        (
            {"title": " ", "description": "x" * 50_001},
            [(["title"], "REQUIRED"), (["description"], "TOO_LONG")],
        ),
        ({"categoryId": "nonsense"}, [(["categoryId"], "NOT_FOUND")]),
        ({"categoryId": ""}, [(["categoryId"], "NOT_FOUND")]),
        ({"categoryId": "Q2F0ZWdvcnk6OTk5"}, [(["categoryId"], "NOT_FOUND")]),
        ({"thumbnail": "cover.png"}, [(["thumbnail"], "INVALID")]),
    ],
)
@pytest.mark.parametrize("name", ["createCourse", "updateCourse"])
def test_a_course_that_is_none(
    as_instructor, course, stored, files, name, given, errors
):
    before = stored(), files()
    values, document = {"title": "Geometry"} | given, CREATE
    if name == "updateCourse":
        values, document = {"courseId": global_id(course)} | given, UPDATE

    result = as_instructor(document, input=values)

    answer = result.data[name]
    assert answer["course"] is None
    assert [(error["field"], error["code"]) for error in answer["errors"]] == errors
    assert (stored(), files()) == before


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, {}),
        ({"title": " Geometry "}, {"title": "Geometry"}),
        ({"title": "x" * 200}, {"title": "x" * 200}),
        ({"description": " <b>&amp;\n"}, {"description": " <b>&amp;\n"}),
        ({"categoryId": None}, {"category": None}),
        ({"thumbnail": None}, {"thumbnail": None}),
        (
            {"title": "Geometry", "description": "Of shapes."},
            {"title": "Geometry", "description": "Of shapes."},
        ),
    ],
)
def test_what_is_left_out_stays(as_instructor, covered, given, changed):
    result = as_instructor(UPDATE, input={"courseId": global_id(covered), **given})

    shown = {
        "slug": "algebra",
        "title": "Algebra",
        "description": "Of *unknowns*.",
        "category": {"name": "Mathematics"},
        "thumbnail": {"width": 640},
    }
    answer = {"course": shown | changed, "errors": []}
    assert result.data == {"updateCourse": answer}


def test_a_course_moves_to_another_category(as_instructor, course):
    other = CategoryFactory(name="Arts")
    given = {"courseId": global_id(course), "categoryId": global_id(other)}

    result = as_instructor(UPDATE, input=given)

    assert result.data["updateCourse"]["course"]["category"] == {"name": "Arts"}
    assert Course.objects.get().category_id == other.pk


def test_a_title_cannot_be_taken_away(as_instructor, course, stored):
    before = stored()

    result = as_instructor(UPDATE, input={"courseId": global_id(course), "title": None})

    errors = [{"field": ["title"], "code": "REQUIRED"}]
    assert result.data == {"updateCourse": {"course": None, "errors": errors}}
    assert stored() == before


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_a_published_course_keeps_a_description(as_instructor, course, stored, nothing):
    given = {"courseId": global_id(course), "title": "New", "description": nothing}
    before = stored()

    result = as_instructor(UPDATE, input=given)

    errors = [{"field": ["description"], "code": "REQUIRED"}]
    assert result.data == {"updateCourse": {"course": None, "errors": errors}}
    assert stored() == before


def test_a_draft_may_lose_its_description(as_instructor, course):
    as_instructor(UNPUBLISH, id=global_id(course))
    given = {"courseId": global_id(course), "description": None}

    result = as_instructor(UPDATE, input=given)

    assert result.data["updateCourse"]["errors"] == []
    assert Course.objects.get().description == ""


@pytest.mark.parametrize("sent", ["picture", None])
def test_a_former_cover_goes_once_the_change_is_certain(
    as_instructor, covered, files, picture, django_capture_on_commit_callbacks, sent
):
    former = covered.thumbnail.path
    given = {"courseId": global_id(covered), "thumbnail": None}
    uploads = {"input.thumbnail": picture} if sent else {}

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor.upload(UPDATE, uploads, input=given)

    assert result.data["updateCourse"]["errors"] == []
    assert former in {str(path) for path in files()}
    for call in after_commit:
        call()
    assert former not in {str(path) for path in files()}


@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        ({}, []),
        ({"title": " "}, ["title"]),
        ({"description": " \n"}, ["description"]),
        ({"lessons": 0}, ["lessons"]),
        (
            {"title": "", "description": "", "lessons": 0},
            ["title", "description", "lessons"],
        ),
    ],
)
def test_publishing_names_all_that_is_missing(
    as_instructor, draft, visitor, lacking, fields
):
    LessonFactory.create_batch(lacking.pop("lessons", 1), course=draft)
    Course.objects.filter(pk=draft.pk).update(**lacking)

    result = as_instructor(PUBLISH, id=global_id(draft))

    answer = result.data["publishCourse"]
    errors = [{"field": [field], "code": "REQUIRED"} for field in fields]
    assert answer["errors"] == errors
    assert (answer["course"] is None) == bool(fields)
    draft.refresh_from_db()
    assert draft.is_published == bool(draft.published_at) == (not fields)
    seen = visitor(COURSE, id=global_id(draft)).data["course"]
    assert bool(seen) == (not fields)


def test_the_time_of_the_first_publication_is_kept(as_instructor, draft, visitor):
    LessonFactory(course=draft)
    with ago(days=3):
        first = as_instructor(PUBLISH, id=global_id(draft)).data["publishCourse"]
        unpublished = as_instructor(UNPUBLISH, id=global_id(draft)).data
    hidden = visitor(COURSE, id=global_id(draft)).data

    result = as_instructor(PUBLISH, id=global_id(draft))

    time = first["course"]["publishedAt"]
    course = {"isPublished": True, "publishedAt": time}
    assert result.data == {"publishCourse": {"course": course, "errors": []}}
    course = {"isPublished": False, "publishedAt": time}
    assert unpublished == {"unpublishCourse": {"course": course, "errors": []}}
    assert hidden == {"course": None}
    assert time < timezone.now().isoformat()


def test_active_students_keep_a_course_that_is_taken_back(
    as_instructor, as_student, as_other_student, enrollment, course
):
    result = as_instructor(UNPUBLISH, id=global_id(enrollment.course))

    assert result.data["unpublishCourse"]["errors"] == []
    id = global_id(enrollment.course)
    assert as_student(COURSE, id=id).data == {"course": {"title": "Algebra"}}
    assert as_other_student(COURSE, id=id).data == {"course": None}
