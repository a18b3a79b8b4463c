"""A document decoded with types, or left to be read with care."""

import msgspec
import pytest

from schemas.formats.ecs.document import Log, decode


def test_what_is_known_is_decoded_and_the_rest_is_left_alone() -> None:
    document = decode(
        b'{"@timestamp": "2026-01-01T00:00:00Z", "source": {"ip": "10.0.0.1", "geo": {"a": 1}},'
        b' "log": {"file": {"path": "/a"}}}'
    )
    assert document.timestamp is not None
    assert document.timestamp.timestamp() == 1767225600.0
    assert isinstance(document.log, Log)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"source": {"ip": "10.0.0.1"}, "geo": 5}', False),
        (b'{"zeek": {"session_id": "C1"}}', True),
        (b'{"modbus": []}', True),
        (b'{"network": {"vlan": {"id": 5}}}', True),
        (b'{"flow": {"vlan": [5]}}', True),
    ],
)
def test_a_document_that_says_more_of_its_flow_is_known(line: bytes, expected: bool) -> None:
    assert decode(line).has_more == expected


@pytest.mark.parametrize(
    "line",
    [
        b'{"@timestamp": "2026-01-01T00:00:00"}',
        b'{"source": {"ip": ["10.0.0.1"]}}',
        b'{"source": {"port": 70000}}',
        b'{"event": {"duration": "long"}}',
        b'{"ts": 1.0}',
        b'{"event_type": "flow"}',
        b"[]",
        b"{",
        b"\xff",
    ],
)
def test_what_does_not_fit_is_left_to_be_read_with_care(line: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, ValueError)):
        decode(line)
