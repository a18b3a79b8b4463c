"""The two formats of rows inside something: documents of ECS, and shippers' objects and headers.

A shipper's object is told by the row in it: one that no format reads is refused here already, with what it looks like.
"""

from schemas.formats.envelopes.holding import holds_row
from schemas.formats.envelopes.reader import EnvelopeReader
from schemas.formats.envelopes.shells import is_document
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.zeek.uids import UidMemory


def _is_ecs(head: Head) -> bool:
    return head.json_object is not None and is_document(head.json_object)


def _is_envelope(head: Head) -> bool:
    if _is_ecs(head):
        return False
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


ECS = Format(reader=EnvelopeReader, recognises=_is_ecs, endings=JSON_ENDINGS, wide=True, memory=UidMemory)

ENVELOPE = Format(reader=EnvelopeReader, recognises=_is_envelope, endings=JSON_ENDINGS, wide=True, memory=UidMemory)
