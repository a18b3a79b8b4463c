"""A marked alert through one output: what the receiver answered, and how it looks there.

It is of the kind `test`, between addresses that RFC 5737 keeps for examples, so that a receiver can route it away. It
goes past the state: nothing learns from it, nothing counts it, and no cursor moves.
"""

import time
from typing import get_args

import msgspec
from msgspec import Struct

from schemas.alert import Advice, Alert, AlertStatus, Party
from streams.outputs import registry
from streams.outputs.kind import Prepared
from streams.outputs.registry import kind_of, sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing
from streams.outputs.written import written_of
from weir.errors import UserError, describe
from weir.wiring.outputs import origin_of


class Tested(Struct, frozen=True):
    """What became of the alert. `refused` is the receiver's answer, where it will never take such an alert."""

    alert: str
    body: str
    took_s: float
    refused: str | None


def canary(site: str, now: float) -> Alert:
    """The marked alert; its id holds the time, seconds UTC, so that each test is one of its own."""
    return Alert(
        id=f"{int(now * 1_000):020x}",
        revision=1,
        site=site,
        kind="test",
        severity=0,
        level="info",
        title="Test of an output: nothing happened",
        summary="Somebody ran `weir sinks test` to see whether alerts arrive. Nothing happened in the plant.",
        time=now,
        first_seen=now,
        last_seen=now,
        revision_time=now,
        count=1,
        status="open",
        initiator=Party(asset="ip:192.0.2.1", name="weir-test-initiator", ip="192.0.2.1"),
        responder=Party(asset="ip:198.51.100.1", name="weir-test-responder", ip="198.51.100.1"),
        advice=Advice("nowhere", "Close it."),
    )


def canaries() -> list[Alert]:
    """Alerts to try a template with, for none is sent: the marked one, and it without all that an alert may lack.

    Of each status, since a template asks for it.
    """
    whole = canary("site", 0.0)
    bare = msgspec.structs.replace(whole, initiator=None, responder=None, advice=None, summary="")
    return [msgspec.structs.replace(one, status=status) for one in (whole, bare) for status in get_args(AlertStatus)]


def send_test(name: str, settings: OutputSettings, site: str, now: float) -> Tested:
    """Send one. Raises UserError with the receiver's answer where it does not take it now."""
    origin = origin_of(settings)
    alert = canary(site, now)
    refused: list[str] = []
    body = written_of(settings, origin)(alert)
    began = time.monotonic()
    try:
        sink = sink_of(settings, origin, lambda _outgoing, answer: refused.append(answer))
        try:
            sink.open(None)
            sink.begin()
            sink.deliver([Outgoing(alert, body)])
        finally:
            sink.close()
    except OSError as error:
        msg = f"{name}: not taken: {describe(error)}"
        raise UserError(msg) from error
    return Tested(alert.id, body.decode(), time.monotonic() - began, refused[0] if refused else None)


def set_up(name: str, settings: OutputSettings) -> Prepared:
    """Prepare the receiver, where there is something to prepare; what was done. Raises UserError."""
    try:
        prepared = registry.set_up(settings)
    except OSError as error:
        msg = f"{name}: {describe(error)}"
        raise UserError(msg) from error
    if prepared is None:
        return Prepared(f"{name}: nothing to set up for {kind_of(settings)[0]}")
    return Prepared(f"{name}: {prepared.said}", prepared.document)
