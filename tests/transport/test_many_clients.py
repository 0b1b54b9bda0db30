"""Many clients of one server at once, as it runs in production."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.operation.conftest import data, database, services  # noqa: F401
from tests.processes import Server, running
from tests.transport.test_deadlines import LATE, Lock, codes, lock  # noqa: F401

DEADLINE = 3  # seconds
SLACK = 4  # seconds, for machines that have much to do
AT_ONCE = 16
WAITING = 5
COURSES = (
    "{ courses(filters: {isPublished: true}, first: 20) { nodes { id slug title } } }"
)
COURSE = "query Course($slug: String!) { course(slug: $slug) { title } }"
LESSONS = """
    query Lessons($slug: String!) {
      course(slug: $slug) {
        id lessons { id } viewerEnrollment { completedLessonCount progressPercent }
      }
    }
"""
CATEGORIES = "{ categories(first: 5) { nodes { name } } }"
ME = "{ me { username firstName } }"
LEARNING = "{ me { enrollments(first: 5) { nodes { progressPercent } } } }"
SIGN_IN = """
    mutation SignIn($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { token refreshToken }
    }
"""
SIGN_OUT = """
    mutation SignOut($refreshToken: String!) {
      revokeToken(refreshToken: $refreshToken) { revoked }
    }
"""
RENAME = """
    mutation Rename($name: String!) {
      updateProfile(input: {firstName: $name}) { errors { code } }
    }
"""
ENROLL = """
    mutation Enroll($course: ID!) {
      enroll(input: {courseId: $course}) { enrollment { id } errors { code } }
    }
"""
COMPLETE = """
    mutation Complete($lesson: ID!) {
      completeLesson(input: {lessonId: $lesson}) { progress { isCompleted } }
    }
"""
UNDO = """
    mutation Undo($lesson: ID!) {
      uncompleteLesson(input: {lessonId: $lesson}) { errors { code } }
    }
"""
PEOPLE = {"ADMIN2": "a123a123", "s": "s123s123"}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def server(data: Path, services: dict[str, str]) -> Iterator[Server]:  # noqa: F811
    own = {"DEBUG": "false", "GRAPHQL_DEADLINE": str(DEADLINE), "WEB_CONCURRENCY": "1"}
    own |= {"GRAPHQL_COST_BUCKET": "1000000"}
    with running(data, "serve", **services, **own) as one:
        yield one


@pytest.fixture(scope="module")
def ask(server: Server) -> Ask:
    """The answer to a document, asked with variables and by who has the token."""

    def send(query: str, token: str = "", **variables: Any) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        return server.http.post("/graphql", json=body, headers=headers).json()

    return send


@pytest.fixture(scope="module")
def tokens(ask: Ask) -> dict[str, str]:
    """An access token of each of the demo's people here, by username."""
    return {
        name: ask(SIGN_IN, username=name, password=password)["data"]["tokenAuth"][
            "token"
        ]
        for name, password in PEOPLE.items()
    }


@pytest.fixture
def sign_in(ask: Ask) -> dict[str, str]:
    """The tokens of a sign-in of the student's that was used already."""
    answer = ask(SIGN_IN, username="s", password=PEOPLE["s"])
    issued: dict[str, str] = answer["data"]["tokenAuth"]
    at_once(lambda document: ask(document, issued["token"]), [ME, LEARNING] * 8)
    return issued


@pytest.fixture(scope="module")
def titles(ask: Ask) -> dict[str, str]:
    """The titles of courses by their slugs."""
    nodes = ask(COURSES)["data"]["courses"]["nodes"]
    return {one["slug"]: one["title"] for one in nodes}


@pytest.fixture
def slug(titles: dict[str, str]) -> str:
    return [*titles][0]


@pytest.fixture
def lesson(ask: Ask, slug: str, tokens: dict[str, str]) -> str:
    """The last of a course in which the student is enrolled, done and done no more."""
    course = ask(LESSONS, slug=slug)["data"]["course"]
    last: str = course["lessons"][-1]["id"]
    ask(ENROLL, tokens["s"], course=course["id"])
    for document in (COMPLETE, COMPLETE, COMPLETE, UNDO):
        ask(document, tokens["s"], lesson=last)
    return last


@pytest.fixture
def cut(services: dict[str, str]) -> Callable[[], None]:  # noqa: F811
    """Has ended all connections to a database that is a server; SQLite has none."""

    def end() -> None:
        if "DATABASE_URL" in services:
            with psycopg.connect(services["DATABASE_URL"], autocommit=True) as own:
                own.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    return end


@pytest.fixture
def connections(services: dict[str, str]) -> Callable[[], set[int]]:  # noqa: F811
    """The processes of a database server that serve others; SQLite has none."""

    def found() -> set[int]:
        if "DATABASE_URL" not in services:
            return set()
        with psycopg.connect(services["DATABASE_URL"], autocommit=True) as own:
            rows = own.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return {pid for (pid,) in rows}

    return found


def at_once(call: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(call, arguments))


@contextmanager
def under_way(call: Callable[[], Any], times: int) -> Iterator[Iterator[Any]]:
    """What the calls return, which have begun and go on meanwhile."""
    with ThreadPoolExecutor(times) as threads:
        answers = threads.map(lambda _: call(), range(times))
        time.sleep(0.5)
        yield answers


def seconds_of(call: Callable[[], Any]) -> float:
    start = time.monotonic()
    call()
    return time.monotonic() - start


def test_each_has_the_answer_to_what_it_asked(ask: Ask, titles: dict[str, str]) -> None:
    slugs = [*titles] * 20

    result = at_once(lambda slug: ask(COURSE, slug=slug), slugs)

    found = [answer["data"]["course"]["title"] for answer in result]
    assert found == [titles[slug] for slug in slugs]


def test_each_is_who_the_token_says(ask: Ask, tokens: dict[str, str]) -> None:
    names = [*tokens] * 50

    result = at_once(lambda name: ask(ME, tokens[name]), names)

    assert [answer["data"]["me"]["username"] for answer in result] == names


@pytest.mark.parametrize("document", [ME, LEARNING])
def test_a_sign_in_is_of_no_use_from_its_end_on(
    document: str, ask: Ask, sign_in: dict[str, str]
) -> None:
    ask(SIGN_OUT, refreshToken=sign_in["refreshToken"])

    result = at_once(lambda _: ask(document, sign_in["token"]), [*range(AT_ONCE)])

    assert [codes(answer) for answer in result] == [{"UNAUTHENTICATED"}] * AT_ONCE


def test_nothing_is_done_for_a_sign_in_that_has_ended(
    ask: Ask, slug: str, lesson: str, tokens: dict[str, str], sign_in: dict[str, str]
) -> None:
    before = ask(LESSONS, tokens["s"], slug=slug)["data"]["course"]["viewerEnrollment"]
    ask(SIGN_OUT, refreshToken=sign_in["refreshToken"])

    result = ask(COMPLETE, sign_in["token"], lesson=lesson)

    after = ask(LESSONS, tokens["s"], slug=slug)["data"]["course"]["viewerEnrollment"]
    assert codes(result) == {"UNAUTHENTICATED"}
    assert after == before


def test_what_changed_of_the_viewer_is_seen_at_once(
    ask: Ask, sign_in: dict[str, str]
) -> None:
    token, name = sign_in["token"], f"Renamed {time.monotonic()}"
    ask(RENAME, token, name=name)

    result = at_once(lambda _: ask(ME, token), [*range(AT_ONCE)])

    assert {answer["data"]["me"]["firstName"] for answer in result} == {name}


@pytest.mark.parametrize("document", [COURSE, COURSE + "# new {}"])
def test_none_is_without_an_answer_when_all_connections_break(
    document: str, ask: Ask, titles: dict[str, str], cut: Callable[[], None]
) -> None:
    slugs = list(enumerate([*titles] * 5))
    at_once(lambda one: ask(COURSE + f"# {one[0]}", slug=one[1]), slugs)
    cut()

    result = at_once(
        lambda one: ask(document.replace("{}", str(one[0])), slug=one[1]), slugs
    )

    found = [answer["data"]["course"]["title"] for answer in result]
    assert found == [titles[slug] for _, slug in slugs]


def test_lessons_that_are_done_at_once_count_once_each(
    ask: Ask, titles: dict[str, str], tokens: dict[str, str]
) -> None:
    slug, token = [*titles][-1], tokens["s"]
    course = ask(LESSONS, slug=slug)["data"]["course"]
    ask(ENROLL, token, course=course["id"])
    lessons = [one["id"] for one in course["lessons"]]

    result = at_once(lambda lesson: ask(COMPLETE, token, lesson=lesson), lessons * 3)

    done = [answer["data"]["completeLesson"]["progress"] for answer in result]
    enrollment = ask(LESSONS, token, slug=slug)["data"]["course"]["viewerEnrollment"]
    assert done == [{"isCompleted": True}] * 3 * len(lessons)
    assert enrollment == {
        "completedLessonCount": len(lessons),
        "progressPercent": 100,
    }


def test_a_lesson_that_can_not_be_done_in_time_is_not_done_later(
    ask: Ask,
    slug: str,
    lesson: str,
    tokens: dict[str, str],
    lock: Lock,  # noqa: F811
) -> None:
    token = tokens["s"]
    before = ask(LESSONS, token, slug=slug)["data"]["course"]["viewerEnrollment"]
    with lock("courses_enrollment"):
        start = time.monotonic()

        result = ask(COMPLETE, token, lesson=lesson)

        seconds = time.monotonic() - start
    time.sleep(0.5)
    after = ask(LESSONS, token, slug=slug)["data"]["course"]["viewerEnrollment"]
    assert codes(result) and codes(result) <= LATE
    assert seconds < DEADLINE + SLACK
    assert after == before


def test_who_waits_for_a_lock_holds_up_nobody_else(
    ask: Ask,
    slug: str,
    lesson: str,
    tokens: dict[str, str],
    lock: Lock,  # noqa: F811
) -> None:
    ask(COURSE, slug=slug)
    complete = partial(ask, COMPLETE, tokens["s"], lesson=lesson)

    with lock("courses_enrollment"), under_way(complete, WAITING) as late:
        result = [seconds_of(partial(ask, COURSE, slug=slug)) for _ in range(20)]

    assert max(result) < 1
    assert all(codes(answer) and codes(answer) <= LATE for answer in late)


def test_who_waits_to_read_holds_up_nobody_else(
    ask: Ask, slug: str, lock: Lock  # noqa: F811
) -> None:
    ask(CATEGORIES)
    at_once(lambda _: ask(COURSE, slug=slug), [*range(AT_ONCE)])
    nobody_reads = lock("courses_category", mode="ACCESS EXCLUSIVE")

    with nobody_reads, under_way(partial(ask, CATEGORIES), WAITING) as late:
        result = at_once(
            lambda _: seconds_of(partial(ask, COURSE, slug=slug)), [*range(100)]
        )

    assert max(result) < 1
    assert all(codes(answer) <= LATE for answer in late)


def test_what_can_not_be_stored_costs_no_connection(
    ask: Ask, titles: dict[str, str], connections: Callable[[], set[int]]
) -> None:
    at_once(lambda slug: ask(COURSE, slug=slug), [*titles] * 5)
    before = connections()

    result = at_once(lambda number: ask(COURSE, slug=f"{number}\0"), [*range(50)])

    assert all(answer["data"] == {"course": None} for answer in result), result[0]
    assert before <= connections()
