from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import strawberry_django

from courses import models as courses
from notifications import models as notifications
from notifications.preferences import preferences_of
from reviews import models as reviews
from schema.base.batching import load
from schema.base.connections import Connection, connection
from schema.base.context import Info
from schema.base.derived import derived
from schema.base.keyset import Key, Rows
from schema.base.nodes import Field, Node
from schema.base.ordering import sort_keys
from schema.courses.inputs import EnrollmentFilters, EnrollmentOrdering
from schema.notifications.inputs import NotificationFilters
from schema.users.profiles import Profile
from users import models

if TYPE_CHECKING:
    from schema.courses.types import Course, Enrollment
    from schema.notifications.types import Notification, NotificationPreference
    from schema.reviews.types import Review

LazyCourse = Annotated["Course", strawberry.lazy("schema.courses.types")]
LazyEnrollment = Annotated["Enrollment", strawberry.lazy("schema.courses.types")]
LazyReview = Annotated["Review", strawberry.lazy("schema.reviews.types")]
LazyNotification = Annotated[
    "Notification", strawberry.lazy("schema.notifications.types")
]
LazyNotificationPreference = Annotated[
    "NotificationPreference", strawberry.lazy("schema.notifications.types")
]


def is_viewer(pk: int, viewer: Any) -> bool:
    return pk == viewer.pk


@strawberry_django.type(models.User, field_cls=Field, description="A person.")
class User(Node):
    username: str = strawberry_django.field(
        description="The name to sign in by: unique, at most 150 characters."
    )
    first_name: str = strawberry_django.field(
        description="The given name, at most 150 characters; may be empty."
    )
    last_name: str = strawberry_django.field(
        description="The family name, at most 150 characters; may be empty."
    )
    date_joined: strawberry.auto = strawberry_django.field(
        description="When the account was made."
    )
    profile: Profile = strawberry_django.field(
        description="What the person says of themselves."
    )

    @derived(
        description="The e-mail address; null on anybody but the viewer, except for "
        "staff."
    )
    def email(pk: int, email: str, viewer: Any) -> str | None:
        return email if pk == viewer.pk or viewer.is_staff else None

    @derived(
        description="Whether the person is known to read mail to that address; null on "
        "anybody but the viewer, except for staff."
    )
    def is_email_verified(
        pk: int, email_verified_at: datetime | None, viewer: Any
    ) -> bool | None:
        is_verified = email_verified_at is not None
        return is_verified if pk == viewer.pk or viewer.is_staff else None

    @derived(
        description="The IANA name of the viewer's own time zone, `UTC` until they set "
        "one; null on anybody else."
    )
    def time_zone(pk: int, time_zone: str, viewer: Any) -> str | None:
        return time_zone if is_viewer(pk, viewer) else None

    @connection(
        description="The courses that the person teaches, newest first; drafts only "
        "for their author and staff."
    )
    def taught_courses(
        root: strawberry.Parent[models.User], info: Info
    ) -> Connection[LazyCourse]:
        visible = courses.Course.objects.visible_to(info.context.viewer)
        return Rows(
            visible.select_related("category"),
            order=(Key("created_at", descending=True),),
            of=root,
            link="instructor",
        )

    @connection(
        description="The viewer's own enrollments, newest first; null on anybody else.",
        when=is_viewer,
    )
    def enrollments(
        root: strawberry.Parent[models.User],
        info: Info,
        filters: EnrollmentFilters = strawberry.UNSET,
        ordering: EnrollmentOrdering = strawberry.UNSET,
    ) -> Connection[LazyEnrollment] | None:
        enrollments = courses.Enrollment.objects.visible_to(info.context.viewer)
        if filters:
            enrollments = filters.apply(enrollments)
        return Rows(
            enrollments.with_activity().select_related("course"),
            order=sort_keys(ordering, Key("enrolled_at", descending=True)),
            of=root,
            link="student",
        )

    @connection(
        description="The viewer's own reviews of courses that they may see, newest "
        "first; null on anybody else.",
        when=is_viewer,
    )
    def reviews(
        root: strawberry.Parent[models.User], info: Info
    ) -> Connection[LazyReview] | None:
        return Rows(
            reviews.Review.objects.visible_to(info.context.viewer),
            order=(Key("created_at", descending=True),),
            of=root,
            link="student",
        )

    @connection(
        description="The viewer's own notifications, newest first; null on anybody "
        "else.",
        when=is_viewer,
    )
    def notifications(
        root: strawberry.Parent[models.User],
        info: Info,
        filters: NotificationFilters = strawberry.UNSET,
    ) -> Connection[LazyNotification] | None:
        rows = notifications.Notification.objects.visible_to(info.context.viewer)
        return Rows(
            filters.apply(rows) if filters else rows,
            order=(Key("created_at", descending=True),),
            of=root,
            link="user",
        )

    @strawberry.field(
        description="How many notifications the viewer has not read; null on anybody "
        "else."
    )
    def unread_notification_count(
        root: strawberry.Parent[models.User], info: Info
    ) -> int | None:
        if not is_viewer(root.pk, info.context.viewer):
            return None
        return load(
            root,
            "unread notifications",
            lambda _: {root.pk: root.notifications.unread().count()},
        )

    @strawberry.field(
        description="How the viewer is told notifications, for every type; null on "
        "anybody else."
    )
    def notification_preferences(
        root: strawberry.Parent[models.User], info: Info
    ) -> list[LazyNotificationPreference] | None:
        if not is_viewer(root.pk, info.context.viewer):
            return None
        return load(
            root,
            "notification preferences",
            lambda _: {root.pk: preferences_of(root)},
        )
