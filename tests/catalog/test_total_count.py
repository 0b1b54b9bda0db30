import pytest

from tests.factories import CategoryFactory, CourseFactory

COURSES = """
query Courses($first: Int, $after: String, $filters: CourseFilter) {
  courses(first: $first, after: $after, filters: $filters) {
    totalCount
    nodes { title }
    pageInfo { endCursor }
  }
}
"""
ROWS = "{ courses { nodes { title } pageInfo { hasNextPage } } }"
ROWS_AND_COUNT = "{ courses { nodes { title } totalCount } }"
COUNT = "{ courses { totalCount } }"
SOMETIMES = """
query Sometimes($counted: Boolean!) {
  courses { nodes { title } totalCount @include(if: $counted) }
}
"""
OF_CATEGORIES = """
{
  categories {
    nodes {
      name
      two: courses(first: 2) { totalCount nodes { title } }
      none: courses(first: 0) { totalCount nodes { title } }
    }
  }
}
"""


@pytest.fixture(autouse=True)
def catalog(db):
    """Four courses of maths and one of music."""
    maths = CategoryFactory(name="Maths", slug="maths")
    for title in ["Algebra", "Analysis", "Arithmetic", "Axioms"]:
        CourseFactory(title=title, category=maths)
    CourseFactory(title="Blues", category=CategoryFactory(name="Music"))


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ({}, 5),
        ({"first": 2}, 5),
        ({"first": 0}, 5),
        ({"filters": {"categorySlug": "maths"}}, 4),
        ({"filters": {"categorySlug": "maths"}, "first": 1}, 4),
        ({"filters": {"search": "al"}, "first": 1}, 1),
        ({"filters": {"search": "zebra"}}, 0),
    ],
)
def test_the_whole_list_is_counted_and_not_the_page(visitor, arguments, count):
    result = visitor(COURSES, **arguments)

    assert result.data["courses"]["totalCount"] == count


def test_the_count_is_the_same_on_every_page(visitor):
    cursor = visitor(COURSES, first=3).data["courses"]["pageInfo"]["endCursor"]

    result = visitor(COURSES, first=3, after=cursor)

    assert result.data["courses"]["totalCount"] == 5
    assert len(result.data["courses"]["nodes"]) == 2


def test_each_of_several_lists_is_counted_by_itself(visitor):
    result = visitor(OF_CATEGORIES)

    assert result.data == {
        "categories": {
            "nodes": [
                {
                    "name": "Maths",
                    "two": {
                        "totalCount": 4,
                        "nodes": [{"title": "Axioms"}, {"title": "Arithmetic"}],
                    },
                    "none": {"totalCount": 4, "nodes": []},
                },
                {
                    "name": "Music",
                    "two": {"totalCount": 1, "nodes": [{"title": "Blues"}]},
                    "none": {"totalCount": 1, "nodes": []},
                },
            ]
        }
    }


@pytest.mark.parametrize(
    ("document", "variables", "number"),
    [
        (ROWS, {}, 1),
        (COUNT, {}, 1),
        (ROWS_AND_COUNT, {}, 2),
        (SOMETIMES, {"counted": False}, 1),
        (SOMETIMES, {"counted": True}, 2),
    ],
)
def test_it_is_counted_only_when_it_is_asked_for(
    visitor, statements, document, variables, number
):
    result = statements(lambda: visitor(document, **variables).data)

    assert result == number
