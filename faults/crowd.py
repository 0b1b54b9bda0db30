"""An announcement to 100,000 students: how long its author waits, and what it takes."""

import time
from contextlib import ExitStack

import httpx

from faults.project import make_people, set_up
from faults.services import child, installation, resident, tree, web_server
from faults.smtp import MailServer

STUDENTS = 100_000
MEMORY = 200  # MiB
WAIT = 200  # ms
PATIENCE = 600  # seconds
ANNOUNCE = """
mutation ($id: ID!) {
  announce(input: {courseId: $id, message: "Tomorrow we begin.", link: "/courses"}) {
    errors { message }
  }
}
"""


def main() -> bool:
    """Run it, print the figures, and say whether all was well."""
    with ExitStack() as stack:
        inbox = stack.enter_context(MailServer())
        environment, _ = stack.enter_context(installation())
        environment |= {"EMAIL_URL": inbox.url}
        set_up(environment)
        from notifications.models import Notification
        from schema.base.nodes import global_id
        from users import tokens

        course = make_course()
        port, _ = stack.enter_context(web_server(environment))
        command = ["-m", "dramatiq", "schema.worker", "--processes", "1"]
        worker = stack.enter_context(child([*command, "--threads", "2"], environment))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            token = tokens.issue(course.instructor).token
            http.headers["Authorization"] = f"Bearer {token}"
            http.post("/graphql", json={"query": "{ me { username } }"})
            body = {"query": ANNOUNCE, "variables": {"id": global_id(course)}}
            begin = time.monotonic()
            answer = http.post("/graphql", json=body).json()
            waited = (time.monotonic() - begin) * 1000
        assert "errors" not in answer, answer
        assert answer["data"]["announce"]["errors"] == [], answer
        peak = 0.0
        while course.announcements.unfinished().exists():
            assert time.monotonic() < begin + PATIENCE, "It takes too long."
            peak = max(peak, *(resident(pid) / 1024 for pid in tree(worker.pid)))
            time.sleep(0.05)
        took = time.monotonic() - begin
        told = Notification.objects.filter(course=course).count()
    print(
        f"announced to {told:,} students: the author waited {waited:.0f} ms, all were "
        f"told after {took:.0f} s, a worker process took at most {peak:.0f} MiB"
    )
    return told == STUDENTS and waited < WAIT and peak < MEMORY


def make_course():  # type: ignore[no-untyped-def]
    """A course with its students."""
    from django.utils import timezone

    from courses.models import Course, Enrollment
    from users.models import User

    ids = make_people(STUDENTS)
    instructor = User.objects.create(username="author", email="author@school.example")
    instructor.profile.role = "I"
    instructor.profile.save()
    course = Course.objects.create(
        title="Algebra",
        slug="algebra",
        instructor=instructor,
        is_published=True,
        published_at=timezone.now(),
        student_count=STUDENTS,
    )
    Enrollment.objects.bulk_create(
        (Enrollment(student_id=pk, course=course) for pk in ids), batch_size=5000
    )
    return course
