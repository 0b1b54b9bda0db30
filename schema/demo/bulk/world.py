"""Who learns what in the bulk data, in numbers: everything but the texts.

People, courses and enrollments are known by their index. Times are whole
seconds of Unix time. Instructors are the first of the people.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from courses.models import MAX_LESSONS
from reviews.models import MAX_RATING, MIN_RATING
from schema.demo.bulk.sizes import Sizes

DAY = 86_400
LEFT, RETURNED = 0.08, 0.03  # shares of the enrollments
LEFT_OPEN = 0.4  # share of those in which the last lesson is not done yet
SPREAD = 0.8  # of progress: the smaller, the more begin nothing or finish all
RATINGS = [  # how many of a hundred give 1 to 5 stars, for three sorts of courses
    (2, 3, 8, 27, 60),
    (4, 6, 18, 37, 35),
    (10, 17, 29, 28, 16),
]


@dataclass(slots=True)
class Course:
    instructor: int
    lessons: int
    first_lesson: int  # its index among the lessons of all courses
    created_at: int
    published_at: int | None
    ratings: tuple[int, ...]
    students: int = 0
    stars: list[int] = field(default_factory=lambda: [0] * MAX_RATING)


@dataclass(slots=True)
class Enrollment:
    student: int
    course: int
    enrolled_at: int
    is_active: bool = True
    activations: int = 1
    touched: int = 0  # lessons, from the first on
    completed: int = 0
    pace: int = 0  # seconds a lesson

    @property
    def last_activity_at(self) -> int | None:
        return self.enrolled_at + self.touched * self.pace if self.touched else None


@dataclass(slots=True)
class Review:
    student: int
    course: int
    rating: int
    created_at: int


class World:
    """Raises :class:`BadNumber` if there is not room for the progress."""

    def __init__(self, sizes: Sizes, *, now: int, dice: Random) -> None:
        self.sizes, self.now, self.dice = sizes, now, dice
        self.joined = [self._joining_time(index) for index in range(sizes.users)]
        self.courses = self._make_courses()
        self.enrollments = self._make_enrollments()
        self._make_progress()
        self.reviews = self._make_reviews()

    def _joining_time(self, person: int) -> int:
        years = (2, 3) if person < self.sizes.instructors else (0.1, 2)
        return self.now - int(self.dice.uniform(*years) * 365 * DAY)

    def _make_courses(self) -> list[Course]:
        number, dice = self.sizes.courses, self.dice
        drafts = set(dice.sample(range(number), number - self.sizes.published_courses))
        courses: list[Course] = []
        first = 0
        for index, lessons in enumerate(self._lesson_numbers()):
            created_at = self.now - dice.randrange(40 * DAY, 700 * DAY)
            published_at = created_at + dice.randrange(7 * DAY)
            course = Course(
                instructor=dice.randrange(self.sizes.instructors),
                lessons=lessons,
                first_lesson=first,
                created_at=created_at,
                published_at=None if index in drafts else published_at,
                ratings=dice.choice(RATINGS),
            )
            courses.append(course)
            first += lessons
        return courses

    def _lesson_numbers(self) -> list[int]:
        """Of each course: different, and on average just as asked for."""
        average = self.sizes.lessons
        numbers = [average] * self.sizes.courses
        for index in range(0, len(numbers) - 1, 2):
            difference = self.dice.randint(
                0, min(average * 3 // 4, MAX_LESSONS - average)
            )
            numbers[index] += difference
            numbers[index + 1] -= difference
        return numbers

    def _make_enrollments(self) -> list[Enrollment]:
        published = [
            index
            for index, course in enumerate(self.courses)
            if course.published_at is not None
        ]
        self.dice.shuffle(published)
        enrollments = []
        for pair in self._pairs(len(published)):
            student, place = divmod(pair, len(published))
            enrollment = self._enroll(
                student + self.sizes.instructors, published[place]
            )
            enrollments.append(enrollment)
        enrollments.sort(key=lambda enrollment: enrollment.enrolled_at)
        return enrollments

    def _pairs(self, courses: int) -> list[int]:
        """Different pairs of a student and a course, each as one number.

        Some students take many courses, and some courses have many students.
        """
        number, students, dice = self.sizes.enrollments, self.sizes.students, self.dice
        if number > students * courses // 4:
            # Too dense to be drawn again and again until the pairs differ.
            return dice.sample(range(students * courses), number)
        diligence = list(
            accumulate(min(dice.paretovariate(1.5), 30) for _ in range(students))
        )
        popularity = list(accumulate((place + 5) ** -0.75 for place in range(courses)))
        pairs: set[int] = set()
        while missing := number - len(pairs):
            who = dice.choices(range(students), cum_weights=diligence, k=missing)
            what = dice.choices(range(courses), cum_weights=popularity, k=missing)
            pairs.update(s * courses + c for s, c in zip(who, what, strict=True))
        return sorted(pairs)

    def _enroll(self, student: int, course_index: int) -> Enrollment:
        dice, course = self.dice, self.courses[course_index]
        earliest = max(self.joined[student], course.published_at or 0)
        latest = self.now - 2 * DAY
        enrollment = Enrollment(
            student=student,
            course=course_index,
            enrolled_at=earliest + int((latest - earliest) * dice.random()),
            is_active=dice.random() >= LEFT,
            activations=2 if dice.random() < RETURNED else 1,
        )
        course.students += enrollment.is_active
        return enrollment

    def _make_progress(self) -> None:
        """Share the progress out: many do nothing, some finish, exactly so many."""
        dice = self.dice
        room = sum(self.courses[e.course].lessons for e in self.enrollments)
        self.sizes.check_progress(room)
        remaining = self.sizes.progress
        for enrollment in self.enrollments:
            lessons = self.courses[enrollment.course].lessons
            share = remaining / room if room else 0
            room -= lessons
            if 0 < share < 1:
                share = dice.betavariate(SPREAD * share, SPREAD * (1 - share))
            touched = max(round(share * lessons), remaining - room)
            touched = min(touched, lessons, remaining)
            remaining -= touched
            if touched:
                is_open = dice.random() < LEFT_OPEN and touched < lessons
                time = self.now - enrollment.enrolled_at - DAY
                enrollment.touched = touched
                enrollment.completed = touched - is_open
                enrollment.pace = int(time * dice.uniform(0.05, 1) / touched)

    def _make_reviews(self) -> list[Review]:
        dice = self.dice
        reviews = []
        for enrollment in dice.sample(self.enrollments, self.sizes.reviews):
            course = self.courses[enrollment.course]
            [rating] = dice.choices(
                range(MIN_RATING, MAX_RATING + 1), weights=course.ratings
            )
            course.stars[rating - MIN_RATING] += 1
            earliest = enrollment.last_activity_at or enrollment.enrolled_at
            created_at = earliest + int((self.now - earliest) * dice.random() / 3)
            reviews.append(
                Review(enrollment.student, enrollment.course, rating, created_at)
            )
        reviews.sort(key=lambda review: review.created_at)
        return reviews
