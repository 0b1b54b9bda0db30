"""The types of courses/, which the rest of the API imports from here."""

from schema.courses.types.category import Category
from schema.courses.types.course import Course
from schema.courses.types.enrollment import Enrollment, Progress
from schema.courses.types.lesson import Lesson, Resource

__all__ = ["Category", "Course", "Enrollment", "Lesson", "Progress", "Resource"]
