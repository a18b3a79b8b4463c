"""Why an asset stands where it stands, in the order in which places are decided."""

import pytest

from models.baseline.asset import new_asset
from models.boundary.place_reason import place_reason
from schemas.asset_change import AssetChange
from tests.models import builders as b
from tests.models.boundary.test_placing import host, zones


@pytest.mark.parametrize(
    ("ip", "facts", "changes", "said"),
    [
        (b.PLC, {}, b.ZONES, "10.9.0.11 lies in 10.9.0.0/24 of zone cell"),
        (b.PLC, {"declared_zone": "cell"}, b.ZONES, "the inventory puts it into zone cell"),
        (
            b.PLC,
            {"declared_zone": "dmz"},
            b.ZONES,
            "the inventory puts it into zone dmz, though its address lies in cell",
        ),
        ("10.77.0.1", {}, b.ZONES, "no zone holds its addresses"),
        ("10.77.0.1", {"declared_zone": "x"}, b.ZONES, "the inventory names zone x, which nobody declared"),
        ("10.77.0.1", {"declared_level": 1.0}, b.ZONES, "the inventory gives it level 1"),
        ("8.8.8.8", {}, b.ZONES, "only public addresses"),
        ("8.8.8.8", {"declared_zone": "dmz"}, b.ZONES, "zone dmz for conduits, which moves no side"),
        (b.PLC, {"serves_ot": True}, (), "a guess, since no zones are declared: it answered an OT protocol"),
        (b.PLC, {"polls_ot": True}, (), "it polled an OT protocol in 2 different hours"),
        (b.PLC, {}, (), "it was not seen to answer or poll an OT protocol"),
    ],
)
def test_it_says_what_decided(ip: str, facts: dict[str, object], changes: tuple[AssetChange, ...], said: str) -> None:
    assert said in place_reason(host(ip, **facts), zones(*changes))


def test_what_stands_for_many_peers_has_no_known_side() -> None:
    assert "many peers" in place_reason(new_asset("other:peers", "", 0.0, external=True), zones(*b.ZONES))
