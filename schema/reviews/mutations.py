import strawberry

from courses.models import Course as CourseRow
from reviews import models, services
from schema.base.context import Info
from schema.base.inputs import value_of
from schema.base.nodes import find, global_id, key_of
from schema.base.payloads import NotFound, Payload, must_find, mutation
from schema.courses.types import Course
from schema.reviews.types import Review


@strawberry.input(description="A review of a course.")
class CreateReviewInput:
    course_id: strawberry.ID = strawberry.field(
        description="The global id of the course."
    )
    rating: int = strawberry.field(description="From 1 to 5 stars.")
    comment: str = strawberry.field(
        default="", description="The student's words, at most 5,000 characters."
    )


@strawberry.input(description="Changes of a review; what is left out keeps its value.")
class UpdateReviewInput:
    review_id: strawberry.ID = strawberry.field(
        description="The global id of the viewer's review."
    )
    rating: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="From 1 to 5 stars; null keeps them, for a review has stars.",
    )
    comment: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The student's words, at most 5,000 characters; null clears them.",
    )


@strawberry.input(description="Which review to delete.")
class DeleteReviewInput:
    review_id: strawberry.ID = strawberry.field(
        description="The global id of the viewer's review."
    )


@strawberry.type(description="The result of `createReview`.")
class CreateReviewPayload(Payload):
    review: Review | None = strawberry.field(
        default=None, description="The new review; null when refused."
    )


@strawberry.type(description="The result of `updateReview`.")
class UpdateReviewPayload(Payload):
    review: Review | None = strawberry.field(
        default=None,
        description="The review as changed; null when refused, and when its course is "
        "hidden from the viewer by now.",
    )


@strawberry.type(description="The result of `deleteReview`.")
class DeleteReviewPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The global id that the review had; null when refused.",
    )
    course: Course | None = strawberry.field(
        default=None,
        description="The course that it was about; null when refused, and when it is "
        "hidden from the viewer by now.",
    )


@strawberry.type
class Mutation:
    @mutation(
        description="Review a course that the viewer studies or studied, once a course."
    )
    def create_review(
        self, info: Info, input: CreateReviewInput
    ) -> CreateReviewPayload | None:
        course = must_find(info, CourseRow, input.course_id, "course_id")
        review = services.create_review(
            student=info.context.user,
            course=course,
            rating=input.rating,
            comment=input.comment,
        )
        return CreateReviewPayload(review=review)

    @mutation(
        description="Change the viewer's review, also when its course is hidden from "
        "them by now."
    )
    def update_review(
        self, info: Info, input: UpdateReviewInput
    ) -> UpdateReviewPayload | None:
        services.update_review(
            review=_own_review(info, input.review_id),
            rating=value_of(input.rating),
            comment="" if input.comment is None else value_of(input.comment),
        )
        return UpdateReviewPayload(review=find(info, models.Review, input.review_id))

    @mutation(
        description="Delete the viewer's review, also when its course is hidden from "
        "them by now; another may be written."
    )
    def delete_review(
        self, info: Info, input: DeleteReviewInput
    ) -> DeleteReviewPayload | None:
        review = _own_review(info, input.review_id)
        services.delete_review(review=review)
        courses = CourseRow.objects.visible_to(info.context.user)
        return DeleteReviewPayload(
            deleted_id=strawberry.ID(global_id(review)),
            course=courses.filter(pk=review.course_id).first(),
        )


def _own_review(info: Info, id: str) -> models.Review:
    # One's words stay one's own: this does not ask who may see the course.
    own = info.context.user.reviews.filter(pk=key_of(models.Review, id))
    review = own.first()
    if review is None:
        raise NotFound("review_id")
    return review
