import secrets
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast, Greatest
from django.utils.text import slugify

from courses.querysets import CategoryQuerySet, CourseQuerySet
from users.search import FORM, SearchDocument, SearchDocumentField


class Category(models.Model):
    name = models.CharField(
        max_length=100, validators=[ProhibitNullCharactersValidator()]
    )
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

    title = models.CharField(
        max_length=200, validators=[ProhibitNullCharactersValidator()]
    )
    slug = models.SlugField(max_length=120, db_index=False)
    description = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(50_000), ProhibitNullCharactersValidator()],
    )
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
    search = SearchDocumentField(
        expression=SearchDocument(*FORM, title="A", description="D")
    )

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
