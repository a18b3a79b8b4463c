"""Where an input listens is told by how it is spelt."""

import pytest

from streams.sources.listening.place import NetworkPlace, check_place, listens, network_name, network_place, socket_path


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("udp:127.0.0.1:2055", NetworkPlace("127.0.0.1", 2055)),
        ("udp:0.0.0.0:0", NetworkPlace("0.0.0.0", 0)),  # noqa: S104 - all addresses are meant
        ("udp:[::1]:4739", NetworkPlace("::1", 4739)),
        ("tcp:127.0.0.1:5170", NetworkPlace("127.0.0.1", 5170)),
    ],
)
def test_an_address_and_a_port_are_told_apart(path: str, place: NetworkPlace) -> None:
    assert listens(path)
    assert network_place(path) == place
    assert network_name("tcp" if path.startswith("tcp") else "udp", (place.address, place.port, 0, 0)) == path


@pytest.mark.parametrize(
    "path", ["udp:2055", "udp:", "udp::2055", "udp:::1:2055", "udp:[10.0.0.1]:2055", "udp:router:2055", "udp:1.2.3.4:x"]
)
def test_what_is_spelt_otherwise_is_refused_with_an_example(path: str) -> None:
    with pytest.raises(ValueError, match=r"udp:ADDRESS:PORT, such as udp:10.0.0.5:2055"):
        check_place(path)


@pytest.mark.parametrize("port", ["65536", "99999999999999999999"])
def test_a_port_past_the_last_one_is_refused(port: str) -> None:
    with pytest.raises(ValueError, match="is no port"):
        check_place(f"tcp:127.0.0.1:{port}")


def test_a_socket_has_a_path_that_the_system_can_take() -> None:
    assert socket_path("unix:/run/weir/eve.sock") == "/run/weir/eve.sock"
    assert socket_path("unix-dgram:eve.sock") == "eve.sock"
    for path in ("unix:", "unix-dgram:a\0b"):
        with pytest.raises(ValueError, match="such as unix"):
            check_place(path)
    with pytest.raises(ValueError, match="107 bytes at most"):
        check_place("unix:/" + "n" * 107)


@pytest.mark.parametrize("path", ["-", "conn.log", "kafka:topic", "/logs/udp:1", "udp"])
def test_what_bears_no_mark_does_not_listen(path: str) -> None:
    assert not listens(path)
    check_place(path)
