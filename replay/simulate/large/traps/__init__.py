"""What looks like an attack and is none: a literal registry, in the order of the deck. Some may be told."""

from replay.simulate.large.stage import Event
from replay.simulate.large.traps import access, devices, jobs, rows

TRAPS: dict[str, Event] = {
    "third-controller": devices.third_controller,
    "historian-reconnects": jobs.historian_reconnects,
    "turned-rows": rows.turned_rows,
    "ticketed-conduit": access.ticketed_conduit,
    "replaced-panel": devices.replaced_panel,
    "quarterly-copy": jobs.quarterly_copy,
    "supplier-visit": access.supplier_visit,
    "new-workstation": devices.new_workstation,
    "pair-swaps": jobs.pair_swaps,
    "second-sensor": rows.second_sensor,
    "planned-maintenance": access.planned_maintenance,
    "lease-moves": devices.lease_moves,
    "allowed-scan": jobs.allowed_scan,
    "unnamed-service": rows.unnamed_service,
    "night-engineer": access.night_engineer,
    "sensor-gap": rows.sensor_gap,
    "restored-backup": jobs.restored_backup,
    "twin-panel": devices.twin_panel,
    "one-sided-rows": rows.one_sided_rows,
    "new-web-sites": access.new_web_sites,
    "firmware-update": jobs.firmware_update,
    "panel-restarts": jobs.panel_restarts,
    "unannounced-maintenance": access.unannounced_maintenance,
    "update-checks": jobs.update_checks,
    "stopped-cell": jobs.stopped_cell,
}
