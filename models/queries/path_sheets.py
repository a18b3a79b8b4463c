"""What is fixed of the detectors of paths: needs, points and bounds, and where they come from.

Every figure is read from the module that decides by it, so none can be told that is not the one in use.
"""

from collections.abc import Iterable

from models.baseline.baseline import READY_AT, RULE_OF_THREE
from models.decisions.returning import RETURN_S
from models.detectors import (
    bridge,
    dmz_bypass,
    external_path,
    first_look,
    identity_conflict,
    level_skip,
    new_asset,
    new_path,
    new_path_crossing,
    rogue_master,
    scan,
)
from models.findings import slow_doors, taken_over
from models.findings.sighting import span
from models.identity import taking_over
from schemas.attack import AlertKind
from schemas.overview.detectors import Bound, Sheet

CONVENTION = "a convention"
"""The source of a figure that nobody measured."""

READY_DAYS = round(RULE_OF_THREE / (1.0 - READY_AT))
"""Watched for less, no asset is ready."""

READY = (
    "A way that the policy forbids alerts from the first minute; a watched one once one of its ends is ready "
    f"({READY_AT:g}, so {READY_DAYS} days at the least). Before that it stands in the day's first-look digest."
)
PLACES = "zones and conduits (docs/zones.md), [policy] rules, [site] learn_until"
ANSWERED = "less where nobody answered"


def points_of(values: Iterable[float], source: str = CONVENTION) -> Bound:
    """The least and the most points that a detector gives by itself; one that gives none has no figure."""
    known = [each for each in values if each]
    least, most = min(known), max(known)
    return Bound("points", f"{most:g}" if least == most else f"{least:g} to {most:g}", source)


PATH_SHEETS: dict[AlertKind, Sheet] = {
    "scan": Sheet(
        techniques=("T0846",),
        needs=(
            "Nothing: it speaks from the first hour, by wider bounds until one of the ends is ready. What is little by "
            "little across a boundary needs a site that is watched for long or learnt by declaration."
        ),
        points=points_of(
            (scan.BASE_POINTS, scan.MAX_POINTS + scan.INTERNET_POINTS),
            f"a convention: {scan.POINTS_PER_DOUBLING:g} more a doubling, {scan.INTERNET_POINTS:g} for the internet",
        ),
        bounds=(
            Bound(
                "new addresses, or ports, in an hour",
                f"{scan.READY_TARGETS}, or {scan.READY_PORTS}",
                "below Zeek's own scan detector (25 hosts, 15 ports in five minutes): a cell often has fewer hosts",
            ),
            Bound(
                "the same while nothing is known",
                f"{scan.LEARNING_TARGETS}, or {scan.LEARNING_PORTS}",
                "Zeek's figure for hosts, and more ports than one host's services explain",
            ),
            Bound(
                f"addresses tried in vain within {span(slow_doors.KEPT_S)}",
                f"{slow_doors.VAIN_TARGETS} ({slow_doors.YOUNG_VAIN_TARGETS} while all is new)",
                "as of a sweep within an hour",
            ),
            Bound(
                "days with new hosts across a boundary",
                f"{slow_doors.OPENED_DAYS}",
                "measured: on 29 simulated days nobody had more than two",
            ),
        ),
        settings=f"{PLACES}; `weir maintenance` for a scanner's times",
    ),
    "identity-conflict": Sheet(
        techniques=("T0830",),
        needs=f"MAC addresses in the flows, and an asset that is known for {span(taking_over.KNOWN_S)}.",
        points=points_of(
            (identity_conflict.POINTS_BESIDE, identity_conflict.POINTS),
            "a convention: the lower ones beside what the device is found as besides",
        ),
        bounds=(
            Bound(
                "what the new holder does is told as that for",
                span(taken_over.TOLD_S),
                "as long as an alert stays open without a flow",
            ),
            Bound("an address that nobody used for so long is free", span(taking_over.UNUSED_S), CONVENTION),
        ),
        settings="the inventory: a device that is declared with the address ends it",
    ),
    "bridge": Sheet(
        techniques=("T0886", "T0864"),
        needs=(
            f"A declared device that was seen at its own address on {bridge.DAYS_AT_HOME} days, with its MAC in the "
            "flows; of an unknown device nothing but that it was answered on both sides."
        ),
        points=points_of(bridge.POINTS.values(), "a convention, by the other side: the internet most, the DMZ least"),
        bounds=(
            Bound("it was seen at its own address within", span(bridge.AT_HOME_S), CONVENTION),
            Bound("and on so many days", f"{bridge.DAYS_AT_HOME}", "a convention: the MAC may be a router's at first"),
        ),
        settings="the inventory: a second address of a device, or a role that joins networks (router, NAT, jump host)",
    ),
    "external-path": Sheet(
        techniques=("T0883", "T0885"),
        needs="Nothing: the shipped policy forbids these ways, so it speaks from the first flow.",
        points=points_of(
            (
                external_path.INBOUND_POINTS,
                external_path.OUTBOUND_POINTS,
                external_path.DMZ_INBOUND_POINTS,
                external_path.DMZ_OUTBOUND_POINTS,
            ),
            "into OT above out of it, both above the DMZ: the order of CISA's first advice",
        ),
        settings=PLACES,
    ),
    "rogue-master": Sheet(
        techniques=("T0848", "T0855", "T0843"),
        needs=(
            f"A controller that was watched for long enough to know its masters ({READY_DAYS} days at the least), or "
            "a conduit that names an OT protocol into its zone. Operations come from protocol logs."
        ),
        points=points_of(rogue_master.POINTS.values(), "a convention, by the initiator's side: IT most"),
        bounds=(
            Bound(
                "sent, for what counts as a load",
                f"{rogue_master.LOADED_OCTETS:,} octets and {rogue_master.LOADED_SHARE} times what came back",
                "a question is shorter than its answer (Modbus, section 6.3); the smallest programs have some 10 kB",
            ),
            Bound("an engineering station that loads", f"{rogue_master.ENGINEERING_POINTS:g} points", CONVENTION),
        ),
        settings=f"{PLACES}; roles in the inventory (plc, engineering-station)",
    ),
    "dmz-bypass": Sheet(
        techniques=("T0886",),
        needs=f"A declared DMZ: the shipped policy then forbids IT to OT, which is told from the first flow. {READY}",
        points=points_of(
            (dmz_bypass.OUT_OF_OT_POINTS, dmz_bypass.INTO_OT_POINTS),
            f"into OT above out of it; {dmz_bypass.POINTS_PER_LEVEL:g} more a Purdue level deeper; {ANSWERED}",
        ),
        settings=PLACES,
    ),
    "level-skip": Sheet(
        techniques=("T0886",),
        needs=f"Declared levels of both ends, and a history of one. {READY}",
        points=Bound(
            "points",
            f"{level_skip.BASE_POINTS:g} and {level_skip.POINTS_PER_STEP:g} for each further level",
            CONVENTION,
        ),
        bounds=(
            Bound(
                "levels between the ends",
                f"{level_skip.SKIP_STEPS:g}",
                "neighbouring levels may talk; 3.5 counts as the step between 3 and 4",
            ),
        ),
        settings=PLACES,
    ),
    "new-path-crossing": Sheet(
        techniques=("T0886", "T0867", "T0869"),
        needs=READY,
        points=points_of(
            new_path_crossing.POINTS.values(),
            "into the plant above out of it (conduits of IEC 62443 are directed); up to 5 more for surprise",
        ),
        settings=PLACES,
    ),
    "new-path": Sheet(
        techniques=("T0886", "T0885"),
        needs=(
            f"A responder that was watched for long enough ({READY_DAYS} days at the least), or a conduit that names "
            "an OT protocol into its zone."
        ),
        points=points_of((new_path.POINTS,), "a convention: somewhat less than of who commands a controller"),
        settings=f"{PLACES}; roles in the inventory",
    ),
    "new-asset": Sheet(
        techniques=("T0864",),
        needs=f"A site whose OT devices are known: {READY_AT:g} by days, {READY_DAYS} of them at the least.",
        points=points_of(
            (new_asset.BASE_POINTS, new_asset.BASE_POINTS + new_asset.READINESS_POINTS),
            "a convention: more, the better the plant's devices are known",
        ),
        bounds=(
            Bound("away for so long, it is news again", span(RETURN_S), "a convention: past holidays and monthly work"),
        ),
        settings="the inventory: what it names is no news; zones; [site] learn_until",
    ),
    "first-look": Sheet(
        techniques=(),
        needs="Nothing: it is what is told while the rest is learnt.",
        points=points_of((first_look.POINTS / 2.0, first_look.POINTS), "for the digest's order alone"),
        settings=PLACES,
    ),
}
"""By kind, in the order in which they are asked."""
