"""Settings of exporters say what they mean, or are refused with the reason."""

import msgspec
import pytest

from streams.sources.listening.settings import ExporterSettings, NetflowSettings, netflow_problems

ROUTER = ExporterSettings(address="10.0.0.1")


def test_nothing_declared_takes_all_and_something_declared_parks_the_others() -> None:
    assert not NetflowSettings().parks
    assert NetflowSettings(exporters=(ROUTER,)).parks
    assert not NetflowSettings(exporters=(ROUTER,), unknown_exporters="take").parks


def test_the_sites_that_flows_may_have_are_known() -> None:
    north = ExporterSettings(address="10.1.0.0/16", site="north")
    assert NetflowSettings().sites("plant") == {"plant"}
    assert NetflowSettings(exporters=(north,)).sites("plant") == {"north"}
    assert NetflowSettings(exporters=(north, ROUTER)).sites("plant") == {"north", "plant"}
    assert NetflowSettings(exporters=(north,), unknown_exporters="take").sites("plant") == {"north", "plant"}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (NetflowSettings(exporters=(ExporterSettings(address="router-1"),)), "'router-1' is no address and no network"),
        (NetflowSettings(exporters=(ExporterSettings(address="10.0.0.1/8"),)), "has host bits set"),
        (NetflowSettings(exporters=(ROUTER, ExporterSettings(address="::ffff:10.0.0.1"))), "is declared twice"),
        (NetflowSettings(exporters=(ExporterSettings(address="::1", site="a|b"),)), "is no name for a site"),
        (NetflowSettings(unknown_exporters="park"), "nothing would be taken"),
    ],
)
def test_what_contradicts_itself_is_told(settings: NetflowSettings, problem: str) -> None:
    assert problem in " ".join(netflow_problems(settings))


def test_what_is_right_has_no_problem() -> None:
    assert netflow_problems(NetflowSettings(exporters=(ROUTER, ExporterSettings(address="fd00::/8")))) == []


def test_what_is_none_of_its_keys_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="adress"):
        msgspec.convert({"adress": "10.0.0.1"}, ExporterSettings)
