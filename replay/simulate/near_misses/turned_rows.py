"""Polls whose roles the sensor turned round: the PLC seems to call its HMI on a random port."""

from replay.simulate.shapes import tcp, turned_round, unanswered
from replay.simulate.stage import Planted, Stage, item


def turned_rows(stage: Stage) -> Planted:
    """A first try nobody answers, then rows the wrong way round, in a cell that polls S7 where there is one."""
    cell = next((cell for cell in stage.plant.cells if cell.protocol.service == "s7comm"), stage.plant.cells[0])
    random, hmi, plc, protocol = stage.random, cell.hmi, cell.plcs[0], cell.protocol
    start = stage.day.at(8.4)
    turned = [
        turned_round(
            tcp(
                random, start + 3.0 + 60.0 * number, hmi.ip, plc.ip, protocol.port, protocol.service,
                sent=210, received=900, duration=0.3,
            )
        )
        for number in range(6)
    ]  # fmt: skip
    retried = unanswered(random, start, hmi.ip, plc.ip, protocol.port)
    text = f"{hmi.name} polls {plc.name} as always; the sensor missed the handshakes and swapped the roles"
    return Planted([retried, *turned], [item(stage, "new-path-crossing", turned, text, expected="silent")])
