from typing import Any

from django.db.models import Q, QuerySet

from courses.querysets import visible_courses
from reviews import models


class ReviewQuerySet(QuerySet["models.Review"]):
    def visible_to(self, viewer: Any) -> "ReviewQuerySet":
        """Reviews of courses that the viewer may see, and the viewer's own."""
        of_visible = visible_courses(viewer, "course__")
        if not viewer.is_authenticated or not of_visible:
            return self.filter(of_visible)
        return self.filter(of_visible | Q(student=viewer))
