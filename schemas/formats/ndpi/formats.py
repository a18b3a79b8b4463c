"""The format of captures: how nfstream's rows are told. Captures themselves are told by `captures.py`."""

from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.ndpi.reader import NdpiReader

_TELLING = frozenset({"src_ip", "dst_ip", "protocol", "bidirectional_first_seen_ms"})


def _is_nfstream(head: Head) -> bool:
    return head.json_object is not None and head.json_object.keys() >= _TELLING


NDPI = Format(reader=NdpiReader, recognises=_is_nfstream, endings=JSON_ENDINGS)
