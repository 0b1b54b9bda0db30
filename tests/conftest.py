"""The people and things that many tests are about, and what happens around them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any

import dramatiq
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dramatiq import Worker

from courses.models import Course, Enrollment, Lesson
from database import loop
from schema.base import patience, threads, throttles
from schema.base.redis import RedisAway, ask
from schema.base.throttles import PREFIX
from tests import disk
from tests.client import Answer, Client
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    UserFactory,
)
from users.models import User


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """pytest-django's, which drops the database: nobody may use it any longer."""
    yield
    loop.close()
    threads.stop()


@pytest.fixture(autouse=True)
def no_tries() -> None:
    """Nobody has tried to sign in, or to register, or owes time, when a test begins."""
    throttles.memory.clear()
    patience.forget()
    with suppress(RedisAway):
        ask(lambda redis: [*map(redis.delete, redis.scan_iter(f"{PREFIX}*"))])


@pytest.fixture
def student(db: None) -> User:
    return UserFactory()


@pytest.fixture
def other_student(db: None) -> User:
    return UserFactory()


@pytest.fixture
def instructor(db: None) -> User:
    return UserFactory(instructor=True)


@pytest.fixture
def other_instructor(db: None) -> User:
    return UserFactory(instructor=True)


@pytest.fixture
def staff(db: None) -> User:
    return UserFactory(staff=True)


@pytest.fixture
def course(instructor: User) -> Course:
    """A published course of ``instructor``, without lessons."""
    return CourseFactory(instructor=instructor)


@pytest.fixture
def draft(instructor: User) -> Course:
    return CourseFactory(instructor=instructor, draft=True)


@pytest.fixture
def lessons(course: Course) -> list[Lesson]:
    """The three lessons of ``course``."""
    return LessonFactory.create_batch(3, course=course)


@pytest.fixture
def enrollment(student: User, course: Course) -> Enrollment:
    """``student`` is an active student of ``course``."""
    return EnrollmentFactory(student=student, course=course)


@pytest.fixture
def visitor(db: None) -> Client:
    """The client of somebody who is not signed in."""
    return Client()


@pytest.fixture
def as_student(student: User) -> Client:
    return Client(student)


@pytest.fixture
def as_other_student(other_student: User) -> Client:
    return Client(other_student)


@pytest.fixture
def as_instructor(instructor: User) -> Client:
    return Client(instructor)


@pytest.fixture
def as_other_instructor(other_instructor: User) -> Client:
    return Client(other_instructor)


@pytest.fixture
def as_staff(staff: User) -> Client:
    return Client(staff)


@pytest.fixture
def clients(
    visitor: Client,
    as_student: Client,
    as_other_student: Client,
    as_instructor: Client,
    as_other_instructor: Client,
    as_staff: Client,
) -> dict[str, Client]:
    """Every kind of viewer, by the words that tables of access use."""
    return {
        "visitor": visitor,
        "student": as_student,
        "other student": as_other_student,
        "instructor": as_instructor,
        "other instructor": as_other_instructor,
        "staff": as_staff,
    }


@pytest.fixture
def statements(db: None) -> Callable[[Callable[[], Any]], int]:
    """Counts the statements that a call sends to the database."""

    def count(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def at_once() -> Callable[[Iterable[Callable[[], Answer]]], list[Any]]:
    """Runs the calls each in a thread, all starting together.

    Returns the data of their answers, none of which may have an error. After it
    no counter may have drifted.
    """

    def run(calls: Iterable[Callable[[], Answer]]) -> list[Any]:
        calls = list(calls)
        start = Barrier(len(calls))

        def attempt(call: Callable[[], Answer]) -> Answer:
            start.wait()
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as threads:
            answers = list(threads.map(attempt, calls))
        assert {answer.status for answer in answers} == {200}
        call_command("recount", check=True)
        return [answer.data for answer in answers]

    return run


@pytest.fixture
def no_files() -> None:
    """There are none when a test begins."""
    for path in disk.files():
        path.unlink()


@pytest.fixture
def on_disk() -> Callable[[], list[str]]:
    """Names every file that is stored, and temporary files, by its folder."""

    def names() -> list[str]:
        return sorted(f"{path.parent.name}/{path.name}" for path in disk.files())

    return names


@pytest.fixture
def finish_jobs(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Has a worker do the jobs, and waits until all are done."""
    broker = dramatiq.get_broker()
    broker.flush_all()
    middleware = list(broker.middleware)

    def finish() -> None:
        worker = Worker(broker, worker_threads=2, worker_timeout=50)
        worker.start()
        for queue in ("default", "mail", "default"):
            broker.join(queue, timeout=20_000)
        worker.join()
        worker.stop()
        broker.middleware[:] = (
            middleware  # a stopped worker's stays, and takes messages
        )

    yield finish
    broker.flush_all()
