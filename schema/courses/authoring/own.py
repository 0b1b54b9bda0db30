"""What the viewer may write: all that is in the courses that they run."""

from courses import models
from schema.base.context import Info
from schema.base.payloads import NotFound, must_find

COURSE = "The global id of the course."
LESSON = "The global id of the lesson."


def own_course(info: Info, id: str) -> models.Course:
    course = must_find(info, models.Course, id, "course_id")
    _must_run(info, course, "course_id")
    return course


def own_lesson(info: Info, id: str) -> models.Lesson:
    lesson = must_find(info, models.Lesson, id, "lesson_id", "course")
    _must_run(info, lesson.course, "lesson_id")
    return lesson


def own_resource(info: Info, id: str) -> models.Resource:
    resource = must_find(info, models.Resource, id, "resource_id", "lesson__course")
    _must_run(info, resource.lesson.course, "resource_id")
    return resource


def _must_run(info: Info, course: models.Course, field: str) -> None:
    if not course.is_run_by(info.context.user):
        raise NotFound(field)
