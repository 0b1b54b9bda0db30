from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.models.catalog import Course
from courses.models.lessons import Lesson
from courses.querysets import PAUSED_AT, EnrollmentQuerySet, ProgressQuerySet


def percent_of(done: int, lessons: int) -> int:
    """Lessons done over lessons that there are, 0 to 100, rounded down."""
    return 100 * min(done, lessons) // lessons if lessons else 0


class Enrollment(models.Model):
    """A student in a course; leaving keeps the row, coming back reuses it.

    ``activations`` counts how often the student came, ``returned_at`` is when they
    last came back, ``reminded_at`` when they were last reminded to go on,
    ``completed_lesson_count`` counts the lessons done that the course still has,
    ``updated_at`` moves with whatever the student did.
    """

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="enrollments",
        db_index=False,
    )
    course = models.ForeignKey(
        Course, models.CASCADE, related_name="enrollments", db_index=False
    )
    enrolled_at = models.DateTimeField(auto_now_add=True)
    is_active = models.BooleanField(default=True)
    activations = models.PositiveIntegerField(default=1, editable=False)
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    completed_lesson_count = models.PositiveIntegerField(default=0, editable=False)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_activity_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        # A foreign key that begins one of these needs no index of its own.
        constraints = [
            models.UniqueConstraint(
                fields=["student", "course"], name="student_enrolls_in_a_course_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["student", "-enrolled_at", "-id"], name="enrollment_newest"
            ),
            models.Index(
                fields=["course", "-enrolled_at", "-id"], name="enrollment_of_course"
            ),
            models.Index(
                PAUSED_AT,
                "id",
                name="enrollment_unfinished",
                condition=Q(is_active=True, completed_at=None),
            ),
            models.Index(
                fields=["course", "id"],
                name="enrollment_active",
                condition=Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.course_id}"

    @property
    def progress_percent(self) -> int:
        """Lessons done over lessons that there are, 0 to 100, rounded down."""
        return percent_of(self.completed_lesson_count, self.course.lesson_count)


class Progress(models.Model):
    """What a student did with one lesson.

    Devices report late and out of order: ``completion_changed_at`` and
    ``position_changed_at`` say when the student last did what the row tells,
    and an older report changes nothing.
    """

    enrollment = models.ForeignKey(
        Enrollment, models.CASCADE, related_name="progress", db_index=False
    )
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="progress")
    is_completed = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    position_seconds = models.PositiveIntegerField(default=0)
    completion_changed_at = models.DateTimeField(null=True, editable=False)
    position_changed_at = models.DateTimeField(null=True, editable=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "progress"
        # No constraint says that the lesson is of the enrollment's course: Django has
        # no composite foreign keys, and loses one made by hand whenever it rebuilds a
        # table of SQLite. A lesson keeps its course, and courses/progress.py finds
        # the enrollment by it.
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson"],
                name="enrollment_has_one_progress_a_lesson",
            ),
            models.CheckConstraint(
                condition=Q(is_completed=True, completed_at__isnull=False)
                | Q(is_completed=False, completed_at__isnull=True),
                name="progress_is_completed_when_it_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {'done' if self.is_completed else 'open'}"
