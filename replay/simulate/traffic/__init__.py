"""What a plant does all day: a literal registry, one idea a file.

A new idea costs its file and its line here. Each is a stream of its own, so none waits for another.
"""

from replay.simulate.scene import Traffic
from replay.simulate.traffic.backup import backups
from replay.simulate.traffic.engineering import engineering_sessions
from replay.simulate.traffic.housekeeping import housekeeping
from replay.simulate.traffic.office import office
from replay.simulate.traffic.patching import patching
from replay.simulate.traffic.polling import polling
from replay.simulate.traffic.remote_support import remote_support
from replay.simulate.traffic.replication import replication
from replay.simulate.traffic.supervision import supervision

TRAFFIC: dict[str, Traffic] = {
    "polling": polling,
    "supervision": supervision,
    "housekeeping": housekeeping,
    "replication": replication,
    "office": office,
    "engineering": engineering_sessions,
    "remote-support": remote_support,
    "patching": patching,
    "backup": backups,
}
