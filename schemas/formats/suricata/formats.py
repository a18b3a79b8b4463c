"""Suricata's format: how a file of events is told by its first lines, whatever its name."""

from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.suricata.lines import begun, eve_object
from schemas.formats.suricata.reader import EveReader
from schemas.formats.zeek.uids import UidMemory


def _is_eve(head: Head) -> bool:
    """Whether a first line is an event: an object with `event_type` and `timestamp`, behind a header or not."""
    for line in head.lines:
        text = begun(line)
        if not text.startswith(b"{") or b'"event_type"' not in text:
            continue
        try:
            event, _ = eve_object(text)
        except ValueError:
            continue
        return isinstance(event.get("event_type"), str) and "timestamp" in event
    return False


SURICATA_EVE = Format(
    reader=EveReader, recognises=_is_eve, endings=JSON_ENDINGS, memory=UidMemory, more_memories=(HalvesMemory,)
)
