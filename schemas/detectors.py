"""What each detector watches, in one plain sentence, and what nothing else tells where it is switched off.

In the order in which those of paths are asked, then those that listen to more. `models/detectors/registry.py` has the
detectors themselves; a test holds that both name the same kinds.
"""

from collections.abc import Iterable

from schemas.attack import AlertKind

WATCHES: dict[AlertKind, str] = {
    "scan": "One host tries many addresses or ports, within an hour or little by little over two weeks.",
    "identity-conflict": "Another device uses an address of OT or the DMZ that is in use already.",
    "bridge": "One device stands in OT and in another network at once.",
    "external-path": "The internet and OT or the DMZ reach each other.",
    "rogue-master": "A host begins to command a controller that others command.",
    "dmz-bypass": "IT and OT meet directly, though the plant has a DMZ.",
    "level-skip": "A new path jumps over a Purdue level, within OT or between OT and the DMZ.",
    "new-path-crossing": "Any other new path leads from one side to another, with an end in OT or the DMZ.",
    "new-path": "Two controllers begin to talk by something that is no OT protocol.",
    "new-asset": "A device that nobody declared shows up in OT, or comes back after a month.",
    "first-look": "New ways of devices that are not known well enough yet are listed once a day.",
    "sensor-silent": "A sensor that spoke steadily says nothing any more.",
    "silence": "A path, a device or a zone that spoke all day says nothing any more, while its sensor sees others.",
    "volume": "A device of OT or the DMZ, or a path with an end there, moves far more data than it ever did.",
    "burst": "A device of OT or the DMZ begins or answers far more connections than it ever did.",
    "failures": "Tries to reach a device of OT or the DMZ fail one after the other on a path that was answered.",
    "beacon": "A path across the boundary comes into beats, as of a program that calls home.",
    "hours": "A job that works on a host of OT or the DMZ, known for weeks, runs at a time at which it never did.",
    "drift": "A path has carried more or less for days, has climbed little by little, or has lost its steady pace.",
    "pivot": "Somebody goes on from host to host into OT.",
}
"""By kind; a whole sentence that needs no knowledge of Weir."""

LOSSES: dict[AlertKind, str] = {
    "external-path": "nothing tells when the internet reaches OT or the DMZ, or they reach it: such paths are learnt",
    "dmz-bypass": (
        "IT and OT may meet past the DMZ; that is told as new-path-crossing, with fewer points, and not at all where "
        "that is off too"
    ),
    "new-path-crossing": "IT may reach OT without an alert where no DMZ is declared, and the DMZ may: they are learnt",
}
"""What is lost where one of these is off: that is warned of. The others leave what is forbidden to the rest."""


def unknown_kinds(kinds: Iterable[str]) -> list[str]:
    """Those that no detector has, in their order."""
    return [kind for kind in kinds if kind not in WATCHES]
