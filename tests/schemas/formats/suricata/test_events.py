from pathlib import Path

import orjson

from schemas.formats.suricata.events import ALERT, FLOW, NETFLOW, PROTOCOLS
from schemas.services.names import canonical_name

OLDER = {"ikev2", "http2", "doh2", "telnet", "imap"}
"""Types of other versions than that of the schema, and protocols that log under their own name in some builds."""


def test_every_protocol_has_a_name_of_its_own() -> None:
    assert all(canonical_name(kind) for kind in PROTOCOLS)
    assert {FLOW, NETFLOW, ALERT}.isdisjoint(PROTOCOLS)


def test_the_types_stand_in_suricatas_schema(reference: Path) -> None:
    schema = orjson.loads((reference / "suricata-eve.schema.json").read_bytes())
    assert (PROTOCOLS | {FLOW, NETFLOW, ALERT}) - OLDER <= schema["properties"].keys()
