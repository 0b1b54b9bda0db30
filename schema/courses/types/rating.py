import strawberry


@strawberry.type(description="What the reviews of a course say, counted.")
class RatingSummary:
    average: float | None = strawberry.field(
        description="The mean of all ratings, 1 to 5 stars; null without reviews."
    )
    count: int = strawberry.field(description="How many reviews there are.")
    distribution: list[int] = strawberry.field(
        description="How many reviews gave 1, 2, 3, 4 and 5 stars, in this order."
    )
