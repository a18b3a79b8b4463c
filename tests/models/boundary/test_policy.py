"""Which crossings are forbidden, watched or nobody's business."""

from typing import get_args

import pytest

from models.baseline.asset import new_asset
from models.boundary.policy import DEFAULT_POLICY, Policy, Rule, action_between
from schemas.asset_change import Side


@pytest.mark.parametrize(
    ("initiator", "responder", "action"),
    [
        ("external", "ot", "forbidden"),
        ("ot", "external", "forbidden"),
        ("it", "ot", "forbidden"),
        ("ot", "it", "watched"),
        ("it", "dmz", "watched"),
        ("dmz", "ot", "watched"),
        ("ot", "ot", "watched"),
        (None, "ot", "watched"),
        ("it", "it", "quiet"),
        ("it", "external", "quiet"),
        ("external", "it", "quiet"),
        ("dmz", "dmz", "quiet"),
        (None, None, "quiet"),
    ],
)
def test_the_shipped_policy(initiator: Side | None, responder: Side | None, action: str) -> None:
    assert DEFAULT_POLICY.action(initiator, responder, has_dmz=True) == action


def test_without_a_dmz_the_direct_way_from_the_office_is_watched() -> None:
    assert DEFAULT_POLICY.action("it", "ot", has_dmz=False) == "watched"
    assert DEFAULT_POLICY.action("external", "ot", has_dmz=False) == "forbidden"


def test_what_touches_neither_ot_nor_dmz_is_always_quiet() -> None:
    open_sides: list[Side | None] = [None, *(side for side in get_args(Side) if side not in {"ot", "dmz"})]
    for initiator in open_sides:
        for responder in open_sides:
            assert DEFAULT_POLICY.action(initiator, responder, has_dmz=True) == "quiet"


def test_the_first_rule_that_fits_counts() -> None:
    policy = Policy((Rule("dmz", "ot", "quiet"), Rule("dmz", "ot", "forbidden")))
    assert policy.action("dmz", "ot", has_dmz=True) == "quiet"


def test_a_guess_about_sides_forbids_nothing_but_what_meets_the_internet() -> None:
    it, ot, peer = (new_asset(name, "", 0.0) for name in ("it", "ot", "peer"))
    it.side, ot.side, peer.side = "it", "ot", "external"
    assert action_between(DEFAULT_POLICY, it, ot, has_dmz=True) == "forbidden"
    ot.side_inferred = True
    assert action_between(DEFAULT_POLICY, it, ot, has_dmz=True) == "watched"
    assert action_between(DEFAULT_POLICY, peer, ot, has_dmz=True) == "forbidden"
