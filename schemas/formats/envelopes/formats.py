"""The two formats of rows inside something: documents of ECS, and shippers' objects and headers.

A shipper's object is told by the row in it: one that no format reads is refused here already, with what it looks like.
"""

from schemas.formats.ecs.flow import dotted
from schemas.formats.envelopes.headers import behind_header
from schemas.formats.envelopes.reader import EnvelopeReader
from schemas.formats.envelopes.shells import NOWHERE, inside_object
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.zeek.uids import UidMemory

_ECS = frozenset({"source.ip", "destination.ip"})


def _is_ecs(head: Head) -> bool:
    if head.json_object is None:
        return False
    fields = dotted(head.json_object)
    return bool(_ECS & fields.keys()) or {"ecs.version", "event.dataset"} <= fields.keys()


def _is_envelope(head: Head) -> bool:
    if head.json_object is not None:
        return inside_object(head.json_object, NOWHERE) is not None
    try:
        behind = behind_header(head.first)
    except ValueError:
        return True  # a part of a container's line: rows may follow
    return behind is not None and (behind.startswith((b"{", b"#")) or behind.count(b"\t") > 1)


ECS = Format(reader=EnvelopeReader, recognises=_is_ecs, endings=JSON_ENDINGS, memory=UidMemory)

ENVELOPE = Format(reader=EnvelopeReader, recognises=_is_envelope, endings=JSON_ENDINGS, memory=UidMemory)
