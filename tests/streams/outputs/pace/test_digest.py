"""One alert that stands for many."""

import msgspec

from schemas.formats.alerts.registry import ALERT_FORMATS, from_origin
from streams.outputs.pace.digest import NAMED, Held
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, whole
from tests.streams.records import SITE, an_alert


def held(count: int) -> Held:
    one = Held(SITE)
    for number in range(count):
        kind = "scan" if number % 3 else "new-path"
        one.add(msgspec.structs.replace(an_alert(f"a{number}", time=1_000.0 + number), kind=kind))
    return one


def test_it_counts_levels_and_kinds_and_names_some() -> None:
    digest = held(50).digest("chat", 60)
    assert digest.kind == "output-digest"
    assert digest.title == "50 more alerts than this output takes in a minute"
    assert [(reason.text, reason.value) for reason in digest.reasons] == [
        ("33 alerts of level high: scan", 33.0), ("17 alerts of level high: new-path", 17.0),
    ]  # fmt: skip
    assert "a0-1, a1-1" in digest.summary
    assert "a19-1 and 30 more." in digest.summary
    assert (digest.count, digest.level, digest.severity) == (50, "high", 70)
    assert (digest.first_seen, digest.last_seen, digest.site) == (1_000.0, 1_049.0, SITE)


def test_the_same_alerts_give_the_same_digest_and_others_another() -> None:
    assert held(7).digest("chat", 60) == held(7).digest("chat", 60)
    ids = {held(7).digest("chat", 60).id, held(8).digest("chat", 60).id, held(7).digest("mail", 60).id}
    assert len(ids) == 3


def test_a_copy_counts_on_by_itself() -> None:
    first = held(3)
    second = first.copy()
    second.add(an_alert("more"))
    assert (first.count, second.count) == (3, 4)
    assert "more-1" not in first.digest("chat", 60).summary


def test_its_size_does_not_grow_with_what_it_stands_for() -> None:
    small, large = (len(msgspec.json.encode(held(count).digest("chat", 60))) for count in (NAMED * 2, 10_000))
    assert large < small + 200


def test_every_format_writes_it() -> None:
    one = Held(HOSTILE)
    one.add(whole(site=HOSTILE))
    for name in ALERT_FORMATS:
        assert from_origin(name, HERE)(one.digest("chat", 60))
