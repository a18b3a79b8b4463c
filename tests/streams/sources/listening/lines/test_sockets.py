"""A socket's file has narrow rights, and is taken over from the dead alone."""

import os
import socket
import stat
from pathlib import Path

import pytest

from streams.sources.listening.lines.sockets import take_away, tcp_socket, unix_socket

KINDS = pytest.mark.parametrize("mark", ["unix", "unix-dgram"])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Short whatever the folder of the tests is: a socket's path has 107 bytes at most."""
    monkeypatch.chdir(tmp_path)
    return Path("eve.sock")


@KINDS
def test_its_owner_and_group_may_send_and_nobody_else(file: Path, mark: str) -> None:
    before = os.umask(0o022)
    try:
        with unix_socket(f"{mark}:{file}"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o660
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


@KINDS
def test_one_that_a_dead_process_left_is_taken_over(file: Path, mark: str) -> None:
    unix_socket(f"{mark}:{file}").close()
    assert file.exists()
    unix_socket(f"{mark}:{file}").close()


@KINDS
@pytest.mark.parametrize("other", ["unix", "unix-dgram"])
def test_one_that_somebody_listens_on_is_left_to_him(file: Path, mark: str, other: str) -> None:
    with unix_socket(f"{mark}:{file}"):
        with pytest.raises(OSError, match="another process listens there"):
            unix_socket(f"{other}:{file}")
        assert file.exists()


def test_something_else_of_that_name_is_left_alone(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(OSError, match="something else of this name"):
        unix_socket(f"unix:{file}")
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(OSError, match="no such file or folder"):
        unix_socket("unix:/no/such/eve.sock")


def test_a_file_goes_with_its_socket_and_not_with_another(file: Path) -> None:
    with unix_socket(f"unix:{file}") as first:
        state = file.stat()
        file.unlink()
        with unix_socket(f"unix:{file}") as second:
            take_away(first, state)
            assert file.exists()
            take_away(second, file.stat())
            assert not file.exists()
            take_away(second, state)


def test_a_port_that_another_has_is_refused() -> None:
    with tcp_socket("tcp:127.0.0.1:0") as first:
        assert first.type == socket.SOCK_STREAM
        with pytest.raises(OSError, match="another process listens there"):
            tcp_socket(f"tcp:127.0.0.1:{first.getsockname()[1]}")
