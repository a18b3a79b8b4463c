"""From the office to a controller by relays: all hops new, only the last new, or only the combination."""

from replay.simulate.large.habits.access import RDP
from replay.simulate.large.stage import Call, Planted, Stage, told
from replay.simulate.plant import Device

_LEGS = ("new-path-crossing", "level-skip", "rogue-master", "dmz-bypass", "new-path")
_RDP = "rdp,ssl"


def _session(start: float, initiator: Device, responder: Device, lasts: float = 1_800.0) -> Call:
    return Call(start, initiator, responder, RDP, _RDP, 200_000, 3_000_000, lasts)


def pivot(stage: Stage) -> Planted:
    """Office, jump host, engineering station by SSH, a controller's web page: each leg within the one before."""
    desk, one, plc = stage.intruder, stage.operations, stage.cell.controllers[0]
    jump = stage.ground.servers["jump-02"]
    calls = [
        _session(stage.start, desk, jump, 2_700.0),
        Call(stage.start + 420.0, jump, one.station, 22, "ssh", 60_000, 300_000, 1_900.0),
        Call(stage.start + 900.0, one.station, plc, 80, "http", 60_000, 300_000, 600.0),
    ]
    text = f"{desk.name} in the office reaches {plc.name} over {jump.name} and {one.station.name}"
    return Planted((told(stage, "pivot", calls, text, acceptable=_LEGS, steps=True),), tuple(calls))


def unknown_relay(stage: Stage) -> Planted:
    """The patch server, which nobody declared a relay, is used as one."""
    desk, panel, patch = stage.intruder, stage.cell.panel, stage.ground.servers["patch-01"]
    calls = [
        Call(stage.start, desk, patch, 22, "ssh", 60_000, 300_000, 2_000.0),
        Call(stage.start + 300.0, patch, panel, 445, "gssapi,smb,ntlm", 900_000, 60_000, 500.0),
    ]
    text = f"{desk.name} in the office reaches {panel.name} over {patch.name}"
    item = told(stage, "pivot", calls, text, acceptable=("bridge", *_LEGS), steps=True)
    return Planted((item,), tuple(calls))


def known_ways_pivot(stage: Stage) -> Planted:
    """An engineer's desk by his usual way to the station, and from there to one controller that it never met."""
    desk, one = stage.ground.engineers[0], stage.operations
    jump, cell = stage.ground.servers["jump-01"], one.cells[-1]
    plc = cell.controllers[5]
    calls = [
        _session(stage.start, desk, jump),
        _session(stage.start + 120.0, jump, one.station, 1_600.0),
        Call(stage.start + 400.0, one.station, plc, cell.protocol.port, cell.protocol.service, 80_000, 90_000, 900.0),
    ]
    text = f"{desk.name} reaches {plc.name} over {jump.name} and {one.station.name}; only the last hop is new"
    item = told(stage, "pivot", calls, text, acceptable=_LEGS, stealth="known ways but one hop", steps=True)
    return Planted((item,), tuple(calls))


def known_combination(stage: Stage) -> Planted:
    """All hops are usual ones; never before did one follow the other, nor at three in the morning."""
    desk, one = stage.ground.engineers[-1], stage.operations
    jump, cell = stage.ground.servers["jump-01"], one.cells[0]
    plc = cell.controllers[0]
    night = stage.calendar.day(stage.day).at(3.0) + stage.random.uniform(0.0, 1_800.0)
    calls = [
        _session(night, desk, jump),
        _session(night + 90.0, jump, one.station, 1_600.0),
        Call(night + 300.0, one.station, plc, cell.protocol.port, cell.protocol.service, 300_000, 90_000, 900.0),
    ]
    text = f"{desk.name} reaches {plc.name} over {jump.name} and {one.station.name} at night; every hop is known"
    item = told(stage, "pivot", calls, text, acceptable=_LEGS, stealth="known ways only", steps=True)
    return Planted((item,), tuple(calls))


def stolen_session(stage: Stage) -> Planted:
    """From within a session that somebody has open on a jump host, a panel is opened."""
    desk, panel = stage.ground.engineers[1], stage.cell.panel
    jump = stage.ground.servers["jump-01"]
    calls = [_session(stage.start, desk, jump, 3_000.0), _session(stage.start + 1_300.0, jump, panel, 700.0)]
    text = f"a session of {desk.name} on {jump.name} is used to open {panel.name}, which {jump.name} never does"
    item = told(stage, "pivot", calls, text, acceptable=_LEGS, stealth="a stolen session on the jump host", steps=True)
    return Planted((item,), tuple(calls))


def spread_pivot(stage: Stage) -> Planted:
    """A hop a day: what the first leaves behind begins the next."""
    desk, one, plc = stage.intruder, stage.operations, stage.cell.controllers[2]
    jump, day = stage.ground.servers["jump-01"], 86_400.0
    calls = [
        _session(stage.start, desk, jump, 600.0),
        Call(stage.start + 0.5 * day, jump, one.historian, 22, "ssh", 9_000, 30_000, 300.0),
        Call(stage.start + 0.9 * day, one.historian, plc, 80, "http", 9_000, 30_000, 60.0),
    ]
    text = f"{desk.name} reaches {plc.name} over {jump.name} and {one.historian.name}, half a day a hop"
    item = told(stage, "pivot", calls, text, acceptable=_LEGS, stealth="spread over days", steps=True)
    return Planted((item,), tuple(calls))
