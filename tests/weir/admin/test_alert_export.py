"""Recorded alerts in a receiver's format: every revision once, whole files only."""

import json
from pathlib import Path

import pytest

from schemas import codec
from schemas.formats.alerts.registry import ALERT_FORMATS, from_origin
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, whole
from weir.admin.alert_export import write_alerts
from weir.errors import UserError


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    alerts = [
        whole(revision=1),
        whole(revision=2),
        whole(revision=2),
        *(whole(one.kind, id=one.kind) for one in ONE_EACH),
    ]
    path = tmp_path / "alerts.ndjson"
    path.write_bytes(codec.encode_lines(alerts))
    return path


@pytest.mark.parametrize("name", ALERT_FORMATS)
def test_every_revision_is_written_once_in_every_format(recorded: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    written = write_alerts(str(recorded), name, HERE, out)
    assert written.count == 2 + len(ONE_EACH)
    if ALERT_FORMATS[name].one_line:
        headings = int(ALERT_FORMATS[name].heading is not None)
        assert len(out.read_bytes().splitlines()) == written.count + headings
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("name", [name for name, form in ALERT_FORMATS.items() if form.one_line])
def test_what_is_exported_is_what_a_sink_would_send(recorded: Path, tmp_path: Path, name: str) -> None:
    """So what tests/receivers shows of real parsers holds of exports too."""
    write_alerts(str(recorded), name, HERE, tmp_path / "out")
    lines = (tmp_path / "out").read_bytes().splitlines()[int(ALERT_FORMATS[name].heading is not None) :]
    wanted = [whole(revision=1), whole(revision=2), *(whole(one.kind, id=one.kind) for one in ONE_EACH)]
    assert lines == [from_origin(name, HERE)(alert) for alert in wanted]


def test_lines_of_cef_are_read_by_a_parser(recorded: Path, tmp_path: Path) -> None:
    write_alerts(str(recorded), "cef", HERE, tmp_path / "out")
    read = [parsers.cef(line)[1] for line in (tmp_path / "out").read_text().splitlines()]
    assert [(one["externalId"], one["cn1"]) for one in read[:2]] == [(whole().id, "1"), (whole().id, "2")]


def test_without_a_file_it_goes_to_standard_output(recorded: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write_alerts(str(recorded), "ecs", HERE, None).count == 2 + len(ONE_EACH)
    assert all(json.loads(line) for line in capfdbinary.readouterr().out.splitlines())


def test_a_file_without_alerts_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("{}\n")
    with pytest.raises(UserError, match="what is read here"):
        write_alerts(str(tmp_path / "none"), "cef", HERE, tmp_path / "out")
    assert not (tmp_path / "out").exists()
