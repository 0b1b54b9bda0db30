"""Which rows there are for whom.

The two questions of access are each answered once, here: which courses somebody
may see (:func:`visible_courses`) and into which lessons they may look
(:meth:`LessonQuerySet.open_to`).
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from courses import models
from courses.search import matching

# Of an enrollment; an index has the same expression.
PAUSED_AT = Greatest(
    Coalesce("last_activity_at", "enrolled_at"), Coalesce("returned_at", "enrolled_at")
)


def visible_courses(viewer: Any, path: str = "", studied: Q | None = None) -> Q:
    """Published ones, the viewer's own, and those the viewer studies in.

    ``path`` leads from the filtered rows to the course, as in ``"course__"``. Where
    the rows themselves tell whether the viewer studies in it, ``studied`` says how.
    """
    if viewer.is_authenticated and viewer.is_staff:
        return Q()
    published = Q(**{f"{path}is_published": True})
    if not viewer.is_authenticated:
        return published
    if studied is None:
        courses = viewer.enrollments.active().values("course")
        studied = Q(**{f"{path}pk__in": courses})
    return published | Q(**{f"{path}instructor": viewer.pk}) | studied


class CategoryQuerySet(QuerySet["models.Category"]):
    def visible_to(self, viewer: Any) -> "CategoryQuerySet":
        """All: categories are public."""
        return self.all()


class CourseQuerySet(QuerySet["models.Course"]):
    def visible_to(self, viewer: Any) -> "CourseQuerySet":
        return self.filter(visible_courses(viewer))

    def matching(self, text: str) -> "CourseQuerySet":
        """Courses in whose title, description or instructor's name ``text`` is.

        Each gets a ``relevance``, a whole number: higher is better.
        """
        return matching(self, text)


class LessonQuerySet(QuerySet["models.Lesson"]):
    def visible_to(self, viewer: Any) -> "LessonQuerySet":
        """Lessons of visible courses; what is in them is another question."""
        return self.filter(visible_courses(viewer, "course__"))

    def open_to(self, viewer: Any) -> "LessonQuerySet":
        """Lessons whose content, video and resources the viewer may have.

        Preview lessons of published courses, all lessons of a course that the
        viewer teaches or studies in with an active enrollment; for staff all.
        """
        preview = Q(is_preview=True, course__is_published=True)
        if not viewer.is_authenticated:
            return self.filter(preview)
        if viewer.is_staff:
            return self.all()
        studied = viewer.enrollments.active().values("course")
        return self.filter(
            preview | Q(course__instructor=viewer) | Q(course__in=studied)
        )


class ResourceQuerySet(QuerySet["models.Resource"]):
    def visible_to(self, viewer: Any) -> "ResourceQuerySet":
        """Resources of the lessons that are open to the viewer."""
        return self.filter(lesson__in=models.Lesson.objects.open_to(viewer))


class EnrollmentQuerySet(QuerySet["models.Enrollment"]):
    def visible_to(self, viewer: Any) -> "EnrollmentQuerySet":
        """The viewer's own, in courses that they may see."""
        if not viewer.is_authenticated:
            return self.none()
        visible = visible_courses(viewer, "course__", studied=Q(is_active=True))
        return self.filter(visible, student=viewer.pk)

    def active(self) -> "EnrollmentQuerySet":
        return self.filter(is_active=True)

    def with_next_lesson(self) -> "EnrollmentQuerySet":
        """Annotate ``next_lesson_id``: the first lesson in order not yet done."""
        done = models.Progress.objects.completed().filter(
            enrollment=OuterRef(OuterRef("pk")), lesson=OuterRef("pk")
        )
        remaining = models.Lesson.objects.filter(~Exists(done))
        first = remaining.filter(course=OuterRef("course")).order_by("order")
        return self.annotate(next_lesson_id=Subquery(first.values("pk")[:1]))

    def with_activity(self) -> "EnrollmentQuerySet":
        """Annotate ``activity``: when the student last did something, or came."""
        return self.annotate(activity=Coalesce("last_activity_at", "enrolled_at"))

    def with_pause(self) -> "EnrollmentQuerySet":
        """Annotate ``paused_at``: when the student last did something or came back."""
        return self.annotate(paused_at=PAUSED_AT)

    def untold(self, announcement: "models.Announcement") -> "EnrollmentQuerySet":
        """Students' who were there for it, still are, and have not been told."""
        return self.active().filter(
            Q(returned_at=None) | Q(returned_at__lte=announcement.created_at),
            course=announcement.course_id,
            pk__gt=announcement.told_up_to,
            pk__lte=announcement.last_enrollment,
        )


class AnnouncementQuerySet(QuerySet["models.Announcement"]):
    def unfinished(self) -> "AnnouncementQuerySet":
        """Those of which somebody may still have to be told."""
        return self.filter(finished_at=None)


class ProgressQuerySet(QuerySet["models.Progress"]):
    def visible_to(self, viewer: Any) -> "ProgressQuerySet":
        """Progress of the enrollments that the viewer may see."""
        enrollments = models.Enrollment.objects.visible_to(viewer)
        return self.filter(enrollment__in=enrollments)

    def completed(self) -> "ProgressQuerySet":
        return self.filter(is_completed=True)
