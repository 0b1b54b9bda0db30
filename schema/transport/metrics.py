"""What a monitoring system learns of a server, in Prometheus's format.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from time import perf_counter
from typing import Any

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector

NONE = "none"  # of what never became an operation, or did not run
FINE = "OK"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_operations = Counter(
    "lyceum_operations",
    "Answers to GraphQL operations, by kind (query, mutation, subscription), by "
    "execution (plan, core) and by the code of their first error.",
    ["kind", "execution", "code"],
)
_seconds = Histogram(
    "lyceum_operation_seconds",
    "How long operations ran that were good, from the first field to the last.",
    ["kind", "execution"],
    buckets=BOUNDS,
)
_count = cache(_operations.labels)  # looking for labels takes as long as all the rest
_time = cache(_seconds.labels)


def ran(kind: str, body: dict[str, Any], start: float) -> None:
    """Count an operation that ran since ``start``, by the clock of ``perf_counter``."""
    execution = body["extensions"]["execution"]
    _count(kind, execution, _code_of(body)).inc()
    _time(kind, execution).observe(perf_counter() - start)


def refused(body: dict[str, Any]) -> dict[str, Any]:
    """Count what was refused before it ran, and return the answer that tells so."""
    _count(NONE, NONE, _code_of(body)).inc()
    return body


def _code_of(body: dict[str, Any]) -> str:
    errors = body.get("errors")
    return errors[0]["extensions"]["code"] if errors else FINE


@contextmanager
def exposed(host: str, port: int, processes: int) -> Iterator[None]:
    """Answer GET /metrics at this address, for all processes that are started here.

    Several write what they count into files of a folder of theirs; a process that ended
    has its part in the sums. Raises ``OSError`` where nobody can listen there.
    """
    with ExitStack() as stack:
        registry = REGISTRY
        if processes > 1:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # for those to come
            registry = CollectorRegistry()
            MultiProcessCollector(registry, folder)
        server, thread = start_http_server(port, host, registry)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield
