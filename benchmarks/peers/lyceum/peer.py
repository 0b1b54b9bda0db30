"""This server, as README.md has it run in production."""

import os
import subprocess
import sys
from typing import Any

from strawberry.relay import to_base64

from benchmarks.asks import PAGE, REVIEWS, Ask
from benchmarks.peer import Peer, Place, moment
from faults.services import ROOT

DOCUMENTS = {
    "catalog": """
        query Catalog($first: Int!) {
          courses(first: $first) {
            nodes {
              title slug lessonCount studentCount
              instructor { firstName lastName }
              category { name }
              rating { average count }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
    """,
    "course": """
        query Course($slug: String!, $reviews: Int!) {
          course(slug: $slug) {
            title description
            instructor { firstName lastName }
            rating { average count }
            lessons { title order isPreview }
            reviews(first: $reviews) {
              nodes { rating comment createdAt student { firstName } }
            }
          }
        }
    """,
    "dashboard": """
        query Dashboard($first: Int!) {
          me {
            enrollments(first: $first) {
              nodes {
                progressPercent
                course { title slug }
                nextLesson { title order }
              }
            }
          }
        }
    """,
    "field": "query Field($slug: String!) { course(slug: $slug) { title } }",
    "complete": """
        mutation Complete($lessonId: ID!) {
          completeLesson(input: {lessonId: $lessonId}) {
            progress { isCompleted }
            errors { code }
          }
        }
    """,
}
# So that no request is refused for what the others of the benchmark cost.
LIMITS = {"GRAPHQL_COST_BUCKET": 10**12, "GRAPHQL_COST_RESTORE": 10**9}


def command(place: Place) -> list[str]:
    return [sys.executable, "manage.py", "serve"]


def environment(place: Place) -> dict[str, str]:
    return {
        "ENVIRONMENT": "production",
        "PORT": str(place.port),
        "WEB_CONCURRENCY": str(place.processes),
        "SECRET_KEY": place.secret,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "DATA_DIR": str(ROOT / "var/bench/data"),
        "DATABASE_URL": place.database,
        "REDIS_URL": place.redis,
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": "School <post@school.example>",
        "PUBLIC_URL": "https://api.school.example",
        "FRONTEND_URL": "https://school.example",
        "LOG_LEVEL": "ERROR",
    } | {name: str(number) for name, number in LIMITS.items()}


def prepare(place: Place) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment(place),
        check=True,
    )


def request(ask: Ask) -> tuple[str, Any]:
    variables = {
        "catalog": {"first": PAGE},
        "course": {"slug": ask.slug, "reviews": REVIEWS},
        "dashboard": {"first": PAGE},
        "field": {"slug": ask.slug},
        "complete": {"lessonId": to_base64("Lesson", ask.lesson)},
    }
    return "/graphql", {
        "query": DOCUMENTS[ask.kind],
        "variables": variables[ask.kind],
    }


def form(kind: str, content: Any) -> Any:
    data = content["data"]
    if kind == "catalog":
        page = data["courses"]["pageInfo"]
        return {
            "courses": data["courses"]["nodes"],
            "more": page["hasNextPage"] and bool(page["endCursor"]),
        }
    if kind == "course":
        reviews = [
            review | {"createdAt": moment(review["createdAt"])}
            for review in data["course"]["reviews"]["nodes"]
        ]
        return data["course"] | {"reviews": reviews}
    if kind == "dashboard":
        return data["me"]["enrollments"]["nodes"]
    if kind == "complete":
        return data["completeLesson"]["progress"]["isCompleted"]
    return data["course"]["title"]


PEER = Peer("lyceum", "Lyceum", command, environment, request, form, prepare)
