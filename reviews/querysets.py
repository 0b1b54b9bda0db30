from typing import Any

from django.db.models import QuerySet

from courses.querysets import visible_courses
from reviews import models  # noqa: F401 (names the model in annotations)


class ReviewQuerySet(QuerySet["models.Review"]):
    def visible_to(self, viewer: Any) -> "ReviewQuerySet":
        """Reviews of courses that the viewer may see.

        Their own of a hidden course are not among them: a review leads to its course.
        """
        return self.filter(visible_courses(viewer, "course__"))
