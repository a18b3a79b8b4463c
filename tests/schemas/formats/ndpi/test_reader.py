"""nfstream's rows, one a line: the fast way and the careful one give the same, and everything is counted."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.ndpi.reader import NO_IP, NdpiReader
from schemas.formats.ndpi.row import careful_flow
from schemas.formats.reader import ReaderContext
from tests.schemas.formats.ndpi.rows import metered, plain

CONTEXT = ReaderContext(site="north", source="a.pcap")


def read(*rows: object, at_once: bool = True) -> tuple[list[Flow], list[str], NdpiReader]:
    lines = [row if isinstance(row, bytes) else orjson.dumps(row) for row in rows]
    reader = NdpiReader(CONTEXT)
    parts = [(lines, 1)] if at_once else [([line], number) for number, line in enumerate(lines, 1)]
    found = [reader.read(*part) for part in parts]
    return [one for flows, _ in found for one in flows], [one.reason for _, dead in found for one in dead], reader


@pytest.mark.parametrize(
    "row",
    [
        metered(),
        metered(first_flags=18),
        metered(protocol=17, slice=None),
        metered(protocol=1, icmp_type=8, icmp_code=0),
        metered(vlan_id=7, src_mac="00:00:00:00:00:00"),
        metered(application_name="DCERPC.PROFINET_IO"),
        metered(application_is_guessed=1),
    ],
)
def test_the_fast_way_gives_what_the_careful_way_gives(row: dict[str, object]) -> None:
    (flow,), dead, reader = read(row)
    assert flow == careful_flow(row, site="north", sensor="pcap")[0]
    assert not dead
    assert not reader.notes


def test_rows_are_flows_or_dead_letters_and_frames_without_ip_are_other_rows() -> None:
    rows = (metered(), plain(), b"", b"{broken", b"[1]", metered(dst_ip="x"), {"frames": 9, "passed_over": 4})
    flows, dead, reader = read(*rows)
    assert len(flows) == 2
    assert [reason[:14] for reason in dead] == ["no JSON object", "no JSON object", "field dst_ip: "]
    assert reader.notes.other_logs == {NO_IP: 4}
    assert reader.repeats == 0


def test_what_was_left_out_is_noted() -> None:
    _, _, reader = read(metered(uid="x" * 300), metered(vlan_id=5_000))
    assert reader.notes.doubts == {"impossible id": 1, "impossible vlan": 1}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9), st.lists(st.integers())
)
MUTATED = st.dictionaries(st.sampled_from([*metered()]), VALUES, max_size=3).map(
    lambda changed: json.dumps(metered(**changed)).encode()
)
ANY_BYTES = st.binary(max_size=60).map(lambda row: row.replace(b"\n", b" "))


@given(st.lists(st.one_of(ANY_BYTES, MUTATED), max_size=6))
def test_whatever_comes_is_counted_and_pieces_do_not_matter(rows: list[bytes]) -> None:
    flows, dead, _ = read(*rows)
    assert len(flows) + len(dead) == sum(1 for row in rows if row.strip())
    assert (flows, dead) == read(*rows, at_once=False)[:2]
