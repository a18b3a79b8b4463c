"""The detectors with what the settings say and what their alerts came to."""

from pathlib import Path

import msgspec
import pytest

from schemas.detectors import WATCHES
from streams.read_model.wanted import UnknownValue
from tests.streams.read_model.filled import ALERTS, a_model, commit
from weir.admin.detectors import detector_detail, detector_rows
from weir.settings.sections import DetectorSettings, Settings, SiteOverrides


def test_each_detector_has_a_row_and_what_was_judged_is_true_or_cost(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    scans = [
        msgspec.structs.replace(ALERTS[1], id=f"scan{number}", status=status)
        for number, status in enumerate(("malicious", "expected", "expected", "muted", "closed", "withheld"))
    ]
    commit(tmp_path, *scans)
    rows = {row.kind: row for row in detector_rows(model, Settings(), None)}
    assert list(rows) == list(WATCHES)
    scan = rows["scan"]
    assert (scan.alerts, scan.medium, scan.open, scan.withheld, scan.closed) == (7, 7, 1, 1, 1)
    assert (scan.found_true, scan.cost) == (scan.malicious, scan.expected + scan.muted) == (1, 3)
    assert scan.last_time == ALERTS[1].time
    assert (rows["pivot"].alerts, rows["pivot"].last_time) == (0, None)


def test_it_is_off_where_the_settings_say_so(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    settings = Settings(
        detectors=DetectorSettings(off=("scan", "volume")), sites={"north": SiteOverrides(detectors_off=("scan",))}
    )
    rows = {row.kind: row for row in detector_rows(model, settings, None)}
    assert [(rows[kind].on, rows[kind].off_in) for kind in ("scan", "volume", "pivot")] == [
        (False, ("north", "plant")),
        (True, ("plant",)),
        (True, ()),
    ]
    north = {row.kind: row for row in detector_rows(model, settings, "north")}
    assert (north["scan"].on, north["volume"].on) == (False, True)


def test_a_site_that_nobody_knows_is_refused_and_one_of_the_settings_is_not(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    with pytest.raises(UnknownValue, match="no site 'nobody'"):
        detector_rows(model, Settings(), "nobody")
    settings = Settings(sites={"south": SiteOverrides()})
    assert sum(row.alerts for row in detector_rows(model, settings, "south")) == 0


def test_one_at_length_has_its_latest_alerts_the_newest_first(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    later = [msgspec.structs.replace(ALERTS[1], id=f"scan{n}", time=ALERTS[1].time + n) for n in range(1, 4)]
    commit(tmp_path, *later)
    detail = detector_detail(model, Settings(), "scan", None, 3)
    assert [alert.id for alert in detail.latest] == ["scan3", "scan2", "scan1"]
    assert [(one.id, one.name) for one in detail.techniques] == [("T0846", "Remote System Discovery")]
    assert detail.loss is None
    assert detector_detail(model, Settings(), "external-path", None, 3).latest == ()
