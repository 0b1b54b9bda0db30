import pytest

from courses.models import Course
from schema.base.nodes import global_id
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ReviewFactory,
)

COURSE = """
query Course($id: ID, $slug: String) {
  course(id: $id, slug: $slug) { title }
}
"""
WHOLE = """
query Whole($slug: String!) {
  course(slug: $slug) {
    id
    slug
    title
    description
    instructor { username firstName lastName email profile { role bio } }
    category { name slug }
    thumbnail { url }
    isPublished
    publishedAt
    createdAt
    updatedAt
    lessons { order title isPreview }
    lessonCount
    studentCount
    rating { average count distribution }
    reviews { totalCount nodes { rating comment student { username } } }
    viewerEnrollment { id }
    viewerReview { id }
    viewerCanEdit
    viewerCanEnroll
    viewerCanReview
  }
}
"""


def time(moment):
    return moment.isoformat()


def test_a_visitor_reads_all_of_a_course(visitor, course, student):
    Course.objects.filter(pk=course.pk).update(
        title="Algebra", slug="algebra", category=CategoryFactory(name="M", slug="m")
    )
    LessonFactory(course=course, title="Sets", is_preview=True)
    LessonFactory(course=course, title="Groups")
    ReviewFactory(course=course, student=student, rating=5, comment="Splendid.")
    ReviewFactory(course=course, rating=2)
    EnrollmentFactory(course=course)
    course.refresh_from_db()

    result = visitor(WHOLE, slug="algebra")

    review, other = course.reviews.order_by("pk")
    assert result.data == {
        "course": {
            "id": global_id(course),
            "slug": "algebra",
            "title": "Algebra",
            "description": "What it is about.",
            "instructor": {
                "username": course.instructor.username,
                "firstName": "Ada",
                "lastName": course.instructor.last_name,
                "email": None,
                "profile": {"role": "INSTRUCTOR", "bio": ""},
            },
            "category": {"name": "M", "slug": "m"},
            "thumbnail": None,
            "isPublished": True,
            "publishedAt": time(course.published_at),
            "createdAt": time(course.created_at),
            "updatedAt": time(course.updated_at),
            "lessons": [
                {"order": 1, "title": "Sets", "isPreview": True},
                {"order": 2, "title": "Groups", "isPreview": False},
            ],
            "lessonCount": 2,
            "studentCount": 3,
            "rating": {"average": 3.5, "count": 2, "distribution": [0, 1, 0, 0, 1]},
            "reviews": {
                "totalCount": 2,
                "nodes": [
                    {
                        "rating": 2,
                        "comment": "Clear and to the point.",
                        "student": {"username": other.student.username},
                    },
                    {
                        "rating": 5,
                        "comment": "Splendid.",
                        "student": {"username": student.username},
                    },
                ],
            },
            "viewerEnrollment": None,
            "viewerReview": None,
            "viewerCanEdit": False,
            "viewerCanEnroll": False,
            "viewerCanReview": False,
        }
    }


def test_a_new_draft_has_no_numbers_and_no_dates_of_publication(
    as_instructor, instructor
):
    draft = CourseFactory(
        slug="new", title="New", instructor=instructor, category=None, draft=True
    )

    result = as_instructor(WHOLE, slug="new")

    assert result.data == {
        "course": {
            "id": global_id(draft),
            "slug": "new",
            "title": "New",
            "description": "What it is about.",
            "instructor": {
                "username": instructor.username,
                "firstName": "Ada",
                "lastName": instructor.last_name,
                "email": instructor.email,
                "profile": {"role": "INSTRUCTOR", "bio": ""},
            },
            "category": None,
            "thumbnail": None,
            "isPublished": False,
            "publishedAt": None,
            "createdAt": time(draft.created_at),
            "updatedAt": time(draft.updated_at),
            "lessons": [],
            "lessonCount": 0,
            "studentCount": 0,
            "rating": {"average": None, "count": 0, "distribution": [0, 0, 0, 0, 0]},
            "reviews": {"totalCount": 0, "nodes": []},
            "viewerEnrollment": None,
            "viewerReview": None,
            "viewerCanEdit": True,
            "viewerCanEnroll": False,
            "viewerCanReview": False,
        }
    }


def test_a_course_is_found_by_its_id(visitor, course):
    result = visitor(COURSE, id=global_id(course))

    assert result.data == {"course": {"title": course.title}}


def test_a_course_is_found_by_its_slug(visitor, course):
    result = visitor(COURSE, slug=course.slug, id=None)

    assert result.data == {"course": {"title": course.title}}


@pytest.mark.parametrize("slug", ["unknown", "", "COURSE", "%", "😀", "x" * 10_000])
def test_a_course_of_another_slug_is_null(visitor, course, slug):
    result = visitor(COURSE, slug=slug)

    assert result.data == {"course": None}


@pytest.mark.parametrize("id", ["", "1", "Course:1", "é", "Q291cnNlOjk5OTk5"])
def test_a_course_of_another_id_is_null(visitor, course, id):
    result = visitor(COURSE, id=id)

    assert result.data == {"course": None}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"id": None},
        {"slug": None},
        {"id": None, "slug": None},
        {"id": "Q291cnNlOjE=", "slug": "course"},
        {"id": "", "slug": ""},
    ],
)
def test_a_course_is_asked_for_by_exactly_one_of_id_and_slug(visitor, arguments):
    result = visitor(COURSE, **arguments)

    assert result.body == {
        "data": {"course": None},
        "errors": [
            {
                "message": "Give exactly one of `id` and `slug`.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["course"],
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ],
    }
