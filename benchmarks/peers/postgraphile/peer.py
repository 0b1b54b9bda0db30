"""PostGraphile 5, on views of the tables (schema.sql)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.asks import PAGE, REVIEWS, Ask
from benchmarks.peer import Peer, Place, moment

FOLDER = Path(__file__).resolve().parent
NODE = FOLDER / "node_modules/node/bin/node"
DOCUMENTS = {
    "catalog": """
        query Catalog($first: Int!) {
          allCourses(first: $first, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
            nodes {
              title slug lessonCount studentCount
              instructor { firstName lastName }
              category { name }
              ratingAverage ratingCount
            }
            pageInfo { hasNextPage endCursor }
          }
        }
    """,
    "course": """
        query Course($slug: String!, $reviews: Int!) {
          courseBySlug(slug: $slug) {
            title description
            instructor { firstName lastName }
            ratingAverage ratingCount
            lessons: lessonsList(orderBy: ORDER_ASC) { title order isPreview }
            reviews: reviewsList(
              first: $reviews, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]
            ) { rating comment createdAt student { firstName } }
          }
        }
    """,
    "dashboard": """
        query Dashboard($first: Int!) {
          allEnrollmentsList(
            first: $first, orderBy: [ENROLLED_AT_DESC, ROW_ID_DESC]
          ) {
            progressPercent
            course { title slug }
            nextLesson { title order }
          }
        }
    """,
    "field": "query Field($slug: String!) { courseBySlug(slug: $slug) { title } }",
    "complete": """
        mutation Complete($lessonId: BigInt!) {
          completeLesson(input: {lessonId: $lessonId}) { result { isCompleted } }
        }
    """,
}


def command(place: Place) -> list[str]:
    return [str(NODE), str(FOLDER / "server.js")]


def environment(place: Place) -> dict[str, str]:
    return {
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
        "DATABASE_URL": place.database,
        "PORT": str(place.port),
        "PROCESSES": str(place.processes),
        "SECRET_KEY": place.secret,
        "CONNECTIONS": str(place.threads),
    }


def prepare(place: Place) -> None:
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules/.ready"
    if not installed.exists() or installed.read_text() != lock.read_text():
        print("Installing PostGraphile (about a minute) …", file=sys.stderr)
        npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
        subprocess.run(npm, cwd=FOLDER, check=True)
        installed.write_text(lock.read_text())
    with psycopg.connect(place.database, autocommit=True) as connection:
        connection.execute((FOLDER / "schema.sql").read_bytes())


def request(ask: Ask) -> tuple[str, Any]:
    variables = {
        "catalog": {"first": PAGE},
        "course": {"slug": ask.slug, "reviews": REVIEWS},
        "dashboard": {"first": PAGE},
        "field": {"slug": ask.slug},
        "complete": {"lessonId": str(ask.lesson)},
    }
    return "/graphql", {
        "query": DOCUMENTS[ask.kind],
        "variables": variables[ask.kind],
    }


def form(kind: str, content: Any) -> Any:
    data = content["data"]
    if kind == "catalog":
        page = data["allCourses"]["pageInfo"]
        return {
            "courses": [_rated(course) for course in data["allCourses"]["nodes"]],
            "more": page["hasNextPage"] and bool(page["endCursor"]),
        }
    if kind == "course":
        course = _rated(data["courseBySlug"])
        for review in course["reviews"]:
            review["createdAt"] = moment(review["createdAt"])
        return course
    if kind == "dashboard":
        return data["allEnrollmentsList"]
    if kind == "complete":
        return data["completeLesson"]["result"]["isCompleted"]
    return data["courseBySlug"]["title"]


def _rated(course: dict[str, Any]) -> dict[str, Any]:
    average, count = course.pop("ratingAverage"), course.pop("ratingCount")
    return course | {"rating": {"average": average, "count": count}}


PEER = Peer(
    "postgraphile", "PostGraphile 5", command, environment, request, form, prepare
)
