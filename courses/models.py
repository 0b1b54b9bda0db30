import secrets
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.files.storage import Storage, storages
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast, Greatest
from django.utils.text import slugify

from courses.querysets import (
    CategoryQuerySet,
    CourseQuerySet,
    EnrollmentQuerySet,
    LessonQuerySet,
    ProgressQuerySet,
    ResourceQuerySet,
)
from users.search import SearchDocument, SearchDocumentField

MAX_LESSONS = 500  # of one course


def private_storage() -> Storage:
    """Where files live that have no public address."""
    return storages["private"]


class Category(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, db_index=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="category_slug_is_unique")
        ]
        indexes = [models.Index(fields=["name", "id"], name="category_name")]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course; its counters are moved by the services that change what they count.

    ``student_count`` counts active enrollments, ``rating_count`` the reviews,
    ``rating_sum`` their stars, ``stars_1`` to ``stars_5`` how many gave so many;
    ``rating_average`` is 0 as long as there is none.
    """

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, db_index=False)
    description = models.TextField(blank=True, validators=[MaxLengthValidator(50_000)])
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="taught_courses"
    )
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, related_name="courses"
    )
    thumbnail = models.ImageField(
        upload_to="thumbnails/",
        null=True,
        blank=True,
        width_field="thumbnail_width",
        height_field="thumbnail_height",
    )
    thumbnail_width = models.PositiveIntegerField(null=True, editable=False)
    thumbnail_height = models.PositiveIntegerField(null=True, editable=False)
    thumbnail_has_renditions = models.BooleanField(default=False, editable=False)
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    lesson_count = models.PositiveIntegerField(default=0, editable=False)
    student_count = models.PositiveIntegerField(default=0, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    stars_1 = models.PositiveIntegerField(default=0, editable=False)
    stars_2 = models.PositiveIntegerField(default=0, editable=False)
    stars_3 = models.PositiveIntegerField(default=0, editable=False)
    stars_4 = models.PositiveIntegerField(default=0, editable=False)
    stars_5 = models.PositiveIntegerField(default=0, editable=False)
    rating_average = models.GeneratedField(
        expression=Cast(F("rating_sum"), models.FloatField())
        / Greatest(F("rating_count"), 1),
        output_field=models.FloatField(),
        db_persist=True,
    )
    search = SearchDocumentField(expression=SearchDocument(title="A", description="D"))

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="course_slug_is_unique"),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False),
                name="published_course_has_a_publication_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    rating_count=F("stars_1")
                    + F("stars_2")
                    + F("stars_3")
                    + F("stars_4")
                    + F("stars_5")
                ),
                name="rating_count_is_the_sum_of_its_stars",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="course_newest"),
            models.Index(fields=["title", "id"], name="course_title"),
            models.Index(fields=["-rating_average", "-id"], name="course_rating"),
            models.Index(fields=["-student_count", "-id"], name="course_popularity"),
            GinIndex(fields=["search"], name="course_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the course; a new one without a slug gets one from its title."""
        if self.slug:
            return super().save(*args, **kwargs)
        base = slugify(self.title)[:100].strip("-") or "course"
        self.slug = base
        while True:
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                if not Course.objects.filter(slug=self.slug).exists():
                    raise
                self.slug = f"{base}-{secrets.token_hex(3)}"

    @property
    def rating_distribution(self) -> list[int]:
        """How many reviews gave one, two, three, four and five stars."""
        return [
            self.stars_1,
            self.stars_2,
            self.stars_3,
            self.stars_4,
            self.stars_5,
        ]

    def is_run_by(self, user: Any) -> bool:
        """Whether ``user`` may do with the course what its instructor may."""
        return user.is_authenticated and (
            user.is_staff or self.instructor_id == user.pk
        )


class Lesson(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True, validators=[MaxLengthValidator(200_000)])
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
    title = models.CharField(max_length=200)
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


class Enrollment(models.Model):
    """A student in a course; leaving keeps the row, coming back reuses it.

    ``activations`` counts how often the student came, ``completed_lesson_count``
    the lessons done that the course still has.
    """

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrollments"
    )
    course = models.ForeignKey(Course, models.CASCADE, related_name="enrollments")
    enrolled_at = models.DateTimeField(auto_now_add=True)
    is_active = models.BooleanField(default=True)
    activations = models.PositiveIntegerField(default=1, editable=False)
    completed_lesson_count = models.PositiveIntegerField(default=0, editable=False)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_activity_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
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
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.course_id}"

    @property
    def progress_percent(self) -> int:
        """Lessons done over lessons that there are, 0 to 100, rounded down."""
        lessons = self.course.lesson_count
        done = min(self.completed_lesson_count, lessons)
        return 100 * done // lessons if lessons else 0


class Progress(models.Model):
    """What a student did with one lesson.

    Devices report late and out of order: ``completion_changed_at`` and
    ``position_changed_at`` say when the student last did what the row tells,
    and an older report changes nothing.
    """

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="progress")
    is_completed = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    position_seconds = models.PositiveIntegerField(default=0)
    completion_changed_at = models.DateTimeField(null=True, editable=False)
    position_changed_at = models.DateTimeField(null=True, editable=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "progress"
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
