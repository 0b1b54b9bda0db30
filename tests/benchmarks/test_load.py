"""The benchmark's client, against a server that does as a test says."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from benchmarks.load import Refused, ask, run

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b'{"data":{}}'
ERROR = b'HTTP/1.1 200 OK\r\ncontent-length: 23\r\n\r\n{"errors":[{"code":"X"}]'
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


class Server(Thread):
    """Answers whatever is asked by the same bytes, in two pieces."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.number = answer, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection:
            while connection.recv(1000):
                self.number += 1
                connection.sendall(self.answer[:50])
                connection.sendall(self.answer[50:])


@pytest.fixture
def server(request) -> Iterator[Server]:
    server = Server(request.param)
    server.start()
    yield server
    server.listener.close()


@pytest.mark.parametrize("server", [GOOD], indirect=True)
def test_every_request_is_answered_before_the_load_ends(server):
    result = run(server.port, [REQUEST], seconds=0.2)

    assert len(result.latencies) == server.number > 8


@pytest.mark.parametrize("server", [GOOD], indirect=True)
def test_a_rate_is_kept(server):
    result = run(server.port, [REQUEST], seconds=0.5, rate=100)

    assert len(result.latencies) == 50


@pytest.mark.parametrize("server", [GOOD], indirect=True)
def test_one_question_has_one_answer(server):
    result = ask(server.port, REQUEST)

    assert result[1] == b'{"data":{}}'


@pytest.mark.parametrize("server", [ERROR], indirect=True)
def test_an_answer_that_tells_of_an_error_is_refused(server):
    with pytest.raises(Refused) as result:
        ask(server.port, REQUEST)

    assert "errors" in str(result.value)
