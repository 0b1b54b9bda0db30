from courses.models.announcements import Announcement
from courses.models.catalog import Category, Course
from courses.models.learning import Enrollment, Progress, percent_of
from courses.models.lessons import MAX_LESSONS, Lesson, Resource, private_storage

__all__ = [
    "MAX_LESSONS",
    "Announcement",
    "Category",
    "Course",
    "Enrollment",
    "Lesson",
    "Progress",
    "Resource",
    "percent_of",
    "private_storage",
]
