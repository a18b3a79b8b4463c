"""A host begins to command a controller that others command: by what it asks for, or by its protocol."""

from msgspec.structs import replace

from models.baseline.baseline import READY_AT, seasoned
from models.findings.first_acts import acting_words
from models.findings.sighting import About, Finding, Sighting, Words, crossing_finding, placed
from models.paths.masters import Mastery
from schemas.alert import Advice, Technique
from schemas.asset_change import Side
from schemas.attack import AlertKind

POINTS: dict[Side | None, float] = {"ot": 30.0, "dmz": 30.0, None: 45.0, "it": 62.0}
"""By the initiator's side. Within the plant as much as a device that nobody knows (`new_asset.py`); from elsewhere what
the finding without proof has at the most (`dmz_bypass.py`, `new_path_crossing.py`), so that proof lowers nothing."""

ENGINEERING_POINTS = -12.0
"""An engineering station that loads something into a controller which is new to it: its work, and worth a question. As
much as the load itself adds. A convention."""

_WORK = "engineering"
"""The cause of what an engineering station loads anywhere: work that nobody announced is one alert, not one a cell."""

LOADED_OCTETS, LOADED_SHARE = 10_000, 4
"""What is sent and not only asked for: that many octets, and so many times what came back. A question is shorter than
its answer (Modbus reads 125 registers with 12 octets for 259, section 6.3), a load is answered by a few octets a piece.
The smallest programs have some 10 kB."""

WORDS = Words(
    techniques=(Technique("T0848", "TA0108"),),
    advice=Advice(
        "{responder}",
        (
            "Ask {responder's owner} whether {initiator} is meant to command it. If so, say `weir verdict expected` or "
            "declare the conduit. If not, disconnect {initiator}, and compare program and set points of {responder} "
            "with the last that are known to be good (M0937 Filter Network Traffic)."
        ),
    ),
)

MOST_NAMED = 2
"""Usual masters that a sentence names; more are a number."""


class RogueMaster:
    """Fires on a new initiator of an OT protocol at a controller, from within OT; from elsewhere on proof alone.

    Proof is that it asked to write, control or program. It stays quiet on who commands the other controllers of the
    place already, on the twin of a usual master, on an engineering station that only reads, on who is known to have
    only read, and on a device that is news by itself. What somebody expects of it in the same place is left to the
    digest, and so is what nobody was yet seen to command.
    """

    kind: AlertKind = "rogue-master"
    words = WORDS
    about: About = "command"

    def score(self, sighting: Sighting) -> float | None:
        """Points by where it began; None while the controller's masters are still being learnt."""
        known = sighting.mastery
        if known is None or not watched_long(sighting) or known.allowed_beside:
            return None
        if not known.masters and not (known.declared or known.controller or known.orphaned):
            return None
        return points_of_command(sighting)

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone reached; of an engineering station one for all that it works on."""
        points, known = self.score(sighting), sighting.mastery
        if points is None or known is None:
            return None
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        acts = sighting.acts
        if acts:
            did = f"asked {placed(responder)} to {' and '.join(acts)} by {service}"
        elif loads(sighting):
            flow = sighting.flow
            did = (
                f"sent {placed(responder)} {flow.initiator_octets or 0:,} octets by {service} and got "
                f"{flow.responder_octets or 0:,} back, as when a program is loaded,"
            )
        else:
            did = f"{'speaks' if sighting.answered else 'tried to speak'} {service} to {placed(responder)}"
        what = "New master of a controller" if sighting.answered else "New master tried a controller in vain"
        text = f"{placed(initiator)} {did} for the first time; {_usual(known)}"
        words = acting_words(self.words, acts)
        finding = crossing_finding(sighting, self.kind, points, what=what, text=text, words=words)
        return replace(finding, cause=(initiator.id, _WORK)) if known.engineering and sighting.answered else finding


def points_of_command(sighting: Sighting) -> float | None:
    """Points of who begins to command a controller, whoever is known to do so; None where it does not or may."""
    known = sighting.mastery
    base = POINTS.get(sighting.initiator.side)
    if known is None or base is None:
        return None
    acts = sighting.acts
    if sighting.initiator.side != "ot":
        return base if acts else None
    if _names_itself(sighting) or known.at_home or known.in_place_of is not None:
        return None
    if known.engineering:
        return base + ENGINEERING_POINTS if acts or loads(sighting) else None
    return base if acts or not sighting.flow.operations else None


def loads(sighting: Sighting) -> bool:
    """Whether far more was sent than came back, as when a program is loaded."""
    sent, received = sighting.flow.initiator_octets or 0, sighting.flow.responder_octets or 0
    return sighting.answered and sent >= LOADED_OCTETS and sent >= LOADED_SHARE * received


def watched_long(sighting: Sighting) -> bool:
    """Whether it is known who commands the controller: declared, or watched for long enough."""
    if sighting.mastery is not None and sighting.mastery.declared:
        return True
    return (sighting.responder_readiness or 0.0) >= READY_AT or (
        sighting.ready and seasoned(sighting.responder, sighting.time)
    )


def _names_itself(sighting: Sighting) -> bool:
    """Whether the initiator is a device that nobody knows: that is the greater news, and told with what it does."""
    return sighting.newcomer is sighting.initiator and sighting.newcomers_readiness >= READY_AT


def _usual(known: Mastery) -> str:
    names = [master.label for master in known.masters]
    if known.declared:
        return "no conduit declares it" + (f"; {' and '.join(names[:MOST_NAMED])} may" if names else "")
    if known.orphaned:
        return "whoever did until now was judged malicious"
    if not names:
        return "until now nobody did"
    if len(names) > MOST_NAMED:
        return f"until now {len(names)} hosts did, such as {names[0]}"
    return f"until now only {' and '.join(names)} did"
