"""Who learned what in the demo, and what they thought of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from random import Random

from django.db.models import F

from courses.models import Course, Lesson
from notifications.models import Email, Notification
from reviews.models import MAX_RATING, MIN_RATING
from schema.demo.comments import COMMENTS
from schema.demo.people import STUDENT, STUDENTS
from schema.demo.timeline import Timeline
from users.models import User


class State(Enum):
    ENROLLED = auto()
    BEGUN = auto()
    HALF_WAY = auto()
    COMPLETED = auto()
    LEFT = auto()
    RETURNED = auto()


FREQUENCY = {  # in percent
    State.ENROLLED: 15,
    State.BEGUN: 20,
    State.HALF_WAY: 20,
    State.COMPLETED: 28,
    State.LEFT: 10,
    State.RETURNED: 7,
}
REVIEWED = {  # how many of a hundred write a review, and how they differ in stars
    State.BEGUN: (15, -0.5),
    State.HALF_WAY: (55, 0.0),
    State.COMPLETED: (90, 0.3),
    State.LEFT: (60, -1.8),
    State.RETURNED: (60, 0.0),
}
FAMOUS = "graphql-for-frontend-developers"
OWN_PLAN = [  # the student's: course, state, and the days since it began and ended
    ("python-from-first-principles", State.COMPLETED, 96, 52),
    ("git-without-fear", State.COMPLETED, 61, 40),
    ("accounting-basics", State.LEFT, 84, 70),
    ("music-theory-at-the-piano", State.RETURNED, 75, 9),
    ("statistics-for-the-curious", State.HALF_WAY, 47, 12),
    (FAMOUS, State.HALF_WAY, 30, 1),
    ("photography-in-natural-light", State.BEGUN, 20, 15),
    ("data-analysis-with-pandas", State.BEGUN, 6, 5),
    ("typography-essentials", State.ENROLLED, 11, 11),
    ("spanish-conversation-for-beginners", State.ENROLLED, 2, 2),
]


def add_learning(
    people: dict[str, User], courses: Sequence[Course], now: datetime, dice: Random
) -> None:
    """Let the students enroll, learn and review in the months before ``now``."""
    by_slug = {course.slug: course for course in courses}
    timeline = Timeline(now)
    student = people[STUDENT]
    for slug, state, began, ended in OWN_PLAN:
        start = now - timedelta(days=began, minutes=dice.randrange(60, 600))
        end = now - timedelta(days=ended, minutes=dice.randrange(60))
        _plan_study(timeline, student, by_slug[slug], state, start, end, dice)
    _plan_own_messages(timeline, student, by_slug)
    _plan_others(timeline, people, courses, dice)
    timeline.play()
    # It was all long ago, and nobody waits for a letter about it.
    Email.objects.filter(user__in=people.values()).delete()
    old = Notification.objects.filter(user__in=people.values())
    old.filter(created_at__lt=now - timedelta(days=4)).update(
        is_read=True, read_at=F("created_at") + timedelta(hours=7)
    )


def _plan_own_messages(
    timeline: Timeline, student: User, courses: dict[str, Course]
) -> None:
    now = timeline.now
    finished = courses["python-from-first-principles"]
    comment = "I had given up on programming twice. Not this time."
    timeline.review(now - timedelta(days=50), student, finished, 5, comment)
    waiting = courses["statistics-for-the-curious"]
    timeline.tell(
        now - timedelta(days=2),
        student,
        waiting,
        "reminder",
        f"You are half-way through {waiting.title}: go on with the next lesson?",
    )
    famous = courses[FAMOUS]
    timeline.tell(
        now - timedelta(hours=5),
        student,
        famous,
        "email",
        f"News of {famous.title}: the lesson on subscriptions is online.",
    )


def _plan_others(
    timeline: Timeline,
    people: dict[str, User],
    courses: Sequence[Course],
    dice: Random,
) -> None:
    published = [course for course in courses if course.is_published]
    published.sort(key=lambda course: (course.slug != FAMOUS, dice.random()))
    weights = [1 / (place + 3) for place in range(len(published))]
    quality = {course.slug: dice.gauss(4.1, 0.5) for course in published}
    quality[FAMOUS] = 4.6
    unused = {stars: _endless(comments, dice) for stars, comments in COMMENTS.items()}
    for person in STUDENTS:
        if person.username == STUDENT:
            continue
        student = people[person.username]
        drawn = dice.choices(published, weights, k=dice.randint(3, 18))
        for course in sorted(set(drawn), key=lambda course: course.slug):
            [state] = dice.choices(list(FREQUENCY), list(FREQUENCY.values()))
            start, end = _period(student, course, state, timeline.now, dice)
            _plan_study(timeline, student, course, state, start, end, dice)
            percent, difference = REVIEWED.get(state, (0, 0.0))
            if dice.randrange(100) < percent:
                stars = round(dice.gauss(quality[course.slug] + difference, 0.8))
                rating = min(max(stars, MIN_RATING), MAX_RATING)
                when = end + (timeline.now - end) * dice.uniform(0.01, 0.5)
                comment = next(unused[rating])
                timeline.review(when, student, course, rating, comment)


def _endless(comments: list[str], dice: Random) -> Iterator[str]:
    """The comments again and again, each time in another order."""
    while True:
        yield from dice.sample(comments, len(comments))


def _period(
    student: User, course: Course, state: State, now: datetime, dice: Random
) -> tuple[datetime, datetime]:
    """When the student enrolled and when they did their last lesson."""
    earliest = max(student.date_joined, course.published_at or now)
    if state is State.ENROLLED:
        earliest = now - timedelta(days=12)
    start = earliest + (now - earliest) * dice.uniform(0.02, 0.85)
    return start, start + (now - start) * dice.uniform(0.3, 0.95)


def _plan_study(
    timeline: Timeline,
    student: User,
    course: Course,
    state: State,
    start: datetime,
    end: datetime,
    dice: Random,
) -> None:
    timeline.enroll(start, student, course)
    lessons = list(course.lessons.order_by("order"))
    goal = {
        State.ENROLLED: 0,
        State.BEGUN: 1,
        State.HALF_WAY: len(lessons) // 2,
        State.COMPLETED: len(lessons),
        State.LEFT: dice.randint(1, 2),
        State.RETURNED: len(lessons) // 2,
    }[state]
    sessions = _sessions(lessons[:goal], dice)
    for number, session in enumerate(sessions, start=1):
        when = start + (end - start) * number / len(sessions)
        timeline.study(when, student, session)
    if state in (State.LEFT, State.RETURNED):
        away = (timeline.now - end) * 0.2
        timeline.leave(end + away, student, course)
    if state is State.RETURNED:
        timeline.enroll(end + 2 * away, student, course)


def _sessions(lessons: list[Lesson], dice: Random) -> list[list[Lesson]]:
    """The lessons in order, two to six at a sitting."""
    sessions = []
    while lessons:
        size = dice.randint(2, 6)
        sessions.append(lessons[:size])
        lessons = lessons[size:]
    return sessions
