"""A GraphQL client that speaks to the endpoint as the world does, by HTTP."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from django.http import HttpResponse
from django.test import RequestFactory

from schema.transport import pipeline
from schema.transport.multipart import MultipartReader
from users import tokens
from users.models import User


def without_cost(body: dict[str, Any]) -> dict[str, Any]:
    """An answer apart from what every one tells: its cost, and the way it was found."""
    rest = {**body.get("extensions", {})}
    rest.pop("cost", None)
    rest.pop("execution", None)
    told = {key: value for key, value in body.items() if key != "extensions"}
    return told | ({"extensions": rest} if rest else {})


@dataclass
class Answer:
    """What came back: the HTTP response, and the JSON in it.

    What the operation cost and how it was executed, which every answer tells, is kept
    apart.
    """

    response: HttpResponse
    body: dict[str, Any] = field(init=False)
    cost: dict[str, Any] | None = field(init=False, default=None)
    execution: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        whole = orjson.loads(self.response.content)
        extensions = whole.get("extensions", {})
        self.cost = extensions.get("cost")
        self.execution = extensions.get("execution")
        self.body = without_cost(whole)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def data(self) -> Any:
        """The data of an answer that has no errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors", [])

    @property
    def codes(self) -> list[str]:
        """The codes of the top-level errors."""
        return [error["extensions"]["code"] for error in self.errors]


class Client:
    """Sends operations, as a visitor or as somebody with a real access token."""

    def __init__(self, user: User | None = None) -> None:
        self.headers = {"host": "localhost", "graphql-require-preflight": "1"}
        self.address = "127.0.0.1"
        if user is not None:
            self.headers["authorization"] = f"Bearer {tokens.issue(user).token}"

    def __call__(self, query: str, **variables: Any) -> Answer:
        """Run an operation with these variables."""
        body = orjson.dumps({"query": query, "variables": variables})
        return self.post(body)

    def post(self, body: bytes, **headers: str) -> Answer:
        """Send any body, with ``content_type`` and such as further headers."""
        content_type = headers.pop("content_type", "application/json")
        request = RequestFactory().post(
            "/graphql",
            body,
            content_type=content_type,
            headers=self.headers | headers,
            REMOTE_ADDR=self.address,
        )
        return Answer(pipeline.handle(request))

    def upload(
        self, query: str, files: dict[str, tuple[str, bytes]], **variables: Any
    ) -> Answer:
        """Run an operation with files, given as name and content by their places.

        A place is a path such as ``input.thumbnail``, where the variables have null.
        """
        places = {str(n): [f"variables.{path}"] for n, path in enumerate(files)}
        operations = {"query": query, "variables": variables}
        parts: dict[str, Any] = {
            "operations": (None, orjson.dumps(operations)),
            "map": (None, orjson.dumps(places)),
        }
        parts |= {str(n): file for n, file in enumerate(files.values())}
        encoded = httpx.Request("POST", "http://localhost", files=parts)
        reader = MultipartReader(encoded.headers["content-type"])
        try:
            reader.feed(encoded.read())
            request = RequestFactory().post(
                "/graphql",
                content_type=encoded.headers["content-type"],
                headers=self.headers,
                REMOTE_ADDR=self.address,
            )
            return Answer(pipeline.handle(request, reader.operation))
        finally:
            reader.close()

    def get(self, **parameters: str) -> Answer:
        """Send an operation in the query string."""
        request = RequestFactory().get(
            "/graphql",
            parameters,
            headers=self.headers,
            REMOTE_ADDR=self.address,
        )
        return Answer(pipeline.handle(request))
