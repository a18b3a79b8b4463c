from replay.simulate.near_misses.new_web_sites import new_web_sites
from tests.replay.simulate.figures import QUIET, crosses, rows
from tests.replay.simulate.planting import planted


def test_the_sites_are_new_to_the_whole_plant() -> None:
    visits = planted(new_web_sites, "new-web-sites").connections
    assert {crosses(row) for row in visits} == {("it", "external")}
    assert not {row.responder_ip for row in visits} & {row.responder_ip for row in rows(QUIET)}
    assert len({row.responder_ip for row in visits}) == 30
