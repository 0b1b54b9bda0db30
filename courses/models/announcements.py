from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q

from courses.models.catalog import Course
from courses.querysets import AnnouncementQuerySet


class Announcement(models.Model):
    """What an instructor has to say to all students of a course.

    It is for those who were students when it was made: their enrollments' keys are
    at most ``last_enrollment``. They are told batch by batch, in the order of the
    keys; ``told_up_to`` is the last one of those who were.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="announcements")
    message = models.TextField(
        validators=[MaxLengthValidator(2000), ProhibitNullCharactersValidator()]
    )
    link = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_enrollment = models.PositiveBigIntegerField(default=0)
    told_up_to = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="announcement_unfinished",
                condition=Q(finished_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.message
