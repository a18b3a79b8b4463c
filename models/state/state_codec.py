"""Stored values to bytes and back: version, value and a check sum, as msgpack.

A value that is read is one that was written, whole. Another version is converted
(`conversions.py`) or refused, damage is refused, nothing is guessed. No pickles: River objects by an
allow-list.
"""

from typing import Any, TypeVar
from zlib import crc32

import msgspec

from models.baseline.window_statistics import WindowStatistics
from models.state import conversions
from schemas.state import STATE_VERSION

T = TypeVar("T")

_HEADER_BYTES = 7
_BEGIN = b"\x93" + msgspec.msgpack.encode(STATE_VERSION) + b"\xce"
"""An array of three, this version, and that a 32-bit number follows: the check sum. Then comes the value."""

_DAMAGE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no such value; the last for arrays nested without end."""


class NewerState(ValueError):
    """A record of a newer Weir: not damaged, only not for this one to read."""


class OtherStatistics(ValueError):
    """The value is sound, but for its River statistics: in `value` they begin anew."""

    def __init__(self, message: str, value: Any) -> None:  # noqa: ANN401 - of whichever type was asked for
        super().__init__(message)
        self.value = value


def _out(value: Any) -> Any:  # noqa: ANN401 - msgspec's hook signature
    if isinstance(value, WindowStatistics):
        if value.stored is None:
            from models.state import river_codec  # noqa: PLC0415 - asks which River is there: 20 ms

            value.stored = msgspec.Raw(msgspec.msgpack.encode(river_codec.dump(value)))
        return value.stored
    msg = f"{type(value).__name__} is not stored"
    raise NotImplementedError(msg)


_encoder = msgspec.msgpack.Encoder(enc_hook=_out)


def encode(value: object) -> bytes:
    """A value as it is stored."""
    data = _encoder.encode(value)
    return b"%b%b%b" % (_BEGIN, crc32(data, STATE_VERSION).to_bytes(4, "big"), data)


def version_of(data: bytes) -> int | None:
    """The state version of a stored value, of whichever version; None where it is damaged."""
    try:
        version = msgspec.msgpack.decode(data, type=list[msgspec.Raw])[0]
        return msgspec.msgpack.decode(version, type=int)
    except (*_DAMAGE, IndexError):
        return None


def river_of(data: bytes) -> str | None:
    """The River version of a stored asset's statistics; None where it has none, or they can't be told."""
    try:
        envelope = msgspec.msgpack.decode(data, type=list[msgspec.Raw])
        fields = msgspec.msgpack.decode(envelope[-1], type=list[msgspec.Raw])
    except (*_DAMAGE, IndexError):
        return None
    # Of whichever version, so by their shape: the River version, how many windows, and the parts by name.
    for field in reversed(fields):
        try:
            return msgspec.msgpack.decode(field, type=tuple[str, int, dict[str, msgspec.Raw]])[0]
        except _DAMAGE:
            continue
    return None


def decode(data: bytes, wanted: type[T], kind: str, *, statistics: bool = True) -> T:
    """The value again, of whichever version it is; `kind` as `schemas.state.kind_of` has it.

    Without `statistics` those of an asset are left unread, for who lists assets: to import River takes half a second.
    Raises NewerState for a newer version, OtherStatistics where all but statistics could be read, and
    ValueError for another shape or damaged bytes.
    """
    try:
        if data.startswith(_BEGIN):
            return _value(_checked(data, STATE_VERSION), wanted, statistics)
        version = version_of(data)
        if version is None or version == STATE_VERSION or version < 0:
            msg = "damaged state: not as Weir writes it"
            raise ValueError(msg)
        if version > STATE_VERSION:
            msg = f"state version {version}, this Weir reads up to {STATE_VERSION}"
            raise NewerState(msg)
        converted = _converted(version, kind, msgspec.msgpack.decode(_checked(data, version)))
        return _value(msgspec.msgpack.encode(converted), wanted, statistics)
    except _DAMAGE as error:
        msg = f"damaged state: {error}"
        raise ValueError(msg) from error


def _converted(version: int, kind: str, value: object) -> object:
    try:
        return conversions.convert(version, kind, value)
    except ValueError as error:
        msg = f"damaged state: {error}"
        raise ValueError(msg) from error


def _checked(data: bytes, version: int) -> memoryview:
    """The value's bytes, if they are what was written."""
    value = memoryview(data)[_HEADER_BYTES:]
    check_sum = int.from_bytes(data[_HEADER_BYTES - 4 : _HEADER_BYTES], "big")
    if crc32(value, version) != check_sum:
        msg = "damaged state: its check sum is another"
        raise ValueError(msg)
    return value


def _value(data: bytes | memoryview | msgspec.Raw, wanted: type[T], statistics: bool) -> T:  # noqa: FBT001 - for each record
    reader = _readers.get((wanted, statistics))
    if reader is None:
        reader = _readers[wanted, statistics] = _Reader(wanted, statistics=statistics)
    value: T = reader.read(data)
    return value


class _Reader:
    """Reads values of one type; made once a type, since that costs more than reading what a record holds."""

    def __init__(self, wanted: type, *, statistics: bool) -> None:
        hook = self._statistics if statistics else _left_unread
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(wanted, dec_hook=hook)
        self._refused: list[str] = []

    def read(self, data: bytes | memoryview | msgspec.Raw) -> Any:  # noqa: ANN401 - of its type
        self._refused.clear()
        value = self._decoder.decode(data)
        if self._refused:
            raise OtherStatistics(self._refused[0], value)
        return value

    def _statistics(self, kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook signature
        if kind is not WindowStatistics:
            msg = f"{kind.__name__} is not stored"
            raise NotImplementedError(msg)
        from models.state import river_codec  # noqa: PLC0415 - see `_out`

        try:
            return river_codec.load(msgspec.convert(value, river_codec.StoredStatistics))
        except ValueError as error:
            self._refused.append(str(error))
            return WindowStatistics()


def _left_unread(kind: type, _value: Any) -> Any:  # noqa: ANN401 - msgspec's hook signature
    if kind is not WindowStatistics:
        msg = f"{kind.__name__} is not stored"
        raise NotImplementedError(msg)
    return _UNREAD


_UNREAD = object.__new__(WindowStatistics)
"""Stands for statistics that nobody asked for: it has no figures, and making them would import River."""

_readers: dict[object, _Reader] = {}
