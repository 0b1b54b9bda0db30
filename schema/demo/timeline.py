"""What happened in the demo, done again by the services in the order of time.

The services keep the counters and tell people; they know no other time than
now, so each event moves what it wrote back to when it happened.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError

from courses.enrollment import enroll, unenroll
from courses.models import Course, Enrollment, Lesson
from courses.progress import Report, record
from notifications.models import Notification, NotificationType
from notifications.services import notify
from reviews.models import Review
from reviews.services import create_review
from users.models import User


@dataclass
class Timeline:
    """Events until ``now``; nothing is written before :meth:`play`."""

    now: datetime
    _events: list[tuple[datetime, Callable[[datetime], None]]] = field(
        default_factory=list
    )

    def enroll(self, when: datetime, student: User, course: Course) -> None:
        self._add(when, self._enroll, student, course)

    def leave(self, when: datetime, student: User, course: Course) -> None:
        self._add(when, self._leave, student, course)

    def study(self, when: datetime, student: User, lessons: Sequence[Lesson]) -> None:
        """The student did the lessons, all of one course, and finished at ``when``."""
        self._add(when, self._study, student, lessons)

    def review(
        self, when: datetime, student: User, course: Course, rating: int, comment: str
    ) -> None:
        self._add(when, self._review, student, course, rating, comment)

    def tell(
        self, when: datetime, student: User, course: Course, type: str, message: str
    ) -> None:
        """The student was told something about an enrollment, with its progress."""
        self._add(when, self._tell, student, course, type, message)

    def play(self) -> None:
        for when, act in sorted(self._events, key=lambda event: event[0]):
            act(when)

    def _add(self, when: datetime, deed: Callable[..., None], *things: object) -> None:
        self._events.append((when, partial(deed, *things)))

    def _enroll(self, student: User, course: Course, when: datetime) -> None:
        enrollment = enroll(student=student, course=course)
        fresh = Enrollment.objects.filter(pk=enrollment.pk, enrolled_at__gte=self.now)
        fresh.update(enrolled_at=when)
        back = Enrollment.objects.filter(pk=enrollment.pk, returned_at__gte=self.now)
        back.update(returned_at=when)
        self._backdate_notifications([student, course.instructor], when)

    def _leave(self, student: User, course: Course, when: datetime) -> None:
        unenroll(student=student, course=course)

    def _study(self, student: User, lessons: Sequence[Lesson], when: datetime) -> None:
        begun = when - timedelta(minutes=25 * len(lessons))
        reports = [
            Report(lesson, begun + timedelta(minutes=25 * number), True, 60 * number)
            for number, lesson in enumerate(lessons, start=1)
        ]
        for outcome in record(student=student, reports=reports):
            if isinstance(outcome, ValidationError):
                raise outcome
        completed = Enrollment.objects.filter(
            student=student, course=lessons[0].course, completed_at__gte=self.now
        )
        completed.update(completed_at=when)
        self._backdate_notifications([student], when)

    def _review(
        self,
        student: User,
        course: Course,
        rating: int,
        comment: str,
        when: datetime,
    ) -> None:
        review = create_review(
            student=student, course=course, rating=rating, comment=comment
        )
        Review.objects.filter(pk=review.pk).update(created_at=when, updated_at=when)
        self._backdate_notifications([course.instructor], when)

    def _tell(
        self, student: User, course: Course, type: str, message: str, when: datetime
    ) -> None:
        enrollment = Enrollment.objects.get(student=student, course=course)
        last = enrollment.progress.order_by("completed_at").last()
        notify(
            user=student,
            key=f"demo:{type}:{enrollment.pk}",
            message=message,
            link=f"/courses/{course.slug}",
            type=NotificationType(type),
            progress_id=last.pk if last else None,
        )
        self._backdate_notifications([student], when)

    def _backdate_notifications(self, users: list[User], when: datetime) -> None:
        fresh = Notification.objects.filter(user__in=users, created_at__gte=self.now)
        fresh.update(created_at=when)
