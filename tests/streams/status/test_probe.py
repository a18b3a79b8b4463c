"""Asking a running process how it is; asking a real server is in test_server.py."""

import socket
import threading

import pytest

from streams.status.probe import fetch, probe
from streams.status.server import NotListening


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(NotListening):
        probe("nowhere", "/healthz")


def test_where_nobody_answers_there_is_no_page() -> None:
    assert fetch("nowhere", "/metrics") is None
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert fetch(f"127.0.0.1:{taken.getsockname()[1]}", "/metrics") is None


def test_who_answers_something_else_is_no_weir() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            client, _ = other.accept()
            with client:
                client.recv(1_000)
                client.sendall(b"HTTP/1.0 200 OK\r\n\r\n<html>")

        thread = threading.Thread(target=answer)
        thread.start()
        found = probe(f"127.0.0.1:{other.getsockname()[1]}", "/healthz")
        thread.join()
    assert not found.ok
    assert "no answer" in (found.reason or "")
