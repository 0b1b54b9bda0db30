"""What no answer may ever be."""

import json
import re
from collections.abc import Iterator
from typing import Any

from faults.services import ROOT
from fuzz.wire import Answer, Request

DEADLINE = 10  # seconds, which the server is started with
LATE = DEADLINE + 2  # seconds: the deadline, and what a busy machine adds to it
JSON = ("application/json", "application/graphql-response+json")
# The words of uvicorn, for what is no HTTP.
NO_HTTP = b"Invalid HTTP request received."
INSIDE = re.compile(
    r"Traceback|psycopg|sqlite|django\.|constraint failed|relation \"|<class '|"
    r"<function | object at 0x|site-packages|line \d+, in |" + re.escape(f"{ROOT}/")
)
DOCUMENTED = frozenset(
    code
    for line in (ROOT / "docs" / "http.md").read_text().splitlines()
    if line.startswith("| `")
    for code in re.findall("`([A-Z_]+)`", line.split("|")[1])
)
ALLOWED = DOCUMENTED - {"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"}


class Failure(Exception):
    """Raised for an answer that must not be; ``sent`` shows what it answers."""

    sent = ""


def check(request: Request, answer: Answer) -> list[str]:
    """The codes of the errors in an answer. Raises :class:`Failure`."""
    if request.is_cut:
        return ["(cut)"]
    if answer.seconds > LATE:
        raise Failure(f"It took {answer.seconds:.1f} s.")
    if answer.status == 0:
        raise Failure("The connection ended without an answer.")
    if answer.status >= 500:
        raise Failure(f"Status {answer.status}: {answer.body[:500]!r}")
    codes = []
    for body in _bodies(request, answer):
        codes += codes_of(body)
        _check_status(answer, body)
    return codes


def codes_of(body: Any) -> list[str]:
    """The codes in a GraphQL answer: of its errors, and of its payloads' in brackets.

    Raises :class:`Failure`.
    """
    if not isinstance(body, dict) or not body.keys() & {"data", "errors"}:
        raise Failure(f"It is no GraphQL answer: {str(body)[:500]}")
    errors = body.get("errors", [])
    if "errors" in body and not (isinstance(errors, list) and errors):
        raise Failure(f"`errors` must be a list with errors: {errors!r}")
    refusals = [f"({code})" for code in _refusals(body.get("data"))]
    return [_code_of(error) for error in errors] + refusals


def check_words(text: str) -> None:
    """Raises :class:`Failure` for words that tell what is inside."""
    if found := INSIDE.search(text):
        near = text[max(0, found.start() - 150) : found.end() + 150]
        raise Failure(f"It tells what is inside: …{near}…")


def _code_of(error: Any) -> str:
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        raise Failure(f"An error needs a message: {error!r}")
    code = (error.get("extensions") or {}).get("code")
    if code not in ALLOWED:
        raise Failure(f"The code {code!r} must not be: {error!r}")
    check_words(error["message"])
    return str(code)


def _refusals(data: Any) -> Iterator[str]:
    """The codes of what payloads say was refused."""
    for payload in data.values() if isinstance(data, dict) else ():
        errors = payload.get("errors") if isinstance(payload, dict) else None
        for error in errors if isinstance(errors, list) else ():
            check_words(error.get("message", ""))
            yield error.get("code", "a refusal")


def _bodies(request: Request, answer: Answer) -> Iterator[Any]:
    """The JSON in an answer, by its content type."""
    kind, text = answer.content_type, answer.body.decode(errors="replace")
    if request.method == "HEAD" or answer.status == 304:
        if answer.body:
            raise Failure("It must have no body.")
    elif kind in JSON:
        yield _json(text)
    elif kind == "text/event-stream":
        for line in text.splitlines():
            if line.startswith("data: ") and line != "data: ":
                yield _json(line.removeprefix("data: "))
    elif kind == "multipart/mixed":
        for part in text.split("--graphql")[1:-1]:
            body = _json(part.partition("\r\n\r\n")[2])
            if "payload" in body:
                yield body["payload"]
    elif kind == "text/html" and answer.status == 200 and request.method == "GET":
        pass  # GraphiQL
    elif request.method == "OPTIONS" and not answer.body:
        pass  # of a preflight
    elif answer.status == 101 or (answer.status >= 400 and _is_handshake(request)):
        check_words(text)
    elif not (answer.status == 400 and answer.body == NO_HTTP):
        raise Failure(f"It is no GraphQL answer: {answer.status} {kind} {text[:500]}")


def _is_handshake(request: Request) -> bool:
    return any(name == "Upgrade" for name, _ in request.headers)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Failure(f"It is no JSON: {text[:500]}") from None


def _check_status(answer: Answer, body: Any) -> None:
    """By the GraphQL over HTTP specification: 2xx goes with data."""
    if answer.content_type != JSON[1] or "PERSISTED_QUERY_NOT_FOUND" in str(body):
        return
    if (answer.status < 400) != ("data" in body):
        raise Failure(f"Status {answer.status} with {str(body)[:500]}")
