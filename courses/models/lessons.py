from mimetypes import guess_type
from pathlib import PurePath
from typing import Any

from django.core.files.storage import Storage, storages
from django.core.validators import (
    MaxLengthValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models
from django.db.models import Q

from courses.models.catalog import Course
from courses.querysets import LessonQuerySet, ResourceQuerySet

MAX_LESSONS = 500  # of one course


def private_storage() -> Storage:
    """Where files live that have no public address."""
    return storages["private"]


class Lesson(models.Model):
    course = models.ForeignKey(
        Course, models.CASCADE, related_name="lessons", db_index=False
    )
    title = models.CharField(
        max_length=200, validators=[ProhibitNullCharactersValidator()]
    )
    content = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(200_000), ProhibitNullCharactersValidator()],
    )
    video_file = models.FileField(
        upload_to="videos/", storage=private_storage, null=True, blank=True
    )
    order = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    is_preview = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "order"], name="lesson_place_is_unique_in_its_course"
            ),
            models.CheckConstraint(
                condition=Q(order__gte=1), name="lesson_places_begin_at_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Resource(models.Model):
    """A file that goes with a lesson; ``file_name`` is the name to save it by."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="resources")
    title = models.CharField(
        max_length=200, validators=[ProhibitNullCharactersValidator()]
    )
    file = models.FileField(upload_to="resources/", storage=private_storage)
    file_name = models.CharField(max_length=255, blank=True, default="", editable=False)
    file_size = models.PositiveBigIntegerField(default=0, editable=False)
    content_type = models.CharField(
        max_length=255, default="application/octet-stream", editable=False
    )

    objects = ResourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the resource; one without a file name gets what its file tells."""
        if self.file and not self.file_name:
            self.file_name = PurePath(self.file.name).name
            self.content_type = guess_type(self.file_name)[0] or self.content_type
            if not self.file._committed:  # it comes from a form
                self.file_size = self.file.size
        super().save(*args, **kwargs)
