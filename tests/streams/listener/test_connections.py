"""Attacks on the socket: slow, large, many, packed, and no HTTP at all."""

import socket

import httpx

from streams.listener.connections import AT_ONCE_OF_ONE, MOST_BODY_BYTES
from tests.streams.listener.test_server import served


def place(url: str) -> tuple[str, int]:
    return "127.0.0.1", int(url.rpartition(":")[2])


def all_of(connection: socket.socket) -> bytes:
    got = b""
    try:
        while piece := connection.recv(4_096):
            got += piece
    except ConnectionResetError:
        pass
    return got


def test_what_is_too_large_packed_or_no_post_is_never_handed_over() -> None:
    with served() as (url, asked):
        assert httpx.post(url, content=b"x" * (MOST_BODY_BYTES + 1)).status_code == 413
        endless = (b"x" * 8_192 for _ in range(64))
        assert httpx.post(url, content=endless).status_code == 413
        assert httpx.post(url, content=b"x", headers={"content-encoding": "gzip"}).status_code == 415
        assert httpx.get(url).status_code == 405
        assert httpx.post(url, content=b"x", headers={"a": "b" * 9_000}).status_code == 400
        with socket.create_connection(place(url)) as raw:
            raw.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
            assert b" 400 " in all_of(raw)
        assert asked == []
        assert httpx.post(url, content=b"x" * MOST_BODY_BYTES).status_code == 429


def test_who_is_slow_is_cut_off_however_he_spends_his_time() -> None:
    with served(request_s=0.5) as (url, asked):
        begins = (b"", b"POST / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        for begin in begins:
            with socket.create_connection(place(url)) as raw:
                raw.sendall(begin)
                raw.settimeout(60.0)
                all_of(raw)
        assert asked == []
        assert httpx.post(url, content=b"x").status_code == 429


def test_one_address_holds_a_part_of_the_connections_and_no_more() -> None:
    with served() as (url, _):
        held = [socket.create_connection(place(url)) for _ in range(AT_ONCE_OF_ONE)]
        with socket.create_connection(place(url)) as one_more:
            one_more.settimeout(60.0)
            assert all_of(one_more) == b""
        for each in held:
            each.close()
