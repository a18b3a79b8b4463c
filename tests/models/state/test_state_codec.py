"""Stored values there and back; another version, another shape and damage are told apart and refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.asset import AssetRecord
from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WindowSums
from models.event_time.watermark import Mark
from models.state import river_codec, state_codec
from models.state.state_codec import NewerState, OtherStatistics
from schemas.state import STATE_VERSION

MARK = Mark("zeek", 1.0, 2.0)


def test_a_value_comes_back_and_bears_its_version() -> None:
    data = state_codec.encode(MARK)
    assert state_codec.decode(data, Mark, "@marks") == MARK
    assert state_codec.version_of(data) == STATE_VERSION
    assert msgspec.msgpack.decode(data)[0] == STATE_VERSION


@given(position=st.integers(0), flip=st.integers(1, 255))
def test_no_byte_of_a_value_can_change_unseen(position: int, flip: int) -> None:
    data = bytearray(state_codec.encode(MARK))
    data[position % len(data)] ^= flip
    with pytest.raises(ValueError, match="state"):
        state_codec.decode(bytes(data), Mark, "@marks")


@given(data=st.binary(max_size=64) | st.binary(max_size=32).map(lambda tail: b"\x92\x01" + tail))
def test_bytes_that_are_no_value_are_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="state"):
        state_codec.decode(data, Mark, "head")


@pytest.mark.parametrize(
    "nested", [b"\x91" * 100_000, b"\x92\x01" + b"\x91" * 100_000, b"\x92\x01\xdd\xff\xff\xff\xff"]
)
def test_a_bomb_of_arrays_is_damage(nested: bytes) -> None:
    assert state_codec.version_of(b"\x91" * 100_000) is None
    with pytest.raises(ValueError, match="damaged"):
        state_codec.decode(nested, Mark, "@marks")


@pytest.mark.parametrize("envelope", [(9, MARK), (9, 0, MARK), (9, "of whatever shape", 1, 2)])
def test_a_newer_version_is_no_damage_whatever_its_shape(envelope: tuple[object, ...]) -> None:
    with pytest.raises(NewerState, match=f"state version 9, this Weir reads up to {STATE_VERSION}"):
        state_codec.decode(msgspec.msgpack.encode(envelope), Mark, "@marks")


def test_statistics_of_another_river_leave_the_rest_of_an_asset(monkeypatch: pytest.MonkeyPatch) -> None:
    statistics = WindowStatistics()
    statistics.learn(WindowSums("x", begun=3, sent_octets=5))
    record = AssetRecord("x", "", 1.0, name="X", statistics=statistics)
    with monkeypatch.context() as patched:
        patched.setattr(river_codec, "RIVER_VERSION", "0.1.0")
        data = state_codec.encode(record)
    with pytest.raises(OtherStatistics, match=r"kept by River 0\.1\.0") as caught:
        state_codec.decode(data, AssetRecord, "head")
    assert caught.value.value.name == "X"
    assert caught.value.value.statistics.windows == 0


def test_the_river_of_a_head_is_told_wherever_its_statistics_stand() -> None:
    statistics = WindowStatistics()
    statistics.learn(WindowSums("x", begun=3, sent_octets=5))
    head = state_codec.encode(AssetRecord("x", "", 1.0, statistics=statistics, role_id="cell/plc"))
    assert state_codec.river_of(head) == river_codec.RIVER_VERSION
    assert state_codec.river_of(state_codec.encode(["x", ["0.1.0", 3, {}]])) == "0.1.0"
    assert state_codec.river_of(state_codec.encode(AssetRecord("x", "", 1.0))) is None
    assert state_codec.river_of(head[:-9]) is None
