"""What is known of a small plant after some days, as attacks are planted into it."""

from collections.abc import Sequence
from functools import cache

from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord

_ZONES = {"cell-1": (1.0, "ot"), "cell-2": (1.0, "ot"), "site": (3.0, "ot"), "dmz": (3.5, "dmz"), "office": (4.0, "it")}


def _asset(
    name: str, ip: str, zone: str, role: str, serves: Sequence[str] = (), *, uses: Sequence[str] = ()
) -> AssetSummary:
    level, side = _ZONES[zone]
    return AssetSummary(
        id=f"ip:{ip}", site="s", first_seen=1.0, last_seen=2.0, peers=1, services_served=tuple(serves),
        services_used=tuple(uses), paths=1, alive=True, name=name, ips=(ip,), macs=(f"00:00:00:00:00:{ip[-2:]:0>2}",),
        role=role, zone=zone, purdue_level=level, side=side, heard=True,  # type: ignore[arg-type]
    )  # fmt: skip


@cache
def assets() -> tuple[AssetSummary, ...]:
    controllers = [
        _asset(f"plc-{cell}{n}", f"10.20.{cell}.2{n}", f"cell-{cell}", "plc", ("modbus",))
        for cell in (1, 2)
        for n in (1, 2, 3)
    ]
    return (
        *controllers,
        _asset("hmi-1", "10.20.9.31", "site", "hmi", uses=("modbus",)),
        _asset("hmi-2", "10.20.9.32", "site", "hmi", uses=("modbus",)),
        _asset("historian", "10.20.9.40", "site", "historian", ("pi",)),
        _asset("eng", "10.20.9.41", "site", "engineering-workstation"),
        _asset("scada-a", "10.20.9.42", "site", "scada"),
        _asset("scada-b", "10.20.9.43", "site", "scada"),
        _asset("ot-ad", "10.20.9.44", "site", "domain-controller"),
        _asset("jump", "10.3.0.20", "dmz", "jump-host", ("rdp",), uses=("rdp",)),
        _asset("patch", "10.3.0.30", "dmz", "patch-server", ("http",)),
        _asset("replica", "10.3.0.31", "dmz", "historian", ("pi",)),
        _asset("file", "10.4.0.10", "office", "file-server", ("smb",)),
        _asset("backup", "10.4.0.11", "office", "backup-server", ("smb",)),
        *(_asset(f"desk-{n}", f"10.4.0.{n}", "office", "workstation") for n in range(50, 56)),
    )  # fmt: skip


def _path(initiator: str, responder: str, service: str) -> PathRecord:
    ends = {one.name: one for one in assets()}
    one, other = ends[initiator], ends[responder]
    return PathRecord(
        site="s", initiator=one.id, responder=other.id, service=service, status="learnt", first_seen=1.0, last_seen=2.0,
        flows=240, hours=24, days=3, initiator_octets=24_000.0, responder_octets=48_000.0, answered=True,
        initiator_side=one.side, responder_side=other.side,
    )  # fmt: skip


@cache
def paths() -> tuple[PathRecord, ...]:
    polled = [_path(f"hmi-{cell}", f"plc-{cell}{n}", "modbus") for cell in (1, 2) for n in (1, 2, 3)]
    return (
        *polled, _path("desk-50", "jump", "rdp"), _path("jump", "eng", "rdp"), _path("historian", "replica", "pi"),
        _path("desk-51", "file", "smb"),
    )  # fmt: skip
