"""Lists inside lists: each owner has its own page, and each alias its arguments."""

import pytest

from schema.base.nodes import global_id
from tests.factories import CategoryFactory, CourseFactory, ReviewFactory

ALIASES = """
{
  categories {
    nodes {
      name
      newest: courses(first: 1) { nodes { title } pageInfo { hasNextPage } }
      oldest: courses(last: 1) { nodes { title } pageInfo { hasPreviousPage } }
      all: courses { totalCount nodes { title } }
      again: courses { edges { node { title } } }
    }
  }
}
"""
AFTER = """
query After($cursor: String!) {
  categories { nodes { courses(after: $cursor) { nodes { title } } } }
}
"""
CURSORS = "{ courses { edges { cursor node { title } } } }"
ROOT_ALIASES = """
{
  first: courses(first: 1, ordering: [{title: ASC}]) { nodes { title } }
  last: courses(last: 1, ordering: [{title: ASC}]) { nodes { title } }
  blues: courses(filters: {search: "blues"}) { totalCount nodes { title } }
}
"""
REVIEWS = """
{
  courses(ordering: [{title: ASC}], first: 2) {
    nodes {
      title
      newest: reviews { nodes { rating } }
      best: reviews(ordering: [{rating: DESC}], first: 1) { nodes { rating } }
      worst: reviews(ordering: [{rating: ASC}], first: 1) { nodes { rating } }
    }
  }
}
"""
AROUND = """
query Around($id: ID!) {
  node(id: $id) {
    ... on Course {
      category { courses(first: 1) { nodes { instructor { taughtCourses {
        nodes { title category { name courses(last: 1) { nodes { title } } } }
      } } } } }
    }
  }
}
"""
TOO_LARGE = "{ categories { nodes { name courses(first: 101) { totalCount } } } }"


@pytest.fixture(autouse=True)
def catalog(instructor):
    """Algebra, Analysis and Axioms of maths, Blues of music; nothing of sports."""
    maths = CategoryFactory(name="Maths")
    music = CategoryFactory(name="Music")
    CategoryFactory(name="Sports")
    return {
        title: CourseFactory(
            title=title, category=category, **{"instructor": instructor} if own else {}
        )
        for title, category, own in [
            ("Algebra", maths, True),
            ("Analysis", maths, False),
            ("Axioms", maths, True),
            ("Blues", music, True),
        ]
    }


def titled(*titles):
    return [{"title": title} for title in titles]


def test_every_category_has_its_own_page_under_every_alias(visitor):
    result = visitor(ALIASES)

    assert result.data["categories"]["nodes"] == [
        {
            "name": "Maths",
            "newest": {"nodes": titled("Axioms"), "pageInfo": {"hasNextPage": True}},
            "oldest": {
                "nodes": titled("Algebra"),
                "pageInfo": {"hasPreviousPage": True},
            },
            "all": {
                "totalCount": 3,
                "nodes": titled("Axioms", "Analysis", "Algebra"),
            },
            "again": {
                "edges": [
                    {"node": node} for node in titled("Axioms", "Analysis", "Algebra")
                ]
            },
        },
        {
            "name": "Music",
            "newest": {"nodes": titled("Blues"), "pageInfo": {"hasNextPage": False}},
            "oldest": {
                "nodes": titled("Blues"),
                "pageInfo": {"hasPreviousPage": False},
            },
            "all": {"totalCount": 1, "nodes": titled("Blues")},
            "again": {"edges": [{"node": {"title": "Blues"}}]},
        },
        {
            "name": "Sports",
            "newest": {"nodes": [], "pageInfo": {"hasNextPage": False}},
            "oldest": {"nodes": [], "pageInfo": {"hasPreviousPage": False}},
            "all": {"totalCount": 0, "nodes": []},
            "again": {"edges": []},
        },
    ]


def test_a_cursor_cuts_every_list_at_its_place(visitor):
    edges = visitor(CURSORS).data["courses"]["edges"]
    cursors = {edge["node"]["title"]: edge["cursor"] for edge in edges}

    result = visitor(AFTER, cursor=cursors["Axioms"])

    assert result.data["categories"]["nodes"] == [
        {"courses": {"nodes": titled("Analysis", "Algebra")}},
        {"courses": {"nodes": []}},
        {"courses": {"nodes": []}},
    ]


def test_the_same_list_may_be_asked_for_several_times(visitor):
    result = visitor(ROOT_ALIASES)

    assert result.data == {
        "first": {"nodes": titled("Algebra")},
        "last": {"nodes": titled("Blues")},
        "blues": {"totalCount": 1, "nodes": titled("Blues")},
    }


def test_the_reviews_of_several_courses_are_sorted_each_for_itself(visitor, catalog):
    for title, rating in [("Algebra", 2), ("Algebra", 5), ("Algebra", 3)]:
        ReviewFactory(course=catalog[title], rating=rating)
    ReviewFactory(course=catalog["Analysis"], rating=4)

    result = visitor(REVIEWS)

    assert result.data["courses"]["nodes"] == [
        {
            "title": "Algebra",
            "newest": {"nodes": [{"rating": 3}, {"rating": 5}, {"rating": 2}]},
            "best": {"nodes": [{"rating": 5}]},
            "worst": {"nodes": [{"rating": 2}]},
        },
        {
            "title": "Analysis",
            "newest": {"nodes": [{"rating": 4}]},
            "best": {"nodes": [{"rating": 4}]},
            "worst": {"nodes": [{"rating": 4}]},
        },
    ]


def test_lists_may_lead_from_one_to_the_next_and_back(visitor, catalog):
    id = global_id(catalog["Analysis"])

    result = visitor(AROUND, id=id)

    maths = {"name": "Maths", "courses": {"nodes": titled("Algebra")}}
    music = {"name": "Music", "courses": {"nodes": titled("Blues")}}
    taught = [
        {"title": "Blues", "category": music},
        {"title": "Axioms", "category": maths},
        {"title": "Algebra", "category": maths},
    ]
    nodes = [{"instructor": {"taughtCourses": {"nodes": taught}}}]
    assert result.data == {"node": {"category": {"courses": {"nodes": nodes}}}}


def test_a_page_inside_a_list_has_its_limits_too(visitor):
    result = visitor(TOO_LARGE)

    assert result.body["data"] is None
    assert set(result.codes) == {"BAD_USER_INPUT"}
