import pytest

from schemas.formats.tables.guess.headings import DENIED, WORDS, field_of, plain, unit_of
from schemas.formats.tables.mapping import Columns


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Source address", "initiator_ip"),
        ("src_ip", "initiator_ip"),
        ("srcIP", "initiator_ip"),
        ("sourceIPAddress", "initiator_ip"),
        ("Quelladresse", "initiator_ip"),
        ("Adresse source", "initiator_ip"),
        ("Dirección destino", "responder_ip"),
        ("Empfänger", "responder_ip"),
        ("DestinationPort", "responder_port"),
        ("Zielport", "responder_port"),
        ("IP Protocol", "transport"),
        ("Bytes Sent", "initiator_octets"),
        ("Gesendet (kB)", "initiator_octets"),
        ("Bytes Received [MB]", "responder_octets"),
        ("Elapsed Time (sec)", "duration"),
        ("@timestamp", "start"),
        ("Horodatage", "start"),
        ("End Time", "end"),
        ("network.transport", "transport"),
        ("event src ip", "initiator_ip"),
        ("Policy ID", None),
        ("", None),
    ],
)
def test_a_heading_names_its_field_in_any_language_and_spelling(heading: str, field: str | None) -> None:
    found = field_of(heading)
    assert (None if found is None else found[0]) == field


def test_the_whole_heading_counts_for_more_than_its_end() -> None:
    whole, part = field_of("src ip"), field_of("translated src ip")
    assert whole is not None
    assert part is not None
    assert whole[1] < part[1]


def test_units_stand_in_brackets_or_last() -> None:
    assert [unit_of(text) for text in ("Sent (kB)", "Size [MB]", "duration_ms", "durationMs", "Duration")] == [
        *("kB", "MB", "ms", "Ms", "")
    ]


def test_every_word_is_as_it_is_compared_and_every_field_is_one() -> None:
    assert WORDS.keys() <= set(Columns.__struct_fields__)
    assert [word for words in (*WORDS.values(), DENIED) for word in words if plain(word) != word] == []
