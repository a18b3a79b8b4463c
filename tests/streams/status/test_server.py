"""The small server: three pages, GET only, and nothing a client does holds it up."""

import socket
import threading
from collections.abc import Iterator

import msgspec
import pytest

from streams.status import figures
from streams.status.health import Answer, Health
from streams.status.metrics import CONTENT_TYPE, Metrics
from streams.status.probe import probe
from streams.status.server import AT_ONCE, NotListening, StatusServer, address_of
from tests.scraping import asked, scrape


class Served:
    def __init__(self) -> None:
        self.now = 0.0
        self.metrics = Metrics("worker")
        self.health = Health(60.0, lambda: self.now)
        self.server = StatusServer("127.0.0.1:0", self.metrics, self.health)
        self.listen = self.server.url.removeprefix("http://")


@pytest.fixture
def served() -> Iterator[Served]:
    one = Served()
    one.server.start()
    yield one
    one.server.close()


def test_the_figures_are_served(served: Served) -> None:
    served.metrics.add(figures.FLOWS, 7, "plant")
    code, headers, _ = asked(served.listen, "/metrics")
    assert (code, headers["Content-Type"]) == (200, CONTENT_TYPE)
    assert scrape(served.listen).value("weir_flows_total", site="plant") == 7


def test_a_probe_gets_a_code_and_the_reason(served: Served) -> None:
    assert asked(served.listen, "/healthz")[0] == 200
    code, _, body = asked(served.listen, "/readyz")
    assert (code, msgspec.json.decode(body, type=Answer).reason) == (503, "starting")
    served.now = 100.0
    code, headers, body = asked(served.listen, "/healthz?verbose")
    assert (code, headers["Content-Type"]) == (503, "application/json")
    assert "has not turned for 100 s" in (msgspec.json.decode(body, type=Answer).reason or "")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_all_but_get_is_refused(served: Served, method: str) -> None:
    code, headers, _ = asked(served.listen, "/metrics", method)
    assert (code, headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["/", "/metrics/", "/../etc/passwd", "/metrics/x", "/debug"])
def test_there_are_no_other_pages(served: Served, path: str) -> None:
    assert asked(served.listen, path)[0] == 404


def test_no_version_of_python_is_told(served: Served) -> None:
    assert asked(served.listen, "/healthz")[1]["Server"] == "weir"


@pytest.mark.parametrize("sent", [b"", b"\x00\xff\r\n\r\n", b"GET", b"G" * 70_000, b"GET /metrics HTTP/9.9\r\n\r\n"])
def test_what_is_no_request_ends_nothing(served: Served, sent: bytes) -> None:
    host, port = address_of(served.listen)
    with socket.create_connection((host, port)) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65_536):
            pass
    assert asked(served.listen, "/healthz")[0] == 200


def test_more_clients_than_it_answers_at_once_are_turned_away(served: Served) -> None:
    address = address_of(served.listen)
    silent = [socket.create_connection(address) for _ in range(AT_ONCE)]
    try:
        with socket.create_connection(address) as turned_away:
            assert turned_away.recv(1) == b""
        workers = [one for one in threading.enumerate() if "process_request_thread" in one.name]
        assert len(workers) <= AT_ONCE
    finally:
        for one in silent:
            one.close()


def test_an_address_that_is_taken_says_what_to_do(served: Served) -> None:
    with pytest.raises(NotListening, match=r"Address already in use; give \[metrics\] listen"):
        StatusServer(served.listen, served.metrics, served.health)


@pytest.mark.parametrize("listen", ["127.0.0.1:70000", "127.0.0.1:x", "127.0.0.1"])
def test_a_port_that_is_none_is_refused(listen: str) -> None:
    with pytest.raises(NotListening, match="HOST:PORT"):
        address_of(listen)


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert address_of("[::1]:9108") == ("::1", 9108)
    assert address_of("127.0.0.1:9108") == ("127.0.0.1", 9108)


def test_a_probe_asks_what_the_server_answers(served: Served) -> None:
    assert probe(served.listen, "/healthz").ok
    assert probe(served.listen, "/readyz").reason == "starting"


def test_a_probe_of_nobody_says_so() -> None:
    one = Served()
    one.server.close()
    answer = probe(one.listen, "/healthz")
    assert not answer.ok
    assert "no answer: " in (answer.reason or "")
