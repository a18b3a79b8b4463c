"""What looks like an attack and is none: a literal registry, one idea a file. All must stay silent.

None of them opens a path between sides that the plant did not have before.
"""

from replay.simulate.near_misses.large_transfer import large_transfer
from replay.simulate.near_misses.late_session import late_session
from replay.simulate.near_misses.new_office_path import new_office_path
from replay.simulate.near_misses.new_web_sites import new_web_sites
from replay.simulate.near_misses.patch_wave import patch_wave
from replay.simulate.near_misses.turned_rows import turned_rows
from replay.simulate.stage import PlantedEvent

NEAR_MISSES: dict[str, PlantedEvent] = {
    "late-session": late_session,
    "turned-rows": turned_rows,
    "large-transfer": large_transfer,
    "new-office-path": new_office_path,
    "new-web-sites": new_web_sites,
    "patch-wave": patch_wave,
}
