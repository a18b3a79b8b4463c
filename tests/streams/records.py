"""Small whole records for tests of stores and sinks."""

from schemas.alert import Alert
from schemas.dead_letter import DeadLetter, dead
from schemas.journal import JournalRun
from schemas.path import PathRecord
from schemas.state import StateRecord
from schemas.verdict import Verdict
from streams.checkpoint.protocol import Checkpoint
from streams.status.observer import Fact

SITE = "plant"
T0 = 1_700_000_000.0


class Told(list[Fact]):
    """An observer that is a list."""

    def turn(self) -> None:
        pass

    def tell(self, fact: Fact) -> None:
        self.append(fact)


def an_alert(name: str = "a1", *, revision: int = 1, severity: int = 70, time: float = T0) -> Alert:
    return Alert(
        id=name,
        revision=revision,
        site=SITE,
        kind="new-path-crossing",
        severity=severity,
        level="high",
        title=f"title of {name}",
        summary="a summary",
        time=time,
        first_seen=time,
        last_seen=time,
        count=1,
        status="open",
    )


def a_path(service: str = "modbus", *, retired: bool = False) -> PathRecord:
    return PathRecord(
        site=SITE,
        initiator="ip:10.0.0.1",
        responder="ip:10.1.0.1",
        service=service,
        status="learnt",
        first_seen=T0,
        last_seen=T0,
        flows=1,
        hours=1,
        days=1,
        initiator_octets=1.0,
        responder_octets=1.0,
        answered=True,
        initiator_side="it",
        responder_side="ot",
        retired=retired,
    )


def a_dead_letter(line: int = 1) -> DeadLetter:
    return dead(source="conn.log", reason="no flow", raw=b"\x00\xff", position=line)


def a_verdict(initiator: str = "ip:10.0.0.1") -> Verdict:
    return Verdict(site=SITE, time=T0, author="ann", decision="expected", initiator=initiator)


def a_checkpoint(  # one of each, unless told otherwise
    *,
    alerts: tuple[Alert, ...] = (),
    records: tuple[StateRecord, ...] = (),
    paths: tuple[PathRecord, ...] = (),
    dead_letters: tuple[DeadLetter, ...] = (),
    runs: tuple[JournalRun, ...] = (),
    positions: dict[str, int] | None = None,
) -> Checkpoint:
    return Checkpoint(
        alerts=alerts,
        records=records,
        paths=paths,
        dead_letters=dead_letters,
        runs=runs,
        positions=positions or {},
    )
