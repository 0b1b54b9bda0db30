"""Django REST framework: how it is asked."""

from typing import Any

from benchmarks.asks import PAGE, REVIEWS, Ask
from benchmarks.peer import Peer, moment
from benchmarks.peers.serving import command, environment


def request(ask: Ask) -> tuple[str, Any]:
    return {
        "catalog": (f"/courses?page_size={PAGE}", None),
        "course": (f"/courses/{ask.slug}?reviews={REVIEWS}", None),
        "dashboard": (f"/enrollments?limit={PAGE}", None),
        "field": (f"/courses/{ask.slug}/title", None),
        "complete": (f"/lessons/{ask.lesson}/completion", {}),
    }[ask.kind]


def form(kind: str, data: Any) -> Any:
    if kind == "catalog":
        return {"courses": data["results"], "more": bool(data["next"])}
    if kind == "course":
        for review in data["reviews"]:
            review["createdAt"] = moment(review["createdAt"])
    if kind == "complete":
        return data["isCompleted"]
    if kind == "field":
        return data["title"]
    return data


PEER = Peer(
    "rest",
    "Django REST framework",
    command,
    environment("benchmarks.peers.rest.urls"),
    request,
    form,
    has_documents=False,
)
