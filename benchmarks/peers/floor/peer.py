"""The floor: SQL written by hand, answered by a bare ASGI application."""

import sys
from typing import Any

from benchmarks.asks import PAGE, REVIEWS, Ask
from benchmarks.peer import Peer, Place, moment


def command(place: Place) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "benchmarks.peers.floor.app:application"),
        *("--port", str(place.port), "--workers", str(place.processes)),
        *("--loop", "uvloop", "--http", "httptools", "--lifespan", "off"),
        *("--log-level", "warning", "--no-access-log"),
    ]


def environment(place: Place) -> dict[str, str]:
    return {
        "DATABASE_URL": place.database,
        "SECRET_KEY": place.secret,
        "THREADS": str(place.threads),
    }


def request(ask: Ask) -> tuple[str, Any]:
    variables = {
        "catalog": {"first": PAGE},
        "course": {"slug": ask.slug, "reviews": REVIEWS},
        "dashboard": {"first": PAGE},
        "field": {"slug": ask.slug},
        "complete": {"lesson": ask.lesson},
    }
    return f"/{ask.kind}", variables[ask.kind]


def form(kind: str, data: Any) -> Any:
    if kind == "catalog":
        return {"courses": data["nodes"], "more": bool(data["endCursor"])}
    if kind == "course":
        for review in data["reviews"]:
            review["createdAt"] = moment(review["createdAt"])
    return data


PEER = Peer(
    "floor",
    "hand-written SQL",
    command,
    environment,
    request,
    form,
    has_documents=False,
)
