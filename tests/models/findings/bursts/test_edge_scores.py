"""The score of each connection as it comes: of its path, its initiator and its responder, in bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from models.findings.bursts.edge_scores import CountTable, EdgeScores, Scores
from models.findings.bursts.fading_count import FadingCount

EDGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3)), max_size=300)


def scores(edges: list[tuple[int, int, int]], most: int = 1_000) -> list[Scores]:
    """The scores of connections, each some steps after the one before."""
    scored: EdgeScores[int] = EdgeScores(most)
    found, step = [], 0
    for initiator, responder, later in edges:
        step += later
        found.append(scored.score(initiator, responder, step))
        tables = (scored.paths, scored.initiators, scored.responders)
        assert all(len(table) <= most for table in tables)
    return found


def greatest(found: Scores) -> str:
    return found._fields[found.index(max(found))]


def usual() -> list[tuple[int, int, int]]:
    """Ten initiators call ten responders, one step each."""
    return [
        (one, 100 + other, 1 if one == other == 0 else 0) for _ in range(20) for one in range(10) for other in range(10)
    ]


def test_many_on_one_path_stand_out_as_a_path() -> None:
    assert greatest(scores([*usual(), (3, 104, 1), *[(3, 104, 0)] * 200])[-1]) == "path"


def test_one_that_calls_all_stands_out_as_an_initiator() -> None:
    spread = [(3, 100 + number % 10, 0) for number in range(200)]
    assert greatest(scores([*usual(), (3, 100, 1), *spread])[-1]) == "initiator"


def test_one_that_all_call_stands_out_as_a_responder() -> None:
    spread = [(number % 10, 104, 0) for number in range(200)]
    assert greatest(scores([*usual(), (3, 104, 1), *spread])[-1]) == "responder"


def test_many_that_were_never_seen_stand_out_at_the_responder_that_was() -> None:
    spoofed = [(1_000 + number, 104, 0) for number in range(200)]
    found = scores([*usual(), (3, 104, 1), *spoofed])[-1]
    assert found.responder > 1_000.0
    assert (found.path, found.initiator) == (0.0, 0.0)


def test_a_full_table_drops_what_was_not_heard_of_for_longest() -> None:
    table: CountTable[str] = CountTable(4)
    for step, key in enumerate("abcdab"):
        table.score(key, step)
    table.score("e", 6)
    assert sorted(table._counts) == ["a", "b", "e"]
    assert table._counts["a"] == FadingCount(0, 4, 1.0625, 2.0)


@given(EDGES)
def test_each_score_is_that_of_its_own_counts(edges: list[tuple[int, int, int]]) -> None:
    counts: dict[object, FadingCount] = {}
    step, expected = 0, []
    for initiator, responder, later in edges:
        step += later
        told = []
        for key in ((initiator, responder), ("initiator", initiator), ("responder", responder)):
            count = counts.setdefault(key, FadingCount(step, step))
            count.add(step)
            told.append(count.statistic())
        expected.append(Scores(*told))
    assert scores(edges) == expected


@given(EDGES, st.integers(1, 12))
def test_memory_is_bounded_and_the_same_input_scores_the_same(edges: list[tuple[int, int, int]], most: int) -> None:
    assert scores(edges, most) == scores(edges, most)
