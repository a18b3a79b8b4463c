"""The records of a message of an input topic, in their order."""

from collections.abc import Sequence
from typing import Protocol

from schemas import codec
from schemas.dead_letter import DeadLetter, dead
from streams.messages import InputKind, Message, Record
from streams.tick_places import places_of


class _Decode(Protocol):
    def __call__(self, payload: bytes, *, source: str, position: int) -> tuple[Sequence[Record], list[DeadLetter]]: ...


_DECODERS: dict[InputKind, _Decode] = {
    "flows": codec.FLOWS.decode,
    "asset-changes": codec.ASSET_CHANGES.decode,
    "verdicts": codec.VERDICTS.decode,
}


def records_of(message: Message) -> tuple[Sequence[Record], list[DeadLetter]]:
    """The records of a message, with the Ticks that its header tells; and a dead letter for each line that is none."""
    if message.ticks is not None and message.kind == "flows" and not message.tick:
        return _flows_with_ticks(message, message.ticks)
    decode = codec.TICKS.decode if message.tick else _DECODERS[message.kind]
    return decode(message.value, source=message.topic, position=message.offset)


def _flows_with_ticks(message: Message, header: bytes) -> tuple[Sequence[Record], list[DeadLetter]]:
    flows, letters = codec.FLOWS.decode(message.value, source=message.topic, position=message.offset)
    reason = "Ticks in the header of a message without a key, so of no site"
    if message.key is not None:
        try:
            return places_of(header).among(flows, letters, message.key), letters
        except ValueError as error:
            reason = str(error)
    refused = dead(source=message.topic, reason=reason, raw=header, position=message.offset, site=message.key)
    return flows, [*letters, refused]
