"""What a monitoring system is told of a server, by Prometheus's text format."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from faults.services import free_port
from tests.processes import Server, manage, running

QUERY = "{ courses(first: 3) { nodes { title } } }"
MUTATION = 'mutation { enroll(input: { courseId: "1" }) { errors { code } } }'
SAMPLE = re.compile(r"lyceum_operations_total(\{.*\}) (\S+)")

Told = Callable[[], dict[str, float]]


@pytest.fixture(scope="module", params=["1", "2"])
def server(
    data: Path, prepared: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[Server]:
    """One of so many processes, whose metrics are at ``metrics``."""
    port = free_port()
    environment = {"METRICS_PORT": str(port), "WEB_CONCURRENCY": request.param}
    with running(data, "serve", **prepared, **environment) as server:
        server.metrics = f"http://127.0.0.1:{port}/metrics"
        yield server


@pytest.fixture
def told(server: Server) -> Told:
    """How many more operations were counted since the test began, by their labels."""

    def counted() -> dict[str, float]:
        text = httpx.get(server.metrics).text
        return {labels: float(value) for labels, value in SAMPLE.findall(text)}

    before = counted()

    def told() -> dict[str, float]:
        return {
            labels: value - before.get(labels, 0)
            for labels, value in counted().items()
            if value > before.get(labels, 0)
        }

    return told


def ask(server: Server, query: str, times: int = 1) -> None:
    for _ in range(times):
        server.http.post("/graphql", json={"query": query})


def test_which_way_operations_were_answered(server: Server, told: Told) -> None:
    ask(server, QUERY, times=20)

    result = told()

    by_plan = result['{code="OK",execution="plan",kind="query"}']
    assert by_plan >= 16  # each of two processes compiles one that it saw before
    assert by_plan + result['{code="OK",execution="core",kind="query"}'] == 20


def test_which_code_their_first_error_had(server: Server, told: Told) -> None:
    ask(server, MUTATION)

    result = told()

    assert result == {'{code="UNAUTHENTICATED",execution="core",kind="mutation"}': 1}


def test_what_was_refused(server: Server, told: Told) -> None:
    ask(server, "{ nothing }")
    server.http.post("/graphql", content=b"{", headers={"content-type": "text/plain"})

    result = told()

    assert result == {
        '{code="GRAPHQL_VALIDATION_FAILED",execution="none",kind="none"}': 1,
        '{code="BAD_USER_INPUT",execution="none",kind="none"}': 1,
    }


def test_how_long_they_took(server: Server) -> None:
    ask(server, QUERY)

    result = httpx.get(server.metrics).text

    assert re.search(
        r'lyceum_operation_seconds_bucket{.*kind="query",le="10.0"} [1-9]', result
    )


def test_the_public_has_no_metrics(server: Server) -> None:
    result = server.http.get("/metrics")

    assert result.status_code == 404


def test_a_port_that_is_taken_is_refused(server: Server) -> None:
    port = server.metrics.split(":")[-1].split("/")[0]

    result = manage("serve", PORT=str(free_port()), METRICS_PORT=port)

    assert "Choose with METRICS_HOST= and METRICS_PORT=." in result.stderr


def test_the_port_of_the_api_is_refused() -> None:
    port = str(free_port())

    result = manage("serve", PORT=port, METRICS_PORT=port)

    assert f"PORT and METRICS_PORT are both {port}: choose two." in result.stderr
