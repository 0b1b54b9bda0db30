import pytest

from reviews.services import delete_review, update_review
from schema.base.nodes import global_id
from tests.factories import ReviewFactory

RATING = """
query ($id: ID!) { course(id: $id) { rating { average count distribution } } }
"""
REVIEWS = """
query ($id: ID!, $ordering: [ReviewOrder!]) {
  course(id: $id) {
    reviews(ordering: $ordering) { totalCount nodes { rating student { username } } }
  }
}
"""


@pytest.fixture
def rating(visitor, course):
    """Asks for the rating of ``course`` as everybody sees it."""
    return lambda: visitor(RATING, id=global_id(course)).data["course"]["rating"]


@pytest.mark.parametrize(
    ("stars", "average", "distribution"),
    [
        ([], None, [0, 0, 0, 0, 0]),
        ([1], 1.0, [1, 0, 0, 0, 0]),
        ([5, 5, 5], 5.0, [0, 0, 0, 0, 3]),
        ([1, 2, 3, 4, 5], 3.0, [1, 1, 1, 1, 1]),
        ([4, 5], 4.5, [0, 0, 0, 1, 1]),
        ([1, 1, 5], pytest.approx(7 / 3), [2, 0, 0, 0, 1]),
    ],
)
def test_a_rating_sums_up_the_reviews(course, rating, stars, average, distribution):
    for number in stars:
        ReviewFactory(course=course, rating=number)
    ReviewFactory(rating=3)

    result = rating()

    assert result == {
        "average": average,
        "count": len(stars),
        "distribution": distribution,
    }


def test_a_rating_is_exact_after_each_write(course, rating):
    results = [rating()]
    first = ReviewFactory(course=course, rating=2)
    second = ReviewFactory(course=course, rating=4)
    results.append(rating())
    update_review(review=first, rating=5)
    results.append(rating())
    update_review(review=first, rating=5)
    delete_review(review=second)
    results.append(rating())
    delete_review(review=first)

    result = [*results, rating()]

    assert [(one["count"], one["distribution"]) for one in result] == [
        (0, [0, 0, 0, 0, 0]),
        (2, [0, 1, 0, 1, 0]),
        (2, [0, 0, 0, 1, 1]),
        (1, [0, 0, 0, 0, 1]),
        (0, [0, 0, 0, 0, 0]),
    ]
    assert [one["average"] for one in result] == [None, 3.0, 4.5, 5.0, None]


@pytest.mark.parametrize(
    ("ordering", "stars"),
    [
        (None, [1, 5, 3]),
        ([{"createdAt": "ASC"}], [3, 5, 1]),
        ([{"rating": "DESC"}], [5, 3, 1]),
        ([{"rating": "ASC"}], [1, 3, 5]),
    ],
)
def test_everybody_reads_the_reviews_of_a_course(visitor, course, ordering, stars):
    reviews = [ReviewFactory(course=course, rating=number) for number in (3, 5, 1)]
    names = {review.rating: review.student.username for review in reviews}

    result = visitor(REVIEWS, id=global_id(course), ordering=ordering)

    assert result.data["course"]["reviews"] == {
        "totalCount": 3,
        "nodes": [
            {"rating": number, "student": {"username": names[number]}}
            for number in stars
        ],
    }


@pytest.mark.parametrize("number", [2, 6])
def test_the_list_of_reviews_costs_the_same_whatever_its_length(
    visitor, course, statements, number
):
    ReviewFactory.create_batch(number, course=course)

    result = statements(lambda: visitor(REVIEWS, id=global_id(course)))

    assert result == 3
