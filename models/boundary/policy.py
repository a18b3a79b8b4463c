"""Which crossings are forbidden, watched or nobody's business: a table, with a shipped default.

The default is the conduit table the field agrees on: IT to OT goes through the DMZ, OT never
meets the internet (CISA primary mitigations for OT, 2025; IEC 62443 zones and conduits).
"""

from typing import Literal

from msgspec import Struct

from models.baseline.asset import Asset
from schemas.asset_change import Side

Action = Literal["forbidden", "watched", "quiet"]
"""forbidden: alerts from the first minute. watched: alerts once an end is ready, before that in the
first-look digest. quiet: never alerts alone, feeds the chains."""

PolicySide = Literal["ot", "dmz", "it", "external", "unknown"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What holds for paths begun on side `from_` towards side `to`.

    `needs_dmz`: holds only where the plant declares a DMZ; without one, the direct way is its only way.
    """

    from_: PolicySide
    to: PolicySide
    action: Action
    needs_dmz: bool = False


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules by pair of sides, the first that fits counts; a pair that no rule names is `quiet`."""

    rules: tuple[Rule, ...]

    def action(self, initiator: Side | None, responder: Side | None, *, has_dmz: bool) -> Action:
        """What the policy says of a path from one side to the other; None is the unknown side."""
        for rule in self.rules:
            if rule.needs_dmz and not has_dmz:
                continue
            if rule.from_ == (initiator or "unknown") and rule.to == (responder or "unknown"):
                return rule.action
        return "quiet"


def action_between(policy: Policy, initiator: Asset, responder: Asset, *, has_dmz: bool) -> Action:
    """The policy's word on two assets; a guess about sides forbids nothing, save where the internet is one of them."""
    action = policy.action(initiator.side, responder.side, has_dmz=has_dmz)
    inferred = initiator.side_inferred or responder.side_inferred
    if action == "forbidden" and inferred and "external" not in {initiator.side, responder.side}:
        return "watched"
    return action


DEFAULT_POLICY = Policy(
    rules=(
        Rule("external", "ot", "forbidden"),
        Rule("ot", "external", "forbidden"),
        Rule("it", "ot", "forbidden", needs_dmz=True),
        Rule("it", "ot", "watched"),
        Rule("external", "dmz", "watched"),
        Rule("dmz", "external", "watched"),
        Rule("ot", "it", "watched"),
        Rule("it", "dmz", "watched"),
        Rule("dmz", "it", "watched"),
        Rule("dmz", "ot", "watched"),
        Rule("ot", "dmz", "watched"),
        Rule("ot", "ot", "watched"),
        Rule("unknown", "ot", "watched"),
        Rule("ot", "unknown", "watched"),
        Rule("unknown", "dmz", "watched"),
        Rule("dmz", "unknown", "watched"),
    )
)
