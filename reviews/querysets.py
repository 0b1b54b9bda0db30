from typing import Any

from django.db.models import QuerySet

from courses.querysets import visible_courses
from reviews import models  # noqa: F401 (names the model in annotations)


class ReviewQuerySet(QuerySet["models.Review"]):
    def visible_to(self, viewer: Any) -> "ReviewQuerySet":
        """Reviews of courses that the viewer may see."""
        return self.filter(visible_courses(viewer, "course__"))
