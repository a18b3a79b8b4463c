"""The two formats of rows inside something: documents of ECS, and shippers' objects and headers.

A shipper's object is told by the row in it: one that no format reads is refused here already, with what it looks like.
"""

from schemas.formats.ecs.flow import dotted
from schemas.formats.envelopes.holding import holds_row
from schemas.formats.envelopes.reader import EnvelopeReader
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.zeek.uids import UidMemory

_ECS = frozenset({"source.ip", "destination.ip"})


def _is_ecs(head: Head) -> bool:
    if head.json_object is None:
        return False
    fields = dotted(head.json_object)
    return bool(_ECS & fields.keys()) or {"ecs.version", "event.dataset"} <= fields.keys()


def _is_envelope(head: Head) -> bool:
    refusal: ValueError | None = None
    for line in head.lines:
        try:
            if holds_row(line):
                return True
        except ValueError as error:
            refusal = refusal or error
    if refusal is not None:
        raise refusal
    return False


ECS = Format(reader=EnvelopeReader, recognises=_is_ecs, endings=JSON_ENDINGS, memory=UidMemory)

ENVELOPE = Format(reader=EnvelopeReader, recognises=_is_envelope, endings=JSON_ENDINGS, memory=UidMemory)
