"""What a shard can't take, or fails on, is a dead letter, and its neighbours count."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.detectors.registry import DETECTORS
from models.findings.sighting import NO_WORDS, About, Finding, Sighting
from models.pipeline import Pipeline
from schemas.attack import AlertKind
from schemas.codec import encode_lines
from schemas.dead_letter import DeadLetter
from schemas.verdict import Verdict
from streams.checkpoint.refusals import LETTERS_EACH
from streams.messages import InputKind, Message, message_of
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from streams.withheld import WITHHELD_HEADER, Withheld, header_of
from tests.models import builders as b
from tests.streams.shards import TOPICS, checkpoint, flows_counted, known_path, message, opened


def test_a_bad_line_is_a_dead_letter_and_its_neighbours_count() -> None:
    shard = opened()
    good = encode_lines(known_path(1))
    shard.apply_message(Message("flows", "weir.flows", 0, b.SITE, good + b"{broken\n" + good))
    made = checkpoint(shard)
    assert flows_counted(shard) == 2
    assert [(letter.line, letter.raw) for letter in made.dead_letters] == [(2, b"{broken")]


@pytest.mark.parametrize("site", ["other", "", "a b", "a|b", "x" * 65])
def test_a_record_whose_site_is_not_the_messages_key_is_refused(site: str) -> None:
    shard = opened()
    shard.apply_message(message("flows", 0, *known_path(1), b.flow(b.MONDAY + 5, b.SCADA, b.PLC, site=site)))
    made = checkpoint(shard)
    assert flows_counted(shard) == 1
    assert len(made.dead_letters) == 1


def test_what_the_core_refuses_is_a_dead_letter_with_its_bytes() -> None:
    shard = opened()
    shard.apply_message(message("flows", 2, b.flow(b.MONDAY, "no address", b.PLC)))
    shard.apply_message(
        message("verdicts", 0, Verdict(site=b.SITE, time=b.MONDAY, author="ann", decision="expected", alert="gone"))
    )
    letters = checkpoint(shard).dead_letters
    assert [letter.source for letter in letters] == ["weir.flows", "weir.verdicts"]
    assert b"no address" in letters[0].raw
    assert "gone" in letters[1].reason


def test_a_flood_of_bad_lines_is_a_few_letters_that_count_them_all() -> None:
    shard = opened()
    for offset in range(60):
        shard.apply_message(Message("flows", "weir.flows", offset, b.SITE, b"{broken\n" * 1_000))
    letters = checkpoint(shard).dead_letters
    assert len(letters) == LETTERS_EACH + 1
    assert sum(letter.count for letter in letters) == 60_000
    assert (letters[-1].position, letters[-1].last_position) == (0, 59)


def test_messages_that_were_held_back_are_a_letter_and_are_passed() -> None:
    shard = opened()
    _, told = header_of(Withheld("too much", first=3, count=5, size=9_000))
    headers = (("other", b"x"), (WITHHELD_HEADER, told))
    shard.apply_message(message_of("flows", "weir.flows", 7, b.SITE.encode(), encode_lines(known_path(2)), headers))
    (letter,) = checkpoint(shard).dead_letters
    assert (letter.kind, letter.position, letter.last_position, letter.count) == ("oversized", 3, 7, 5)
    assert shard.position("weir.flows") == 7
    assert flows_counted(shard) == 0


def test_a_flow_on_which_the_core_fails_is_a_dead_letter_and_its_neighbours_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A detector that fails stands for any defect of the core: here, whenever an office host meets another PLC."""

    class Failing:
        kind: AlertKind = "dmz-bypass"
        words = NO_WORDS
        about: About = "crossing"

        def score(self, sighting: Sighting) -> float | None:
            raise ZeroDivisionError(sighting.initiator.id)

        def finding(self, sighting: Sighting) -> Finding | None:
            raise ZeroDivisionError(sighting.initiator.id)

    monkeypatch.setitem(DETECTORS, "dmz-bypass", Failing())

    def fed(*, everywhere: bool) -> tuple[MemoryStore, list[DeadLetter], Shard]:
        store = MemoryStore()
        shard = opened(store)
        shard.apply_message(message("asset-changes", 0, *b.ZONES))
        for offset in range(4):
            known = known_path(3, b.MONDAY + 10 * offset)
            bad = b.flow(b.MONDAY + 10 * offset, f"10.1.0.{offset}", b.PLC)
            shard.apply_message(message("flows", offset, known[0], bad, *known[1:]))
            if everywhere:
                checkpoint(shard)
                shard = opened(store)
        shard.apply_message(message("flows", 4, b.tick(b.MONDAY + 50), tick=True))
        checkpoint(shard)
        return store, store.dead_letters, shard

    store, letters, shard = fed(everywhere=False)
    assert [(letter.kind, letter.position) for letter in letters] == [("failed", offset) for offset in range(4)]
    assert all("ZeroDivisionError" in letter.reason for letter in letters)
    assert [f'"10.1.0.{n}"'.encode() in letter.raw for n, letter in enumerate(letters)] == [True] * 4
    assert b.path(shard.pipelines[b.SITE], b.SCADA, b.PLC, "modbus").flows == 12
    cut, again, _ = fed(everywhere=True)
    assert again == letters
    assert cut.alerts == store.alerts
    assert opened(store).problems == []


def test_a_tick_or_a_verdict_on_which_the_core_fails_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    shard = opened()
    shard.apply_message(message("flows", 0, *known_path(2)))

    def fails(*_: object) -> None:
        raise KeyError(b.PLC)

    with monkeypatch.context() as patched:
        patched.setattr(Pipeline, "tick", fails)
        shard.apply_message(message("flows", 1, b.tick(b.MONDAY + 10), tick=True))
    shard.apply_message(message("flows", 2, *known_path(2, b.MONDAY + 20)))
    (letter,) = checkpoint(shard).dead_letters
    assert (letter.kind, letter.position) == ("failed", 1)
    assert b'"collector"' in letter.raw
    assert flows_counted(shard) == 4


_KINDS: tuple[InputKind, ...] = ("flows", "asset-changes", "verdicts")
_GOOD = encode_lines([*known_path(2), b.tick(b.MONDAY), *b.ZONES, b.verdict(b.MONDAY, "expected", initiator=b.OFFICE)])
_bytes = st.one_of(
    st.binary(max_size=300),
    st.tuples(st.binary(max_size=20), st.just(_GOOD), st.binary(max_size=20)).map(b"".join),
    # One good line with some bytes of it written over.
    st.tuples(st.sampled_from(_GOOD.splitlines()), st.integers(0, 250), st.binary(max_size=12)).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + len(made[2]) :]
    ),
)


@given(
    poison=st.lists(
        st.tuples(st.sampled_from(_KINDS), st.sampled_from((b.SITE, None, "", "other", "a|b")), _bytes, st.booleans()),
        max_size=12,
    )
)
def test_whatever_bytes_come_nothing_raises_and_positions_advance(
    poison: list[tuple[InputKind, str | None, bytes, bool]],
) -> None:
    store = MemoryStore()
    shard = opened(store)
    for offset, (kind, key, value, tick) in enumerate(poison):
        shard.apply_message(Message(kind, TOPICS[kind], offset, key, value, tick))
        assert shard.position(TOPICS[kind]) == offset
    asyncio.run(shard.checkpoint())
    assert opened(store).problems == []
