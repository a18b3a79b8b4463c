"""A secret is never shown, whoever asks."""

import pickle
import traceback
from pathlib import Path

import msgspec
import pytest

from streams.secret import Secret, decode_secret, secret_text


class _Holder(msgspec.Struct, frozen=True):
    password: Secret


def test_what_holds_a_secret_does_not_show_it() -> None:
    held = _Holder(Secret("open sesame"))
    for shown in (repr(held), str(held.password), f"{held.password!s} {held.password!r}", repr([held])):
        assert "sesame" not in shown
        assert "***" in shown
    assert held.password.reveal() == "open sesame"


def test_two_of_the_same_text_are_equal() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1
    assert Secret("a") != "a"


def test_it_leaves_in_no_encoding() -> None:
    for encode in (msgspec.json.encode, msgspec.msgpack.encode, pickle.dumps):
        with pytest.raises(TypeError) as raised:
            encode(Secret("open sesame"))
        assert "sesame" not in str(raised.value)


@pytest.mark.parametrize("wrong", [b'{"password":["open sesame"]}', b'{"password":12}', b'{"password":""}'])
def test_what_is_no_secret_is_refused_without_a_word_of_it(wrong: bytes) -> None:
    with pytest.raises(msgspec.ValidationError, match="password") as raised:
        msgspec.json.decode(wrong, type=_Holder, dec_hook=decode_secret)
    told = "".join(traceback.format_exception(raised.value))
    assert "sesame" not in told
    assert "12" not in str(raised.value)


def test_it_is_decoded_from_text() -> None:
    found = msgspec.json.decode(b'{"password":"open sesame"}', type=_Holder, dec_hook=decode_secret)
    assert found.password == Secret("open sesame")


def test_a_secret_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("open sesame \nmore\n")
    assert secret_text(None, str(file)) == "open sesame"
    assert secret_text(Secret("given"), None) == "given"
    assert secret_text(None, None) is None


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_told_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(OSError, match="secret: holds no secret"):
        secret_text(None, str(tmp_path / "secret"))
