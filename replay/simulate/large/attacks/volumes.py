"""Known ways that carry too much, too often, or nothing; and calls home that come in beats."""

from replay.simulate.large.attacks.crossings import STRANGER
from replay.simulate.large.habits.supervision import PI
from replay.simulate.large.stage import Call, Planted, Rush, Silence, Stage, about, told


def volume(stage: Stage) -> Planted:
    """The historian gives its replica two gigabytes within half an hour."""
    historian, replica = stage.operations.historian, stage.ground.servers["replica-01"]
    calls = [Call(stage.start + 90.0 * n, historian, replica, PI, None, 100_000_000, 90_000, 80.0) for n in range(20)]
    text = f"{historian.name} sends {replica.name} 2 GB, where a day has 50 MB"
    return Planted((told(stage, "volume", calls, text, acceptable=("burst", "multivariate")),), tuple(calls))


def slow_volume(stage: Stage) -> Planted:
    """The same in ten hours, three times what is usual."""
    historian, replica = stage.operations.historian, stage.ground.servers["replica-01"]
    calls = [Call(stage.start + 300.0 * n, historian, replica, PI, None, 360_000, 4_000, 2.0) for n in range(120)]
    text = f"{historian.name} sends {replica.name} three times what is usual for ten hours"
    item = told(stage, "volume", calls, text, acceptable=("drift", "multivariate", "burst"), stealth="slow")
    return Planted((item,), tuple(calls))


def burst(stage: Stage) -> Planted:
    """A panel asks one controller thirty times as often as ever, for twenty minutes."""
    cell = stage.cell
    panel, plc = cell.panel, cell.controllers[2]
    span = (stage.start, stage.start + 1_200.0)
    text = f"{panel.name} asks {plc.name} thirty times as often as ever for twenty minutes"
    item = about(stage, "burst", (panel.ip, plc.ip), span, text, acceptable=("volume", "multivariate"))
    return Planted((item,), rushes=(Rush(panel.ip, plc.ip, *span, 30),))


def silence(stage: Stage) -> Planted:
    """A panel polls one controller no more, for six hours."""
    cell = stage.cell
    panel, plc = cell.panel, cell.controllers[4]
    span = (stage.start, stage.start + 6 * 3_600.0)
    text = f"{panel.name} does not poll {plc.name} for six hours; it polls all others"
    item = about(stage, "silence", (panel.ip, plc.ip), span, text, acceptable=("heartbeat-missing", "drift"))
    return Planted((item,), silences=(Silence(panel.ip, plc.ip, *span),))


def beacon(stage: Stage) -> Planted:
    """A station calls a host on the internet every five minutes, to the second."""
    station = stage.operations.station
    calls = [
        Call(stage.start + 300.0 * n + stage.random.uniform(0.0, 2.0), station, STRANGER, 443, "ssl", 500, 700, 0.3)
        for n in range(60)
    ]
    text = f"{station.name} calls {STRANGER.ip} on the internet every five minutes"
    return Planted((told(stage, "beacon", calls, text, acceptable=("external-path",)),), tuple(calls))


def slow_beacon(stage: Stage) -> Planted:
    """A SCADA server calls the patch server, which it knows, every two hours by the usual service."""
    server, patch = stage.operations.active, stage.ground.servers["patch-01"]
    days = max(1, stage.calendar.days - stage.day)
    calls = [
        Call(stage.start + 7_200.0 * n + stage.random.uniform(0.0, 20.0), server, patch, 8530, "http", 900, 1_200, 0.3)
        for n in range(12 * min(3, days))
    ]
    text = f"{server.name} calls {patch.name} every two hours, where it did once a week"
    item = told(stage, "beacon", calls, text, acceptable=("drift", "burst"), stealth="slow, over a known way")
    return Planted((item,), tuple(calls))
