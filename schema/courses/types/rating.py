import strawberry

from schema.base.derived import derived


@strawberry.type(description="What the reviews of a course say, counted.")
class RatingSummary:
    """Of the counters that a course's row keeps."""

    @derived(description="The mean of all ratings, 1 to 5 stars; null without reviews.")
    def average(rating_average: float, rating_count: int) -> float | None:
        return rating_average if rating_count else None

    @derived(description="How many reviews there are.")
    def count(rating_count: int) -> int:
        return rating_count

    @derived(description="How many reviews gave 1, 2, 3, 4 and 5 stars, in this order.")
    def distribution(
        stars_1: int, stars_2: int, stars_3: int, stars_4: int, stars_5: int
    ) -> list[int]:
        return [stars_1, stars_2, stars_3, stars_4, stars_5]
