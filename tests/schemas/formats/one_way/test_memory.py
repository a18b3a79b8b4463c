"""What is remembered of conversations, in bounds and over restarts."""

import pytest

from schemas.formats.one_way.memory import HalvesMemory, Key, Told


def key(number: int) -> Key:
    return ("exporter", "tcp", "10.0.0.1", number, "10.0.0.2", 502)


def told() -> Told:
    return Told("u", lesser_began=True, certain=False, start=1.0, last_end=2.0)


def meet(memory: HalvesMemory, number: int, *, over: bool = False) -> None:
    """As the joiner does with what it is told of a conversation, which may be over with that."""
    memory.told.pop(key(number), None)
    if not over:
        memory.told[key(number)] = told()
    if memory.touched is not None:
        memory.touched[key(number)] = None


def test_the_oldest_conversations_and_servers_are_forgotten_first() -> None:
    memory = HalvesMemory(conversations_limit=4, servers_limit=2)
    for number in range(6):
        meet(memory, number)
        memory.serves(("tcp", number, "10.0.0.2"))
    memory.trim()
    assert list(memory.told) == [key(4), key(5)]
    assert list(memory.servers) == [("tcp", 5, "10.0.0.2")]


def test_one_met_again_is_among_the_newest() -> None:
    memory = HalvesMemory(conversations_limit=2)
    for number in (1, 2, 1, 3):
        meet(memory, number)
    memory.trim()
    assert list(memory.told) == [key(3)]
    assert memory.changes() is None


def test_changes_and_everything_make_an_equal_memory() -> None:
    memory, follower = HalvesMemory(), HalvesMemory()
    memory.track()
    meet(memory, 1)
    meet(memory, 2)
    memory.serves(("tcp", 502, "10.0.0.2"))
    changes = [memory.changes()]
    meet(memory, 1, over=True)
    meet(memory, 9, over=True)
    changes.append(memory.changes())
    assert memory.changes() is None
    follower.restore([change for change in changes if change is not None])
    assert (follower.told, follower.servers) == (memory.told, memory.servers)
    whole = HalvesMemory()
    whole.restore([memory.everything()])
    assert (whole.told, whole.servers) == (memory.told, memory.servers)


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"(?i)msgpack|truncated|expected|malformed"):
        HalvesMemory().restore([b"\xc1nonsense"])


def test_it_is_its_own_forgetful_memory_and_counts_nothing_again() -> None:
    memory = HalvesMemory()
    assert memory.forgetful() is memory
    assert not memory.spans(["a.csv", "b.csv"])
    assert memory.counted_once([]) == []
