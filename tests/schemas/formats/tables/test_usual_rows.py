"""The fast way alone; test_mapped.py holds it to the careful way over random rows."""

import pytest
from msgspec.structs import replace

from schemas.formats.reader import ReaderContext
from schemas.formats.tables.explained import Explained
from schemas.formats.tables.usual_rows import UsualRows
from tests.schemas.formats.mapped_samples import FIREWALL

TEXTS = {
    "Type": "TRAFFIC",
    "Date/Time": "14.11.2023 23:13:20",
    "Duration": "0:01:02",
    "Source address": "10.1.0.5",
    "Source port": "40001",
    "Destination address": "10.2.0.7",
    "Destination port": "502",
    "IP protocol": "tcp",
    "Sent": "1.5",
    "Received": "2",
    "Action": "allow",
}


def usual(**changed: object) -> UsualRows:
    mapping = replace(FIREWALL, **changed)
    return UsualRows(Explained(mapping, ReaderContext(site="a", source="f")), tuple(mapping.only))


def texts(rows: UsualRows, **changed: str) -> list[str]:
    every = TEXTS | {key.replace("_", " "): value for key, value in changed.items()}
    return ["" if column is None else every[column] for column in rows.columns]


def test_a_usual_row_is_a_flow() -> None:
    rows = usual()
    flow = rows.flow(texts(rows))
    assert (flow.start, flow.end, flow.responder_port, flow.initiator_octets) == (
        *(1_700_000_000.0, 1_700_000_062.0),
        *(502, 1_500),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"Type": "THREAT"},
        {"IP_protocol": "icmp"},
        {"IP_protocol": ""},
        {"Destination_port": "70000"},
        {"Sent": "-1"},
        {"Sent": "1,5"},
        {"Duration": "1:2:3:4"},
        {"Date/Time": "later"},
        {"Source_address": "nobody"},
    ],
)
def test_what_needs_care_is_not_taken(changed: dict[str, str]) -> None:
    rows = usual()
    with pytest.raises((ValueError, LookupError)):
        rows.flow(texts(rows, **changed))
