"""What goes wrong in the large plant: a literal registry, plain ones and those that hide, in the order of the deck."""

from replay.simulate.large.attacks import chains, crossings, identities, masters, sweeps, volumes
from replay.simulate.large.stage import Event

ATTACKS: dict[str, Event] = {
    "it-to-plc": crossings.it_to_plc,
    "pivot": chains.pivot,
    "rogue-master": masters.rogue_master,
    "takeover": identities.takeover,
    "known-ways-pivot": chains.known_ways_pivot,
    "sweep": sweeps.sweep,
    "bridge": identities.bridge,
    "silence": volumes.silence,
    "slow-sweep": sweeps.slow_sweep,
    "external-to-panel": crossings.external_to_panel,
    "unknown-relay": chains.unknown_relay,
    "volume": volumes.volume,
    "maintenance-master": masters.maintenance_master,
    "rogue-device": identities.rogue_device,
    "level-skip": crossings.level_skip,
    "stolen-session": chains.stolen_session,
    "burst": volumes.burst,
    "plc-to-internet": crossings.plc_to_internet,
    "quiet-takeover": identities.quiet_takeover,
    "transient-device": identities.transient_device,
    "one-door-a-day": sweeps.one_door_a_day,
    "port-scan": sweeps.port_scan,
    "first-day-intruder": crossings.first_day_intruder,
    "beacon": volumes.beacon,
    "spread-pivot": chains.spread_pivot,
    "twin-master": masters.twin_master,
    "slow-volume": volumes.slow_volume,
    "dmz-bypass": crossings.dmz_bypass,
    "slow-beacon": volumes.slow_beacon,
    "known-combination": chains.known_combination,
    "first-writer": masters.reader_that_programs,
    "returning-device": identities.returning_device,
}
"""Every fourth is planted on a fortnight's last day, so those are short; what takes days comes first of four."""
