"""Whether all servers answer alike: what is not the same is not worth comparing."""

import json
import sys
from typing import Any

from benchmarks.asks import PURE, Ask
from benchmarks.servers import Server

NUMBER = 5  # asks of each kind whose answers are compared


def require_equal(servers: list[Server], asks: dict[str, list[Ask]]) -> None:
    """End the run where an answer differs from the first server's."""
    for kind in PURE:
        for one in asks[kind][:NUMBER]:
            first, *others = servers
            wanted = answer(first, one)
            if not wanted:
                sys.exit(f"{first.peer.label} answers {one} with {wanted!r}.")
            for other in others:
                found = answer(other, one)
                if found != wanted:
                    sys.exit(
                        f"{first.peer.label} and {other.peer.label} answer {one} "
                        f"differently:\n{wanted}\n{found}"
                    )


def answer(server: Server, one: Ask) -> Any:
    """What a server says, in the form that is common to all."""
    [request] = server.requests([one])
    _, body = server.ask(request)
    return server.peer.form(one.kind, json.loads(body))
