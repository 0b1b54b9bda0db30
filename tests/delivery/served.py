"""The server in a process of its own, with people who upload files to it."""

from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import httpx
import orjson
from PIL import Image

from tests.files import films
from tests.processes import running

SIGN_IN = """
mutation SignIn($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) { token }
}
"""
CREATE_COURSE = """
mutation CreateCourse($thumbnail: Upload) {
  result: createCourse(
    input: {title: "Stars", description: "Far away.", thumbnail: $thumbnail}
  ) { course { id thumbnail { url thumbnail { url } } } errors { message } }
}
"""
CREATE_LESSON = """
mutation CreateLesson($course: ID!, $video: Upload) {
  result: createLesson(input: {courseId: $course, title: "Suns", videoFile: $video}) {
    lesson { id videoUrl }
    errors { message }
  }
}
"""
CREATE_RESOURCE = """
mutation CreateResource($lesson: ID!, $file: Upload!) {
  result: createResource(input: {lessonId: $lesson, title: "Map", file: $file}) {
    resource { id url }
    errors { message }
  }
}
"""


@dataclass
class Server:
    """``http`` asks it anything; the others ask GraphQL as the demo's instructor."""

    http: httpx.Client
    pid: int
    headers: dict[str, str]

    def ask(self, query, files=(), **variables):
        operation = {"query": query, "variables": variables}
        files = dict(files)
        if not files:
            answer = self.http.post("/graphql", json=operation, headers=self.headers)
            return answer.json()["data"]
        variables |= dict.fromkeys(files)
        parts = {
            "operations": (None, orjson.dumps(operation)),
            "map": (
                None,
                orjson.dumps({name: [f"variables.{name}"] for name in files}),
            ),
            **files,
        }
        headers = self.headers | {"GraphQL-Require-Preflight": "1"}
        answer = self.http.post("/graphql", files=parts, headers=headers)
        return answer.json()["data"]

    def create_course(self):
        """A course with a picture, a video and a handout, by what tells of each."""
        picture = BytesIO()
        Image.new("RGB", (800, 450), "navy").save(picture, "PNG")
        files = {"thumbnail": ("stars.png", picture.getvalue())}
        course = self.ask(CREATE_COURSE, files)["result"]["course"]
        files = {"video": ("suns.mp4", VIDEO)}
        lesson = self.ask(CREATE_LESSON, files, course=course["id"])["result"]["lesson"]
        files = {"file": ("Übung.html", b"<h1>Map</h1>")}
        asked = self.ask(CREATE_RESOURCE, files, lesson=lesson["id"])
        return course, lesson, asked["result"]["resource"]


VIDEO = films.mp4(bytes(range(256)) * 40)


@contextmanager
def served(data, **environment):
    with running(data, "serve", **environment) as running_server:
        server = Server(running_server.http, running_server.process.pid, {})
        person = {"username": "ADMIN2", "password": "a123a123"}
        token = server.ask(SIGN_IN, **person)["tokenAuth"]["token"]
        server.headers["Authorization"] = f"Bearer {token}"
        yield server
