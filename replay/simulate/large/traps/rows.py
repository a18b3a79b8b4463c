"""A sensor at its worst over usual traffic: rows turned round, one-sided, doubled, without a service, or missing."""

from replay.simulate.large.stage import Call, Planted, Stage, about, told
from replay.simulate.large.tape import ANSWERED, MIDSTREAM, Shape
from replay.simulate.shapes import FIRST_EPHEMERAL_PORT

_GAP_S = 2 * 3_600.0


def turned_rows(stage: Stage) -> Planted:
    """The sensor was restarted: polling rows have their roles swapped for ten minutes."""
    cell = stage.cell
    calls = [
        Call(stage.start + 10.0 * n, plc, cell.panel, FIRST_EPHEMERAL_PORT + 7 * n, None, 60, 36, 0.02, MIDSTREAM)
        for n, plc in enumerate(plc for _ in range(10) for plc in cell.controllers)
    ]
    text = f"rows between {cell.panel.name} and its controllers are turned round after the sensor's restart"
    return Planted((told(stage, "rogue-master", calls, text, expected="silent"),), tuple(calls))


def one_sided_rows(stage: Stage) -> Planted:
    """The mirror loses one direction of the historian's collection for half an hour."""
    historian = stage.operations.historian
    calls = [
        Call(stage.start + 20.0 * n, historian, cell.panel, 4840, None, 1_400, 0, 0.4, Shape("SH", "SAD"))
        for n, cell in enumerate(cell for _ in range(10) for cell in stage.operations.cells)
    ]
    text = f"of {historian.name}'s collection only the questions are seen"
    return Planted((told(stage, "scan", calls, text, expected="silent"),), tuple(calls))


def second_sensor(stage: Stage) -> Planted:
    """A second sensor sees the historian's push, too, for an hour: every row is there twice, or thrice."""
    historian, replica = stage.operations.historian, stage.ground.servers["replica-01"]
    calls = [
        Call(stage.start + 300.0 * (n // 3) + 0.002 * n, historian, replica, 5450, None, 180_000, 2_500, 1.0, ANSWERED)
        for n in range(36)
    ]
    text = f"{historian.name}'s push into the DMZ is seen by a second sensor for an hour"
    return Planted((told(stage, "volume", calls, text, expected="silent"),), tuple(calls))


def unnamed_service(stage: Stage) -> Planted:
    """The analyzer gives up: a usual protocol has no name for an hour."""
    cell = stage.cell
    calls = [
        Call(stage.start + 60.0 * n, cell.panel, plc, cell.protocol.port, None, 36, 90, 0.01)
        for n in range(30)
        for plc in cell.controllers
    ]
    text = f"polling of {cell.name} bears no service's name for half an hour"
    return Planted((told(stage, "rogue-master", calls, text, expected="silent"),), tuple(calls))


def sensor_gap(stage: Stage) -> Planted:
    """The sensor says nothing for two hours. To tell so is right, and no more than that."""
    span = (stage.start, stage.start + _GAP_S)
    item = about(stage, "sensor-silent", ("-",), span, "the sensor is down for two hours", expected="either")
    return Planted((item,), gaps=(span,))
