"""The servers' processes, all there at once, of which one at a time has work."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.asks import Ask
from benchmarks.load import Refused, ask
from benchmarks.peer import Peer, Place, http
from faults.services import ROOT, free_port, kill, wait_for_port

LOGS = ROOT / "var/bench/logs"


@dataclass(frozen=True)
class Server:
    peer: Peer
    place: Place
    pid: int

    def requests(self, asks: list[Ask]) -> list[bytes]:
        return [http(self.peer, one, self.place.port) for one in asks]

    def ask(self, request: bytes) -> tuple[float, bytes]:
        """How many seconds the request took, and the answer's body.

        Raises :class:`Refused`.
        """
        with self.named():
            return ask(self.place.port, request)

    @contextmanager
    def named(self) -> Iterator[None]:
        """Tell which server it is that refused, and what it has to say."""
        try:
            yield
        except (OSError, Refused) as error:
            log = log_of(self.peer, self.place)
            raise Refused(f"{self.peer.label}, see {log}: {error}") from error


def log_of(peer: Peer, place: Place) -> Path:
    """What the server says; those of one name differ in their database."""
    database = urlsplit(place.database).path.removeprefix("/")
    return LOGS / f"{peer.name}-{database}.log"


@contextmanager
def running(
    peers: list[Peer], processes: int, *, database: str, redis: str, secret: str
) -> Iterator[list[Server]]:
    """The servers, each with so many processes; they are killed in the end."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                _server(peer, Place(free_port(), processes, database, redis, secret))
            )
            for peer in peers
        ]
        for server in servers:
            wait_for_port(server.place.port)
        yield servers


@contextmanager
def _server(peer: Peer, place: Place) -> Iterator[Server]:
    LOGS.mkdir(parents=True, exist_ok=True)
    peer.prepare(place)
    with log_of(peer, place).open("wb") as log:
        process = subprocess.Popen(
            peer.command(place),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | peer.environment(place),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield Server(peer, place, process.pid)
    finally:
        kill(process)
