"""Adding lessons to a course and taking them out of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from courses.models import MAX_LESSONS, Course, Enrollment, Lesson


@transaction.atomic
def add_lesson(*, course: Course, lesson: Lesson) -> Lesson:
    """Put the new lesson at the end of the course.

    Raises ``ValidationError`` when the course is full.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    if course.lesson_count >= MAX_LESSONS:
        raise ValidationError(
            f"A course has at most {MAX_LESSONS} lessons.", code="too_many"
        )
    last = course.lessons.aggregate(last=Max("order"))["last"] or 0
    lesson.course, lesson.order = course, last + 1
    lesson.save()
    Course.objects.filter(pk=course.pk).update(lesson_count=F("lesson_count") + 1)
    return lesson


@transaction.atomic
def delete_lesson(*, lesson: Lesson) -> None:
    """Delete the lesson with its progress, which its students then lack."""
    course = Course.objects.filter(pk=lesson.course_id)
    enrollments = Enrollment.objects.filter(course=lesson.course_id)
    # Whoever enrolls holds the course, whoever reports progress the enrollment: with
    # both locked nobody does the lesson between the counting and the deletion.
    for rows in (course, enrollments):
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    enrollments.filter(progress__lesson=lesson, progress__is_completed=True).update(
        completed_lesson_count=F("completed_lesson_count") - 1
    )
    _, deleted = Lesson.objects.filter(pk=lesson.pk).delete()
    course.update(lesson_count=F("lesson_count") - deleted.get("courses.Lesson", 0))
