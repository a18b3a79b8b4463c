"""No address, name, MAC or secret of a plant is in its bundle, though a log tells all of them."""

import re
import tarfile
from pathlib import Path

import pytest

from streams.checkup import CheckLine
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted
from tests.weir.commands.reading import filled_state
from weir.admin.bundle.write import README, write_bundle
from weir.errors import UserError
from weir.settings.sections import read_settings
from weir.settings.source import raise_it

__all__ = ["filled_state"]

KEY = b"0" * 32
"""A fixed one: with a random key one address in millions stands for another real one."""

SECRET = "hunter2-of-acme"


def _unpacked(file: Path) -> dict[str, str]:
    with tarfile.open(file) as packed:
        return {
            entry.name.partition("/")[2]: body.read().decode()
            for entry in packed
            if (body := packed.extractfile(entry)) is not None
        }


def test_no_real_address_name_mac_or_secret_is_in_it(filled_state: Path, tmp_path: Path) -> None:
    environment = {
        "WEIR_EMBEDDED_STATE_DIR": str(filled_state),
        "WEIR_EMBEDDED_SOURCES": "/srv/acme-works/tap-7.log",
        "WEIR_SITE_NAME": "acme",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": "broker.acme.example:9092",
        "WEIR_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "WEIR_KAFKA_SASL_USERNAME": "acme-weir",
        "WEIR_KAFKA_SASL_PASSWORD": SECRET,
    }
    loaded, place, given = read_settings(None, environment, raise_it)
    model = SqliteReadModel(filled_state, loaded.settings_for)
    assets = model.assets(AssetsWanted()).items
    real = {"acme", "broker.acme.example", SECRET, *(zone.name for zone in model.zones())}
    for asset in assets:
        real |= {asset.id, asset.name or asset.id, asset.declared_id or asset.id, *asset.ips, *asset.macs}
    # Whatever tells most: all alerts at length, every name and address, and the secret itself.
    log = tmp_path / "weir.log"
    said = [f"{alert.title} {alert.summary} {alert.initiator}" for alert in model.alerts(AlertsWanted()).items]
    log.write_text("\n".join([*said, *sorted(real), "00:1b:1b:aa:bb:cc 203.0.113.77 fd00:9::7"]))
    found = [CheckLine(check="disk", status="ok", said=f"3 GB free at {filled_state}")]

    file = tmp_path / "report.tar.gz"
    names = write_bundle(file, loaded, place, given, found, kafka=False, log=log, key=KEY)

    texts = _unpacked(file)
    assert sorted(texts) == names
    assert {"README.txt", "version.txt", "settings.toml", "doctor.txt", "state.json", "log.txt"} <= set(texts)
    assert file.stat().st_mode & 0o077 == 0
    # Its own words name no plant: they are what a zone may be called too.
    told = "\n".join(text for name, text in texts.items() if name not in {"README.txt", "version.txt"})
    keys = re.compile(r"^(?:# )?[a-z_]+ = |^\[[a-z]+\]$|\"[a-z_]+\":", re.MULTILINE)
    told = keys.sub("", told)
    words = {"it", "ot", "dmz", "unknown", "office"}
    for name in real | {"1b:1b", "113.77", "fd00:9::7"}:
        if name not in words:
            assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told), name
    assert "***" in texts["settings.toml"]


def test_the_readme_names_every_file_that_can_be_in_it() -> None:
    for name in ("version.txt", "settings.toml", "doctor.txt", "state.json", "metrics.txt", "health.json", "log.txt"):
        assert name in README


def test_two_bundles_cannot_be_told_to_be_of_one_plant(filled_state: Path, tmp_path: Path) -> None:
    taken = read_settings(None, {"WEIR_EMBEDDED_STATE_DIR": str(filled_state), "WEIR_SITE_NAME": "acme"}, raise_it)
    for name in ("a", "b"):
        write_bundle(tmp_path / f"{name}.tar.gz", *taken, [], kafka=False)
    first, second = (_unpacked(tmp_path / f"{name}.tar.gz")["state.json"] for name in ("a", "b"))
    assert first != second
    assert len(first) == len(second)


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    taken = read_settings(None, {"WEIR_EMBEDDED_STATE_DIR": str(tmp_path / "none")}, raise_it)
    file = tmp_path / "b.tar.gz"
    file.write_text("mine")
    with pytest.raises(UserError, match="is there already"):
        write_bundle(file, *taken, [], kafka=False)
    assert file.read_text() == "mine"
    write_bundle(tmp_path / "c.tar.gz", *taken, [], kafka=False)
    assert "not read: " in _unpacked(tmp_path / "c.tar.gz")["state.json"]
