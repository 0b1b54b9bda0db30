"""Strawberry-Django: how it is asked."""

from typing import Any

from benchmarks.asks import PAGE, REVIEWS, Ask
from benchmarks.peer import Peer, moment
from benchmarks.peers.serving import command, environment

DOCUMENTS = {
    "catalog": """
        query Catalog($first: Int!) {
          courses(first: $first) {
            edges {
              node {
                title slug lessonCount studentCount
                instructor { firstName lastName }
                category { name }
                rating { average count }
              }
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
            reviews(pagination: {limit: $reviews}) {
              rating comment createdAt student { firstName }
            }
          }
        }
    """,
    "dashboard": """
        query Dashboard($first: Int!) {
          enrollments(pagination: {limit: $first}) {
            progressPercent
            course { title slug }
            nextLesson { title order }
          }
        }
    """,
    "field": "query Field($slug: String!) { course(slug: $slug) { title } }",
    "complete": """
        mutation Complete($lessonId: Int!) {
          completeLesson(lessonId: $lessonId) { isCompleted }
        }
    """,
}


def request(ask: Ask) -> tuple[str, Any]:
    variables = {
        "catalog": {"first": PAGE},
        "course": {"slug": ask.slug, "reviews": REVIEWS},
        "dashboard": {"first": PAGE},
        "field": {"slug": ask.slug},
        "complete": {"lessonId": ask.lesson},
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
            "courses": [edge["node"] for edge in data["courses"]["edges"]],
            "more": page["hasNextPage"] and bool(page["endCursor"]),
        }
    if kind == "course":
        for review in data["course"]["reviews"]:
            review["createdAt"] = moment(review["createdAt"])
        return data["course"]
    if kind == "dashboard":
        return data["enrollments"]
    if kind == "complete":
        return data["completeLesson"]["isCompleted"]
    return data["course"]["title"]


PEER = Peer(
    "strawberry",
    "Strawberry-Django, stock",
    command,
    environment("benchmarks.peers.strawberry_django.urls"),
    request,
    form,
)
