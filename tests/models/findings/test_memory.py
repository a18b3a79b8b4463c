"""What a detector remembers is bounded, and says what of it a checkpoint must write."""

from msgspec import Struct

from models.findings.memory import Memory


class Seen(Struct, array_like=True):
    times: int


def memory(most: int = 3) -> Memory[Seen]:
    return Memory(Seen, version=1, most=most)


def test_what_was_put_is_there_and_to_be_written() -> None:
    one = memory()
    one.put("b", Seen(1))
    one.put("a", Seen(2))
    assert list(one.items()) == [("a", Seen(2)), ("b", Seen(1))]
    assert one.changed == {"a", "b"}
    assert one.get("c") is None


def test_past_its_bound_the_oldest_goes_and_is_deleted() -> None:
    one = memory(most=2)
    for key in "ab":
        one.put(key, Seen(1))
    one.written()
    one.put("b", Seen(2))
    one.put("c", Seen(1))
    assert [key for key, _ in one.items()] == ["b", "c"]
    assert (one.changed, one.removed) == ({"b", "c"}, {"a"})


def test_one_that_comes_again_is_not_deleted() -> None:
    one = memory()
    one.put("a", Seen(1))
    one.written()
    one.drop("a")
    one.drop("a")
    assert (one.changed, one.removed, len(one)) == (set(), {"a"}, 0)
    one.put("a", Seen(2))
    assert (one.changed, one.removed) == ({"a"}, set())


def test_one_that_goes_before_any_checkpoint_has_it_leaves_nothing_to_delete() -> None:
    one = memory()
    one.put("a", Seen(1))
    one.drop("a")
    assert (one.changed, one.removed) == (set(), set())


def restarted(one: Memory[Seen], most: int) -> Memory[Seen]:
    """Read back in the order of keys, as a restore does."""
    other = memory(most)
    for key in sorted(dict(one.items())):
        stored = one.stored(key)
        assert stored is not None
        other.put_back(key, *stored[1:])
    return other


def test_those_of_which_something_holds_come_by_key() -> None:
    one = memory()
    for key, count in (("c", 1), ("a", 3), ("b", 2)):
        one.put(key, Seen(count))
    assert one.where(lambda seen: seen.times > 1) == [("a", Seen(3)), ("b", Seen(2))]
    assert one.where(lambda seen: seen.times > 3) == []


def test_what_is_put_back_is_written_already() -> None:
    one = memory()
    one.put("a", Seen(1))
    assert (restarted(one, 3).get("a"), restarted(one, 3).changed) == (Seen(1), set())
    assert one.stored("b") is None


def test_the_oldest_is_the_same_after_a_restart() -> None:
    one = memory(most=2)
    one.put("b", Seen(1))
    one.put("a", Seen(1))
    other = restarted(one, 2)
    one.written()
    for each in (one, other):
        each.put("c", Seen(1))
        assert [key for key, _ in each.items()] == ["a", "c"]
        assert each.removed == {"b"}


def test_what_comes_after_the_newest_went_is_numbered_as_after_a_restart() -> None:
    one = memory()
    for key in "abc":
        one.put(key, Seen(1))
    for key in "bc":
        one.drop(key)
    other = restarted(one, 3)
    for each in (one, other):
        each.put("d", Seen(1))
    assert one.stored("d") == other.stored("d") == (1, 2, Seen(1))


def test_a_smaller_bound_holds_from_the_restart_on() -> None:
    one = memory()
    for key in "cba":
        one.put(key, Seen(1))
    other = restarted(one, 1)
    assert ([key for key, _ in other.items()], other.removed) == (["a"], {"b", "c"})
