"""Profiles that are alike, put together in a fixed order."""

import itertools
import random
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import AgglomerativeClustering

from models.roles.clusters import FURTHEST, MOST_ITEMS, clusters
from models.roles.profile import Habit, Profile

ANSWER_MODBUS: Habit = (True, "modbus", "control")
ANSWER_OPC: Habit = (True, "opc-ua", "operations")
ANSWER_HTTP: Habit = (True, "http", "operations")
USE_DNS: Habit = (False, "dns", "servers")
USE_SMB: Habit = (False, "smb", "servers")


def profile(*habits: Habit, role: str | None = None) -> Profile:
    return Profile(frozenset(habits), role)


def members(profiles: dict[str, Profile]) -> list[list[str]]:
    return [list(cluster.members) for cluster in clusters(profiles)]


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


def test_two_declared_roles_are_not_brought_together_by_who_is_like_both() -> None:
    profiles = {
        "plc": profile(ANSWER_MODBUS, role="plc"),
        "drive": profile(ANSWER_MODBUS, role="drive"),
        **{f"new-{n}": profile(ANSWER_MODBUS, (True, f"service-{n}", "control")) for n in range(9)},
    }
    assert not any({"plc", "drive"} <= set(group) for group in members(profiles))


def test_who_is_past_the_bound_joins_the_nearest_or_stands_alone() -> None:
    common = {
        f"host-{n:03}-{twin}": profile((True, f"service-{n}", "zone")) for n in range(MOST_ITEMS) for twin in "ab"
    }
    late = {"late": profile((True, "service-3", "zone"), USE_DNS), "odd": profile(USE_SMB)}
    found = members(common | late)
    assert ["host-003-a", "host-003-b", "late"] in found
    assert ["odd"] in found
    assert sum(len(group) for group in found) == 2 * MOST_ITEMS + 2


@given(st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=5), min_size=2, max_size=24))
def test_they_are_those_that_scikit_learn_makes(chosen: list[frozenset[int]]) -> None:
    habits = sorted(set(chosen), key=sorted)
    apart = np.array([[1.0 - len(one & other) / len(one | other) for other in habits] for one in habits])
    labels = [0] * len(habits)
    if len(habits) > 1:
        model = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=FURTHEST + 1e-6
        )
        labels = [int(label) for label in model.fit(apart).labels_]
    profiles = {f"{n:02}": profile(*((True, str(each), "zone") for each in one)) for n, one in enumerate(habits)}
    expected = {frozenset(f"{n:02}" for n, each in enumerate(labels) if each == label) for label in labels}
    assert {frozenset(each) for each in members(profiles)} == expected


def test_where_nobody_can_come_together_no_library_is_imported() -> None:
    profiles = {"plc": profile(ANSWER_MODBUS, role="plc"), "drive": profile(ANSWER_MODBUS, role="drive")}
    asked = f"import sys\nfrom tests.models.roles.test_clusters import *\nassert len(members({profiles!r})) == 2\n"
    told = "from models.roles.profile import Profile\n" + asked + "print('scipy.cluster' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_nobody_has_no_clusters() -> None:
    assert members({}) == []
