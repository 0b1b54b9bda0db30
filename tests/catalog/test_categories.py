import pytest

from tests.factories import CategoryFactory, CourseFactory

CATEGORIES = """
query Categories($ordering: [CategoryOrder!]) {
  categories(ordering: $ordering) { totalCount nodes { name slug } }
}
"""
CATEGORY = """
query Category($slug: String!) {
  category(slug: $slug) {
    name
    slug
    courseCount
    courses { totalCount nodes { title category { name } } }
  }
}
"""
COUNTS = "{ categories { nodes { name courseCount } } }"


@pytest.fixture
def music(db):
    return CategoryFactory(name="Music", slug="music")


@pytest.fixture
def art(db):
    return CategoryFactory(name="Art", slug="art")


@pytest.fixture
def history(db):
    return CategoryFactory(name="History", slug="history")


@pytest.mark.parametrize(
    ("ordering", "names"),
    [
        (None, ["Art", "History", "Music"]),
        ([], ["Art", "History", "Music"]),
        ([{"name": "ASC"}], ["Art", "History", "Music"]),
        ([{"name": "DESC"}], ["Music", "History", "Art"]),
    ],
)
def test_a_visitor_reads_the_categories_by_name(
    visitor, music, art, history, ordering, names
):
    nodes = [{"name": name, "slug": name.lower()} for name in names]

    result = visitor(CATEGORIES, ordering=ordering)

    assert result.data == {"categories": {"totalCount": 3, "nodes": nodes}}


def test_categories_of_one_name_stand_in_the_order_in_which_they_were_made(
    visitor, music
):
    CategoryFactory(name="Music", slug="a-second-music")

    result = visitor(CATEGORIES)

    assert [node["slug"] for node in result.data["categories"]["nodes"]] == [
        "music",
        "a-second-music",
    ]


@pytest.mark.parametrize(
    ("viewer", "count"),
    [
        ("visitor", 2),
        ("student", 2),
        ("instructor", 3),
        ("other instructor", 2),
        ("staff", 3),
    ],
)
def test_everybody_counts_the_courses_that_they_may_see(
    clients, instructor, music, art, viewer, count
):
    CourseFactory.create_batch(2, category=music)
    CourseFactory(category=music, instructor=instructor, draft=True)

    result = clients[viewer](COUNTS)

    assert result.data == {
        "categories": {
            "nodes": [
                {"name": "Art", "courseCount": 0},
                {"name": "Music", "courseCount": count},
            ]
        }
    }


def test_a_category_lists_its_courses_the_newest_first(visitor, music, art):
    CourseFactory(title="Harmony", category=music)
    CourseFactory(title="Rhythm", category=music)
    CourseFactory(title="Watercolour", category=art)
    CourseFactory(title="Nothing in particular", category=None)

    result = visitor(CATEGORY, slug="music")

    assert result.data == {
        "category": {
            "name": "Music",
            "slug": "music",
            "courseCount": 2,
            "courses": {
                "totalCount": 2,
                "nodes": [
                    {"title": "Rhythm", "category": {"name": "Music"}},
                    {"title": "Harmony", "category": {"name": "Music"}},
                ],
            },
        }
    }


def test_a_category_may_be_empty(visitor, music):
    result = visitor(CATEGORY, slug="music")

    assert result.data == {
        "category": {
            "name": "Music",
            "slug": "music",
            "courseCount": 0,
            "courses": {"totalCount": 0, "nodes": []},
        }
    }


@pytest.mark.parametrize("slug", ["unknown", "", "MUSIC", "music ", "%", "m" * 10_000])
def test_a_category_of_another_slug_is_null(visitor, music, slug):
    result = visitor(CATEGORY, slug=slug)

    assert result.data == {"category": None}
