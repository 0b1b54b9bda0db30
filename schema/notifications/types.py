import strawberry
import strawberry_django

from courses.models import Progress as ProgressRow
from notifications import models
from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.derived import derived
from schema.base.nodes import Field, Node
from schema.courses.types import Progress
from schema.notifications.inputs import EmailCadence, NotificationType


@strawberry_django.type(
    models.NotificationPreference,
    field_cls=Field,
    description="How the viewer is told notifications of one type.",
)
class NotificationPreference:
    type: NotificationType = strawberry_django.field(description="Which type.")
    in_app: bool = strawberry_django.field(
        description="Whether they are shown in `notifications` and counted."
    )
    email: EmailCadence = strawberry_django.field(
        description="When they are sent by e-mail."
    )


@strawberry_django.type(
    models.Notification,
    field_cls=Field,
    description="Something that the viewer was told.",
)
class Notification(Node):
    type: NotificationType = strawberry_django.field(description="What kind it is.")
    message: str = strawberry_django.field(
        description="The text, in English, at most 2,000 characters."
    )
    is_read: bool = strawberry_django.field(description="Whether it was read.")
    read_at: strawberry.auto = strawberry_django.field(
        description="When it was first read; null while it is not."
    )
    created_at: strawberry.auto = strawberry_django.field(
        description="When it was made."
    )

    @derived(
        description="Where it leads, as a path on the site such as `/courses/sql`; "
        "null when nowhere."
    )
    def link(link: str) -> str | None:
        return link or None

    @strawberry.field(
        description="The progress that it is about; null when it is about something "
        "else, or the course is not visible any more."
    )
    def progress(
        root: strawberry.Parent[models.Notification], info: Info
    ) -> Progress | None:
        def loader(rows: list[models.Notification]) -> dict[int, ProgressRow | None]:
            visible = ProgressRow.objects.visible_to(info.context.viewer)
            own = visible.filter(pk__in={row.progress_id for row in rows})
            found = {progress.pk: progress for progress in together(own)}
            return {row.pk: found.get(row.progress_id) for row in rows}

        return load(root, "progress", loader) if root.progress_id else None
