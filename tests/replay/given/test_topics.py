"""What lies in topics is revised: a span of it, and what files state in its place; whole replays are in tests/kafka."""

import pytest
from msgspec import structs

from replay.given.span import Span
from replay.given.statements import Stated
from replay.given.topics import RevisedPartition, Revision, StatementKind, replaced_by, statement_kind
from schemas.asset_change import AssetChange
from schemas.state import StateRecord
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka.log.topics import partition_of
from streams.messages import Record
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0

ZONE, ASSET, CONDUIT, INITIATOR, PLANT = "zone", "asset", "conduit", "initiator", "site"


def change(subject: str = ZONE, what: str = "declared", *, at_s: float = 0.0, site: str = SITE) -> AssetChange:
    return AssetChange(site=site, time=T0 + at_s, source="t", subject=subject, change=what, id=f"{subject}-{at_s}")  # type: ignore[arg-type]


def verdict(at_s: float, site: str = SITE) -> Verdict:
    return Verdict(site=site, time=T0 + at_s, author="ann", decision="expected", initiator=f"host-{at_s}")


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (change(ZONE), "zones"),
        (change(CONDUIT, "retired"), "zones"),
        (change(ASSET), "assets"),
        (change(ASSET, "address-released"), "assets"),
        (change(ASSET, "maintenance-started"), "maintenance"),
        (change(ZONE, "maintenance-ended"), "maintenance"),
        (change(INITIATOR, "maintenance-started"), "maintenance"),
        (change(ZONE, "learning-restarted"), None),
        (change(PLANT, "learning-restarted"), None),
        (verdict(1.0), "verdicts"),
        (a_flow(1), None),
        (Tick(SITE, "t", T0), None),
    ],
)
def test_a_statement_is_of_the_option_that_files_of_it_are_given_by(record: Record, kind: StatementKind | None) -> None:
    assert statement_kind(record) == kind


def test_files_speak_of_the_sites_that_they_name_and_silent_ones_of_the_site_given() -> None:
    stated = Stated([change(site="north"), change(ASSET, site="south")], [], [])
    assert replaced_by(stated, ["zones", "assets", "verdicts"], SITE) == {
        ("north", "zones"), ("south", "assets"), (SITE, "verdicts"),
    }  # fmt: skip


def test_what_files_say_stands_in_place_of_what_the_topics_say_for_their_sites_alone() -> None:
    stated = Stated([change(at_s=50.0)], [], [])
    revised = RevisedPartition(Revision(stated=stated, replaced=frozenset({(SITE, "zones")})), 0, 1)
    assert revised.first().records == [change(at_s=50.0)]
    kept: list[Record] = [change(ASSET), verdict(1.0), change(site="north"), a_flow(1)]
    assert revised.taken([change(), *kept, change(CONDUIT)]) == kept
    assert revised.left_out == {"zones": 2}
    assert revised.sites == {SITE}


def test_verdicts_of_files_come_before_the_first_record_of_their_site_and_time_and_the_rest_last() -> None:
    given = [verdict(2.0), verdict(2.0, "north"), verdict(9.0)]
    revised = RevisedPartition(Revision(stated=Stated([], given, [])), 0, 1)
    assert revised.taken([a_flow(1)]) == [a_flow(1)]
    assert revised.taken([a_flow(2), a_flow(3)]) == [verdict(2.0), a_flow(2), a_flow(3)]
    assert revised.last().records == [verdict(2.0, "north"), verdict(9.0)]
    assert revised.last().records == []


def test_each_partition_gets_what_is_stated_of_its_own_sites_and_their_state() -> None:
    sites = [f"plant-{number}" for number in range(6)]
    records = tuple(StateRecord(f"{site}|@zones", b"") for site in sites)
    revision = Revision(
        stated=Stated([change(site=site) for site in sites], [verdict(1.0, site) for site in sites], []), state=records
    )
    for partition in range(2):
        own = [site for site in sites if partition_of(site, 2) == partition]
        revised = RevisedPartition(revision, partition, 2)
        assert [one.site for one in revised.first().records] == own
        assert [one.site for one in revised.last().records] == own
        assert [one.key for one in revision.state_of(partition, 2)] == [f"{site}|@zones" for site in own]


def test_flows_outside_a_span_are_counted_and_what_was_said_before_it_holds() -> None:
    revised = RevisedPartition(Revision(span=Span(T0 + 10.0, T0 + 20.0)), 0, 1)
    ticks = [Tick(SITE, "t", T0 + at) for at in (5.0, 15.0)]
    given: list[Record] = [change(at_s=5.0), verdict(6.0), a_flow(7), *ticks, a_flow(15), verdict(25.0), a_flow(25)]
    declared = structs.replace(change(at_s=5.0), time=T0 + 10.0)
    assert revised.taken(given) == [declared, verdict(6.0), ticks[1], a_flow(15)]
    assert revised.outside == 2


def test_what_was_said_before_a_span_is_in_the_state_that_the_replay_goes_on_from() -> None:
    revised = RevisedPartition(Revision(span=Span(T0 + 10.0), state=()), 0, 1)
    assert revised.taken([change(at_s=5.0), verdict(6.0), verdict(12.0)]) == [verdict(12.0)]
