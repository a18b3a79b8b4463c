"""What goes wrong: a literal registry, one idea a file. Each has its ground truth with it."""

from replay.simulate.attacks.external import external_to_hmi, external_to_plc
from replay.simulate.attacks.it_to_hmi import it_to_hmi
from replay.simulate.attacks.it_to_plc import it_to_plc
from replay.simulate.attacks.level_skip import level_skip
from replay.simulate.attacks.pivot import pivot
from replay.simulate.attacks.plc_to_internet import plc_to_internet
from replay.simulate.attacks.port_scan import port_scan
from replay.simulate.attacks.rogue_device import rogue_device
from replay.simulate.attacks.sweep import sweep
from replay.simulate.stage import PlantedEvent

ATTACKS: dict[str, PlantedEvent] = {
    "it-to-plc": it_to_plc,
    "external-to-plc": external_to_plc,
    "level-skip": level_skip,
    "rogue-device": rogue_device,
    "sweep": sweep,
    "it-to-hmi": it_to_hmi,
    "plc-to-internet": plc_to_internet,
    "port-scan": port_scan,
    "external-to-hmi": external_to_hmi,
    "pivot": pivot,
}
"""In the order in which they happen."""
