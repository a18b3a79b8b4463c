"""An asset at length, as scripts read it."""

import msgspec

from schemas.asset_summary import AssetSummary
from schemas.codec import encode_for_people
from schemas.overview.asset_detail import AlertBrief, AssetDetail


def test_it_comes_back_as_it_was_written_without_what_is_absent() -> None:
    summary = AssetSummary(
        id="ip:10.1.0.1", site="plant", first_seen=1.0, last_seen=2.0, peers=0, services_served=(), services_used=(),
        paths=0, alive=True,
    )  # fmt: skip
    alert = AlertBrief(id="aa", time=2.0, level="high", severity=70, status="open", title="x")
    detail = AssetDetail(summary=summary, known_by="address", place_reason="x", alerts=(alert,), alerts_total=1)
    line = encode_for_people(detail)
    assert b"owner" not in line
    assert msgspec.json.decode(line, type=AssetDetail) == detail
