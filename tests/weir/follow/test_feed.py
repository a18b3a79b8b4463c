"""Which alerts are shown, in which order, and which is selected."""

from msgspec.structs import replace

from tests.schemas.formats.alerts.alerts import whole
from weir.follow import feed as feeds
from weir.follow.feed import Feed, key_of

WORST = whole(id="a" * 20, severity=90, revision_time=10.0)
NEWEST = whole(id="b" * 20, severity=50, revision_time=30.0)
CLOSED = whole(id="c" * 20, severity=99, revision_time=20.0, status="closed")


def filled() -> Feed:
    feed = Feed()
    feed.take([NEWEST, CLOSED, WORST])
    return feed


def test_what_waits_is_shown_the_worst_first() -> None:
    feed = filled()
    assert feed.shown() == [WORST, NEWEST]
    feed.by_time = True
    assert feed.shown() == [NEWEST, WORST]
    feed.every = True
    assert feed.shown() == [NEWEST, CLOSED, WORST]
    feed.by_time = False
    assert feed.shown() == [WORST, NEWEST, CLOSED]
    assert feed.waiting() == 2


def test_a_newer_revision_takes_the_place_of_an_older_one_and_never_the_other_way_round() -> None:
    feed = filled()
    newer = replace(WORST, revision=7, severity=10)
    feed.take([newer, WORST])
    assert feed.shown() == [NEWEST, newer]
    feed.update([whole(id="d" * 20), replace(newer, revision=8, status="expected")])
    assert feed.shown() == [NEWEST]


def test_the_selection_stays_on_its_alert_and_moves_within_bounds() -> None:
    feed = filled()
    assert feed.current() == WORST
    feed.move(1)
    feed.take([whole(id="d" * 20, severity=100)])
    assert feed.current() == NEWEST
    feed.move(99)
    assert feed.current() == NEWEST
    feed.move(-99)
    assert feed.current() is not None
    assert feed.selected == ("north", "d" * 20)
    empty = Feed()
    empty.move(1)
    assert empty.current() is None


def test_what_was_judged_here_stays_until_its_answer_has_been_seen() -> None:
    feed = filled()
    feed.judge(key_of(WORST))
    answered = replace(WORST, revision=3, status="expected")
    feed.update([answered])
    assert feed.shown() == [NEWEST, answered]


def test_all_words_must_be_found_in_what_an_alert_names() -> None:
    feed = filled()
    feed.words = "ENG-ws 10.9.1.7"
    assert len(feed.shown()) == 2
    feed.words = "eng-ws nowhere"
    assert feed.shown() == []


def test_only_so_many_are_held_and_those_are_the_worst() -> None:
    feed = Feed()
    count = feeds.MOST_KEPT * 5 // 4
    feed.take(whole(id=f"{number:020}", severity=number % 100) for number in range(count))
    assert len(feed.shown()) == feeds.MOST_KEPT
    assert feed.left_out == count - feeds.MOST_KEPT
    assert min(alert.severity for alert in feed.shown()) == 20
