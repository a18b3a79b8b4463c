"""What words have taught, as rows: the same of a pipeline and of its stored records."""

from models.lessons.group import Group, Lesson
from models.queries.stored_site import StoredSite
from models.queries.taught import taught
from models.settings import CoreSettings
from models.state.state_codec import encode
from schemas.overview.learning import TaughtKind
from schemas.state import StateRecord
from tests.models import builders as b


def group(name: str, kind: str, *judged: bool, from_: str = "dmz") -> Group:
    made = Group(name, kind, from_, "cell", None)  # type: ignore[arg-type]
    for number, malicious in enumerate(judged):
        made.teach(Lesson(f"{name} {number}", float(number), malicious))
    return made


def test_rows_stand_by_kind_and_those_of_which_most_was_said_first() -> None:
    groups = [group("a", "scan", False), group("b", "burst", True), group("c", "scan", False, False, from_="office")]
    assert [(row.kind, row.from_, row.expected, row.malicious) for row in taught("plant", groups)] == [
        ("burst", "dmz", 0, 1), ("scan", "office", 2, 0), ("scan", "dmz", 1, 0),
    ]  # fmt: skip


def test_the_stored_records_tell_the_same() -> None:
    pipeline = b.learnt_plant()
    for number in range(3):
        at = b.after() + number * b.HOUR
        [alert] = b.last_revisions(b.alerts_of(pipeline, b.flow(at, f"10.3.0.{50 + number}", b.PLC, 80))).values()
        b.run(pipeline, [b.verdict(at + 60.0, "expected", alert=alert.id)])
    records = {record.key: record for record in (*b.learnt_records(), *pipeline.changed_records())}
    stored = StoredSite(b.SITE, records.values())
    assert stored.learning(CoreSettings()).taught == pipeline.learning().taught != ()


def test_a_record_that_is_damaged_or_another_ones_is_left_out() -> None:
    whole = encode(group("aa", "scan", False))
    records = [StateRecord("plant|@taught|aa", whole), StateRecord("plant|@taught|bb", whole)]
    records.append(StateRecord("plant|@taught|cc", whole[:-1]))
    row = TaughtKind(site="plant", kind="scan", from_="dmz", to="cell", expected=1, malicious=0, points=0.0, latest=0.0)
    assert StoredSite("plant", records).learning(CoreSettings()).taught == (row,)
