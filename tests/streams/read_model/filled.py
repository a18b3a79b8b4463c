"""A state folder with the two sites of `stored_state` and some alerts, and its read model."""

import asyncio
from pathlib import Path

import msgspec

from schemas.alert import Alert, Hop, Party
from streams.read_model.sqlite import SqliteReadModel
from streams.stores.sqlite import SqliteStore
from tests.models import stored_state
from tests.streams.records import T0, a_checkpoint, an_alert

OFFICE = Party(asset="ip:10.1.0.5", ip="10.1.0.5", zone="office", side="it")
PLC = Party(asset="ip:10.3.0.1", name="PLC 1", ip="10.3.0.1", mac="02:00:00:00:00:01", zone="cells", side="ot")
ALERTS = (
    msgspec.structs.replace(an_alert("aa1", severity=90, time=T0), initiator=OFFICE, responder=PLC),
    msgspec.structs.replace(an_alert("aa2", severity=45, time=T0 + 10.0), kind="scan", initiator=OFFICE),
    msgspec.structs.replace(an_alert("bb1", severity=10, time=T0 + 10.0), site="north", status="muted"),
    msgspec.structs.replace(
        an_alert("bb2", severity=70, time=T0 + 5.0),
        hops=(Hop(initiator="x", responder="y", service="modbus", time=T0, responder_ip="10.3.0.1"),),
    ),
)


async def _commit(folder: Path, *alerts: Alert) -> None:
    store = SqliteStore(folder)
    await store.load()
    await store.commit(a_checkpoint(alerts=alerts, records=stored_state.records()))
    await store.close()


def commit(folder: Path, *alerts: Alert) -> None:
    """One checkpoint of the state with these alerts."""
    asyncio.run(_commit(folder, *alerts))


def a_model(folder: Path) -> SqliteReadModel:
    commit(folder, *ALERTS)
    return SqliteReadModel(folder, lambda _site: stored_state.CORE)
