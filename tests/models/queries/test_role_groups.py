"""Profiles that are alike, put together in a fixed order."""

import itertools
import random

from models.queries.role_groups import MOST_PROFILES, Habit, Profile, grouped

ANSWER_MODBUS: Habit = (True, "modbus", "control")
ANSWER_OPC: Habit = (True, "opc-ua", "operations")
ANSWER_HTTP: Habit = (True, "http", "operations")
USE_DNS: Habit = (False, "dns", "servers")
USE_SMB: Habit = (False, "smb", "servers")


def profile(*habits: Habit, role: str | None = None) -> Profile:
    return Profile(frozenset(habits), role)


def members(profiles: dict[str, Profile]) -> list[list[str]]:
    return [group.members for group in grouped(profiles)]


def test_who_does_the_same_is_one_group_the_largest_first() -> None:
    profiles = {
        "desk": profile(USE_DNS, USE_SMB),
        "plc-1": profile(ANSWER_MODBUS, ANSWER_OPC),
        "plc-2": profile(ANSWER_MODBUS, ANSWER_OPC),
    }
    assert members(profiles) == [["plc-1", "plc-2"], ["desk"]]


def test_half_of_what_either_does_is_enough_to_be_alike_and_less_is_not() -> None:
    both = profile(ANSWER_MODBUS, ANSWER_OPC)
    assert members({"a": both, "b": profile(ANSWER_MODBUS)}) == [["a", "b"]]
    assert len(members({"a": both, "b": profile(ANSWER_MODBUS, ANSWER_HTTP)})) == 2


def test_what_half_of_the_members_do_is_the_groups_habit() -> None:
    profiles = {f"plc-{n}": profile(ANSWER_MODBUS, *((ANSWER_OPC,) if n < 2 else ())) for n in range(4)}
    (group,) = grouped(profiles)
    assert group.core == {ANSWER_MODBUS, ANSWER_OPC}
    assert group.counts[ANSWER_OPC] == 2


def test_devices_of_one_declared_role_belong_together_and_of_two_never() -> None:
    profiles = {
        "a": profile(ANSWER_MODBUS, role="plc"),
        "b": profile(USE_DNS, role="plc"),
        "c": profile(ANSWER_MODBUS, role="drive"),
    }
    assert members(profiles) == [["a", "b"], ["c"]]


def test_who_is_not_declared_joins_whom_he_is_most_like() -> None:
    profiles = {
        "desk-1": profile(USE_DNS, USE_SMB, role="workstation"),
        "new": profile(USE_DNS, USE_SMB),
        "server": profile(USE_DNS, ANSWER_HTTP, role="server"),
    }
    assert members(profiles) == [["desk-1", "new"], ["server"]]


def test_the_order_in_which_assets_came_changes_nothing() -> None:
    choice = random.Random(7)
    habits = [(answers, f"service-{n}", "zone") for answers in (True, False) for n in range(4)]
    profiles = {f"host-{n:02}": profile(*choice.sample(habits, 3)) for n in range(24)}
    expected = members(profiles)
    for _ in range(5):
        mixed = list(profiles.items())
        choice.shuffle(mixed)
        assert members(dict(mixed)) == expected
    assert sorted(itertools.chain(*expected)) == sorted(profiles)


def test_profiles_past_the_bound_still_have_a_group() -> None:
    profiles = {f"host-{n:03}": profile((True, f"service-{n}", "zone")) for n in range(MOST_PROFILES + 9)}
    assert sum(len(group) for group in members(profiles)) == MOST_PROFILES + 9
