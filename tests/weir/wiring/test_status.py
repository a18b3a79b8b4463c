"""`weir run` as a process: what it shows of itself, compared with what it was given."""

import signal
from pathlib import Path

import pytest

from schemas import codec
from streams.status import figures
from streams.status.observer import UNOBSERVED, Ready
from streams.status.settings import MetricsSettings
from streams.stores.sqlite_reader import SqliteReader
from tests.kafka.broker import free_port
from tests.kafka.world import until
from tests.scraping import asked, scrape
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE
from tests.weir.command_line import weir
from tests.weir.wiring.test_embedded import Run
from weir.errors import UserError
from weir.wiring.status import observed


@pytest.fixture
def listen() -> str:
    return f"127.0.0.1:{free_port()}"


def ready(listen: str) -> bool:
    try:
        return asked(listen, "/readyz")[0] == 200
    except OSError:
        return False


def test_a_run_shows_what_it_was_given_and_what_came_of_it(
    tmp_path: Path, listen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "flows.ndjson"
    flows = [a_flow(number, initiator=f"10.1.0.{number % 20 + 1}", responder="9.9.9.9") for number in range(300)]
    good = codec.encode_lines(flows)
    log.write_bytes(good + b"{no flow\n" * 7)
    zones = tmp_path / "zones.json"
    zones.write_text(
        '[{"zone": "office", "level": 4, "side": "it", "cidrs": ["10.0.0.0/16"]},'
        ' {"zone": "cells", "level": 1, "side": "ot", "cidrs": ["10.1.0.0/16"]}]'
    )
    run = Run(
        tmp_path / "run",
        str(log),
        WEIR_METRICS_LISTEN=listen,
        WEIR_METRICS_CENSUS_S="0.1",
        WEIR_EMBEDDED_CHECKPOINT_S="0.2",
        WEIR_EMBEDDED_POLL_S="0.02",
        WEIR_EMBEDDED_ZONES=str(zones),
        WEIR_LOG_FORMAT="json",
    )
    process = run.start("--quiet")
    until(lambda: ready(listen), "it is ready")
    until(lambda: scrape(listen).value("weir_flows_total", site=SITE) == 300, "all flows are counted")
    until(lambda: scrape(listen).value("weir_dead_letters_total", kind="malformed") == 7, "all refused are counted")
    until(lambda: scrape(listen).value("weir_paths", site=SITE) == 20, "the site is counted")
    page = scrape(listen)
    monkeypatch.setenv("WEIR_METRICS_LISTEN", listen)
    said = weir("health", "--ready", "--json")
    assert (said.code, said.out[:10]) == (0, '{"ok":true')
    second = weir("run", str(log))
    assert second.code == 1
    assert f"{listen}: Address already in use; give [metrics] listen" in second.error
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 0

    alerts = SqliteReader(run.state).latest_alerts()
    assert page.value("weir_open_alerts", site=SITE) == len(alerts) > 0
    opened = sum(page.by("weir_alerts_total", "kind", "level").values())
    assert opened == len(alerts)
    held = [path for path in SqliteReader(run.state).paths() if path.status != "learnt"]
    assert page.value("weir_ledger_paths", site=SITE) == len(held) > 0
    assert page.value("weir_read_bytes_total", site=SITE) == log.stat().st_size
    assert page.value("weir_source_lag_bytes", source=str(log)) == 0
    assert page.value("weir_records_total", kind="asset-changes") == 2
    assert page.value("weir_partitions_held") == 1
    assert page.value("weir_recovery_seconds", partition="0") is not None
    assert page.value("weir_commit_seconds_count") == page.value("weir_checkpoint_seconds_count")
    assert page.value("weir_ready_assets_ratio", site=SITE) == 0.0
    assert (page.value("weir_flow_age_seconds", site=SITE) or 0.0) > 1_000_000
    assert all(line.startswith(b'{"time": "') for line in error.splitlines())
    assert error.count(b"metrics and health are at %s") == 1


def test_a_path_that_is_not_there_is_told_at_once_and_costs_readiness_until_it_comes(
    tmp_path: Path, listen: str
) -> None:
    log = tmp_path / "late" / "flows.ndjson"
    run = Run(tmp_path / "run", str(log), WEIR_METRICS_LISTEN=listen, WEIR_EMBEDDED_POLL_S="0.02")
    process = run.start("--quiet")

    def reason() -> str:
        try:
            return asked(listen, "/readyz")[2].decode()
        except OSError:
            return ""

    until(lambda: f"{log}: no such file or folder" in reason(), "it says which path is not there")
    assert asked(listen, "/readyz")[0] == 503
    assert scrape(listen).value("weir_source_absent_paths", source=str(log)) == 1
    assert scrape(listen).value("weir_ready") == 0
    log.parent.mkdir()
    log.write_bytes(codec.encode_lines([a_flow(0)]))
    until(lambda: ready(listen), "it is ready once the log is there")
    assert scrape(listen).value("weir_source_absent_paths", source=str(log)) == 0
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate(timeout=30)
    assert f"{log}: no such file or folder; nothing is read from it".encode() in error
    assert f"{log}: is there now".encode() in error


def test_a_loop_that_stands_is_not_alive(listen: str) -> None:
    settings = MetricsSettings(listen=listen, stale_s=0.05)
    with observed(settings, "collector") as observer:
        observer.turn()
        until(lambda: asked(listen, "/healthz")[0] == 503, "it is stale")
        observer.tell(Ready(None))
        assert asked(listen, "/readyz")[0] == 503


def test_nothing_is_observed_unless_asked_for() -> None:
    with observed(MetricsSettings(), "worker") as observer:
        assert observer is UNOBSERVED


def test_the_port_is_free_again_afterwards(listen: str) -> None:
    for _ in range(2):
        with observed(MetricsSettings(listen=listen), "worker"):
            assert scrape(listen).value(figures.READY.name) == 0


def test_an_address_of_another_machine_is_refused_in_one_line() -> None:
    # TEST-NET-1 (RFC 5737): no machine has it.
    with (
        pytest.raises(UserError, match=r"no metrics and health: 192\.0\.2\.1:9108: "),
        observed(MetricsSettings(listen="192.0.2.1:9108"), "worker"),
    ):
        pass


def test_a_flood_of_refused_lines_is_few_log_lines(tmp_path: Path) -> None:
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines([a_flow(0)]) + b"{no flow\n" * 100_000)
    said = Run(tmp_path / "run", str(log), WEIR_LOG_ALIKE_A_MINUTE="10").finish("--once", "--quiet")
    assert "100000 refused" in said
    assert said.count("refused: ") == 10 + 1
    assert "more like this in the last minute: refused: %s line %s: %s" in said
    assert len(said.splitlines()) < 20
