"""Staff keep the list of categories."""

import pytest

from courses.models import Category, Course
from schema.base.nodes import global_id
from tests.factories import CategoryFactory, CourseFactory

CREATE = """
mutation ($input: CreateCategoryInput!) {
  createCategory(input: $input) {
    category { name slug courseCount }
    errors { field message code }
  }
}
"""
UPDATE = """
mutation ($input: UpdateCategoryInput!) {
  updateCategory(input: $input) {
    category { id name slug }
    errors { field message code }
  }
}
"""
DELETE = """
mutation ($id: ID!) {
  deleteCategory(input: {categoryId: $id}) { deletedId errors { field code } }
}
"""
CATEGORY = "query ($id: ID!) { course(id: $id) { category { name } } }"
TAKEN = {
    "field": ["slug"],
    "message": "Another category has this slug.",
    "code": "ALREADY_TAKEN",
}


@pytest.fixture
def category(db):
    return CategoryFactory(name="Music", slug="music")


@pytest.mark.parametrize(
    ("given", "name", "slug"),
    [
        ({"name": "Music"}, "Music", "music"),
        ({"name": "  Arts & Crafts "}, "Arts & Crafts", "arts-crafts"),
        ({"name": "Économie"}, "Économie", "economie"),
        ({"name": "Music", "slug": None}, "Music", "music"),
        ({"name": "Music", "slug": " "}, "Music", "music"),
        ({"name": "Music", "slug": "Sounds_2"}, "Music", "Sounds_2"),
        ({"name": "数学", "slug": "maths"}, "数学", "maths"),
        ({"name": "x" * 100}, "x" * 100, "x" * 100),
    ],
)
def test_staff_make_a_category(as_staff, given, name, slug):
    result = as_staff(CREATE, input=given)

    category = {"name": name, "slug": slug, "courseCount": 0}
    assert result.data == {"createCategory": {"category": category, "errors": []}}
    assert Category.objects.values("name", "slug").get() == {"name": name, "slug": slug}


@pytest.mark.parametrize("name", ["数学", "音楽", "🎵", "Математика", "…"])
def test_a_name_without_latin_letters_gets_a_slug(as_staff, name):
    result = [as_staff(CREATE, input={"name": name}) for _ in range(2)]

    made = [answer.data["createCategory"]["category"] for answer in result]
    assert [category["name"] for category in made] == [name, name]
    assert len({category["slug"] for category in made}) == 2
    assert all(category["slug"].startswith("category-") for category in made)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"name": ""}, [(["name"], "REQUIRED")]),
        ({"name": " \n"}, [(["name"], "REQUIRED")]),
        ({"name": "x" * 101}, [(["name"], "TOO_LONG")]),
        ({"name": "Arts", "slug": "fine arts"}, [(["slug"], "INVALID")]),
        ({"name": "Arts", "slug": "../arts"}, [(["slug"], "INVALID")]),
        ({"name": "Arts", "slug": "x" * 101}, [(["slug"], "TOO_LONG")]),
        (
            {"name": " ", "slug": "a/b"},
            [(["name"], "REQUIRED"), (["slug"], "INVALID")],
        ),
        ({"name": "Music"}, [(["slug"], "ALREADY_TAKEN")]),
        ({"name": "Arts", "slug": "music"}, [(["slug"], "ALREADY_TAKEN")]),
    ],
)
def test_a_category_that_is_none(as_staff, category, stored, given, errors):
    before = stored()

    result = as_staff(CREATE, input=given)

    answer = result.data["createCategory"]
    assert answer["category"] is None
    assert [(error["field"], error["code"]) for error in answer["errors"]] == errors
    assert stored() == before


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, {}),
        ({"name": " Sounds "}, {"name": "Sounds"}),
        ({"slug": "sounds"}, {"slug": "sounds"}),
        ({"slug": "music"}, {}),
        ({"name": "数学", "slug": "maths"}, {"name": "数学", "slug": "maths"}),
    ],
)
def test_staff_change_what_they_give(as_staff, category, given, changed):
    result = as_staff(UPDATE, input={"categoryId": global_id(category), **given})

    now = {"name": "Music", "slug": "music"} | changed
    shown = {"id": global_id(category), **now}
    assert result.data == {"updateCategory": {"category": shown, "errors": []}}
    assert Category.objects.values("name", "slug").get() == now


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"name": None}, "name", "REQUIRED"),
        ({"name": " "}, "name", "REQUIRED"),
        ({"name": "x" * 101}, "name", "TOO_LONG"),
        ({"slug": None}, "slug", "REQUIRED"),
        ({"slug": ""}, "slug", "REQUIRED"),
        ({"slug": "a b"}, "slug", "INVALID"),
    ],
)
def test_a_change_that_is_refused(as_staff, category, stored, given, field, code):
    before = stored()

    result = as_staff(UPDATE, input={"categoryId": global_id(category), **given})

    answer = result.data["updateCategory"]
    assert answer["category"] is None
    assert [(e["field"], e["code"]) for e in answer["errors"]] == [([field], code)]
    assert stored() == before


def test_a_slug_that_another_category_has(as_staff, category, stored):
    other = CategoryFactory(slug="arts")
    before = stored()

    result = as_staff(UPDATE, input={"categoryId": global_id(other), "slug": "music"})

    assert result.data == {"updateCategory": {"category": None, "errors": [TAKEN]}}
    assert stored() == before


def test_courses_stay_when_their_category_goes(as_staff, category):
    course = CourseFactory(category=category)

    result = as_staff(DELETE, id=global_id(category))

    answer = {"deletedId": global_id(category), "errors": []}
    assert result.data == {"deleteCategory": answer}
    assert not Category.objects.exists()
    assert Course.objects.get().category is None
    shown = as_staff(CATEGORY, id=global_id(course)).data
    assert shown == {"course": {"category": None}}
