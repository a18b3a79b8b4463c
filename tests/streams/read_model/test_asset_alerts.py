"""An asset's alerts stand beside what the state has of it, the newest first."""

from schemas.asset_summary import AssetSummary
from schemas.overview.asset_detail import AssetDetail
from streams.read_model.asset_alerts import MOST_ALERTS, alerts_about, with_alerts
from streams.read_model.wanted import Page
from tests.streams.read_model.filled import ALERTS

SUMMARY = AssetSummary(
    id="ip:10.3.0.1", site="plant", first_seen=1.0, last_seen=2.0, peers=0, services_served=(), services_used=(),
    paths=0, alive=True,
)  # fmt: skip
DETAIL = AssetDetail(summary=SUMMARY, known_by="address", place_reason="x")


def test_the_alerts_of_its_site_are_asked_for_by_its_id() -> None:
    wanted = alerts_about(DETAIL)
    assert (wanted.site, wanted.asset, wanted.limit) == ("plant", "ip:10.3.0.1", MOST_ALERTS)


def test_alerts_come_the_newest_first_and_say_how_many_there_are() -> None:
    found = with_alerts(DETAIL, Page([ALERTS[0], ALERTS[1]], 7))
    assert [(alert.id, alert.severity) for alert in found.alerts] == [("aa2", 45), ("aa1", 90)]
    assert found.alerts_total == 7
