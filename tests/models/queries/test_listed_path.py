"""A path in a list: what it says without being made a record."""

from models.queries.listed_path import ListedPath
from models.queries.stored_site import StoredSite
from tests.models import builders as b


def listed(*events: b.Event) -> dict[str, ListedPath]:
    """Those of the plant with an office host at their beginning, by service."""
    plant = b.learnt_plant()
    records = {record.key: record for record in b.learnt_records()}
    b.run(plant, events)
    records |= {record.key: record for record in plant.changed_records()}
    stored = StoredSite(b.SITE, [record for record in records.values() if record.value is not None])
    return {path.stored.service: path for path in stored.paths() if b.OFFICE in path.initiator.record.ips}


def test_a_path_that_was_held_alerted_and_a_learnt_one_did_not() -> None:
    paths = listed(b.flow(b.after() + 60, b.OFFICE, b.PLC, service="modbus"))
    assert (paths["modbus"].alerted, paths["modbus"].crosses) == (True, True)
    assert not paths["tls"].alerted


def test_a_path_that_was_muted_before_it_could_alert_did_not() -> None:
    mute = b.verdict(b.after(), "mute", initiator=b.OFFICE, expires=b.after() + b.DAY)
    paths = listed(mute, b.flow(b.after() + 60, b.OFFICE, b.PLC, service="modbus"))
    assert paths["modbus"].stored.status == "held"
    assert not paths["modbus"].alerted


def test_its_record_is_that_of_the_running_path() -> None:
    plant = b.learnt_plant()
    stored = StoredSite(b.SITE, b.learnt_records())
    assert [path.record(b.SITE) for path in stored.paths()] == plant.paths()
