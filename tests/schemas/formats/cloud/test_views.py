"""Of several interfaces that see one conversation the first counts, until it falls silent."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.cloud.views import ViewsMemory, views_of
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory

A, B = ("10.0.0.1", "10.0.0.2"), ("10.0.0.2", "10.0.0.1")


def test_the_first_interface_counts_and_the_other_repeats() -> None:
    views = ViewsMemory()
    assert [views.counts(A, view, 5.0) for view in ("eni-1", "eni-2", "eni-1", "eni-2")] == [True, False, True, False]
    assert views.counts(B, "eni-2", 5.0)


def test_another_interface_counts_once_the_first_has_been_silent() -> None:
    views = ViewsMemory(silent_s=100.0)
    assert views.counts(A, "eni-1", 0.0)
    assert not views.counts(A, "eni-2", 90.0)
    assert views.counts(A, "eni-1", 150.0)  # it spoke again
    assert not views.counts(A, "eni-2", 240.0)
    assert views.counts(A, "eni-2", 500.0)
    assert not views.counts(A, "eni-1", 510.0)


def test_a_full_memory_forgets_the_older_half() -> None:
    views = ViewsMemory(limit=2)
    for name in ("a", "b", "c"):
        assert views.counts(name, "eni-1", 1.0)
    assert not views.counts("a", "eni-2", 1.0)
    assert views.counts("d", "eni-1", 1.0)
    assert views.counts("e", "eni-1", 1.0)
    assert views.counts("b", "eni-2", 1.0)


def test_a_row_of_a_far_time_costs_no_more_than_what_was_remembered() -> None:
    views = ViewsMemory()
    for time in (1.0, 4e9, 2.0):
        assert views.counts(A, "eni-1", time)
    assert not views.counts(A, "eni-2", 3.0)


def test_it_is_kept_for_all_files_of_a_sensor_and_not_over_a_restart() -> None:
    memory = new_memory()
    context = ReaderContext(site="a", source="f", memory=memory)
    views = views_of(context)
    assert views is memory.part(ViewsMemory)
    assert views_of(ReaderContext(site="a", source="f")) is not views
    views.track()
    assert (views.changes(), views.everything(), views.forgetful(), views.spans(["a", "b"])) == (
        None,
        b"",
        views,
        False,
    )
    views.restore([])
    assert views.counted_once([]) == []


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 9).map(float))), st.integers(1, 3)
)
def test_many_at_once_are_counted_as_one_by_one(told: list[tuple[str, str, float]], limit: int) -> None:
    one_by_one, at_once = ViewsMemory(limit, silent_s=2.0), ViewsMemory(limit, silent_s=2.0)
    expected = [one_by_one.counts(*one) for one in told]
    assert at_once.counted(*zip(*told, strict=True)) == expected if told else expected == []
