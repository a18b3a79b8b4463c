"""The kinds of alerts by the names that rules of a receiver match: fixed, short, without addresses or names."""

from schemas.attack import AlertKind

KIND_NAMES: dict[AlertKind, str] = {
    "new-path-crossing": "New path crosses the line between IT and OT",
    "dmz-bypass": "Path between IT and OT that bypasses the DMZ",
    "level-skip": "New path skips a Purdue level",
    "external-path": "Path between the internet and the plant",
    "pivot": "Chain of paths from IT into OT",
    "bridge": "Host bridges IT and OT",
    "rogue-master": "New master polls controllers",
    "new-path": "New path",
    "new-asset": "New asset",
    "scan": "Sweep of addresses or ports",
    "burst": "Burst of traffic",
    "failures": "Rise of failed connections",
    "volume": "Far more data than ever before",
    "multivariate": "Unusual mix of traffic",
    "beacon": "Regular connections of a beacon",
    "hours": "Known path used at an unusual hour",
    "drift": "Slow drift away from the baseline",
    "silence": "Expected path is silent",
    "sensor-silent": "Sensor is silent",
    "identity-conflict": "Address taken over by another device",
    "heartbeat-missing": "Heartbeat of an output is missing",
    "first-look": "First look at a site",
    "learning-review": "Paths learnt that need a review",
    "maintenance-digest": "Digest of a maintenance",
    "withheld-digest": "Digest of what was withheld",
    "output-digest": "Digest of what exceeded an output's rate",
    "test": "Test of an output",
    "heartbeat": "Heartbeat of an output",
}
