"""The server of the way back: what comes is handed over, TLS, and addresses that are taken."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from streams.listener.request import Reply, Request
from streams.listener.server import ListenerServer, listening, server_tls
from tests.receivers import certificates


@contextmanager
def served(tls: ssl.SSLContext | None = None, request_s: float = 30.0) -> Iterator[tuple[str, list[Request]]]:
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return Reply(429, b"{}", retry_after_s=7)

    server = ListenerServer(listening("127.0.0.1", 0), answer, tls=tls, request_s=request_s)
    server.start()
    try:
        yield server.url, asked
    finally:
        server.close()


def test_a_request_is_handed_over_and_its_answer_closes_the_connection() -> None:
    with served() as (url, asked):
        answer = httpx.post(f"{url}/v1/verdicts?a=b", content=b"body", headers={"X-Own": "1"})
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["connection"]) == (429, "7", "close")
    assert answer.headers["server"] == "weir"
    (one,) = asked
    assert (one.path, one.body, one.peer, one.headers["x-own"]) == ("/v1/verdicts", b"body", "127.0.0.1", "1")


def test_over_tls_a_client_finds_our_certificate_and_plain_http_finds_nothing(tmp_path: Path) -> None:
    pems = certificates.made(tmp_path)
    context = server_tls(str(pems.server), str(pems.server_key))
    with served(tls=context) as (url, asked):
        trusting = ssl.create_default_context(cafile=str(pems.authority))
        assert httpx.post(url, content=b"x", verify=trusting).status_code == 429
        with pytest.raises(httpx.TransportError):
            httpx.post(url.replace("https", "http"), content=b"x")
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            httpx.post(url, content=b"x")
    assert len(asked) == 1


def test_files_of_tls_that_do_not_fit_are_named(tmp_path: Path) -> None:
    pems = certificates.made(tmp_path)
    with pytest.raises(OSError, match="no certificate and key that fit"):
        server_tls(str(pems.server), str(pems.client_key))


def test_an_address_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1:{port}"):
            listening("127.0.0.1", port)


def test_one_that_was_never_started_closes() -> None:
    ListenerServer(listening("127.0.0.1", 0), lambda _request: Reply(200, b"")).close()
