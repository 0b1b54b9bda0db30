"""The admin of courses, and of what is taught and learned in them."""

from courses.admin import announcements, catalog, learning, lessons  # noqa: F401
