"""Prints as JSON the courses, students and lessons that a benchmark asks for.

A process of its own, for Django knows one database only. The students are signed in
as this server does it, but for a day.
"""

import json
import os
import time

import django
import jwt
from django.conf import settings
from django.db import connection
from django.db.models import Count

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
django.setup()

from benchmarks.asks import LESSONS, PAGE, REVIEWS  # noqa: E402
from courses.models import Course  # noqa: E402
from users import tokens  # noqa: E402
from users.models import User  # noqa: E402

COURSES, STUDENTS, WRITES = 2000, 300, 20_000  # at most so many
DAY = 24 * 60 * 60

# Lessons that nobody began, and by which nobody ends a course: never the last one.
LESSONS_TO_DO = """
    SELECT enrollment.student_id, lesson.id
    FROM courses_enrollment enrollment
    JOIN courses_course course ON course.id = enrollment.course_id
    JOIN courses_lesson lesson ON lesson.course_id = course.id
    LEFT JOIN courses_progress progress
        ON progress.enrollment_id = enrollment.id AND progress.lesson_id = lesson.id
    WHERE enrollment.student_id = ANY(%s) AND enrollment.is_active
        AND lesson."order" < course.lesson_count AND progress.id IS NULL
    ORDER BY md5(concat(lesson.id, ' ', enrollment.id))
    LIMIT %s
"""


def main() -> None:
    courses = Course.objects.filter(is_published=True).order_by("pk")
    dear = courses.filter(lesson_count=LESSONS, rating_count__gte=REVIEWS)
    students = (
        User.objects.annotate(number=Count("enrollments"))
        .filter(number__gte=PAGE, is_active=True)
        .order_by("pk")
    )
    signed_in = {user.pk: _token(user) for user in students[:STUDENTS]}
    with connection.cursor() as cursor:
        cursor.execute(LESSONS_TO_DO, [list(signed_in), WRITES])
        lessons = [(signed_in[student], lesson) for student, lesson in cursor]
    subjects = {
        "slugs": list(dear.values_list("slug", flat=True)[:COURSES]),
        "all_slugs": list(courses.values_list("slug", flat=True)[:COURSES]),
        "tokens": list(signed_in.values()),
        "lessons": lessons,
    }
    print(json.dumps(subjects))


def _token(user: User) -> str:
    payload = tokens.issue(user).payload | {"exp": int(time.time()) + DAY}
    return jwt.encode(payload, settings.SECRET_KEY, "HS256")


if __name__ == "__main__":
    main()
