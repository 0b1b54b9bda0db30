"""Which of the two media types an answer has."""

from typing import Any

from django.http import HttpRequest
from django.http.request import MediaType

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
# Clients may name the charset as well; the first goes to who takes all alike.
OFFERED = {
    f"{media_type}; charset={charset}": media_type
    for media_type in (JSON, GRAPHQL_RESPONSE)
    for charset in ("utf-8", "UTF-8")
}


def accepted(request: HttpRequest) -> str | None:
    """What the client accepts of the two, JSON for one that does not say."""
    header = request.headers.get("Accept", "*/*")
    named: list[Any] = [MediaType(one) for one in header.split(",") if one.strip()]
    offered = [one for one in OFFERED if not _is_refused(MediaType(one), named)]
    return OFFERED.get(request.get_preferred_type(offered) or "")


def _is_refused(offered: MediaType, named: list[Any]) -> bool:
    """Whether the client says so of it: not of all, and of this by ``q=0`` (RFC 9110).

    For Django a type that is refused was never named, so that ``*/*`` includes it.
    """
    matching = [one for one in named if offered.match(one)]
    if not matching:
        return False
    return bool(max(matching, key=lambda one: one.specificity).quality == 0)
