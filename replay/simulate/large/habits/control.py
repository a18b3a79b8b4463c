"""Panels poll their controllers, one connection a round.

After the Modbus captures of Lemay (2016): a master opens a connection to each unit every 10 s, to within 0.3 %, and
asks three times 12 octets within 15 ms. Here it is every minute, since a way is learnt from its pattern.
"""

from replay.simulate.large.scene import DayScene, Hourly
from replay.simulate.large.stage import Rush

INTERVAL_S = 60.0
_JITTER = 0.003
_ASKED_OCTETS = 36
_ANSWER_S = 0.015


def control(scene: DayScene) -> Hourly:
    """Every controller polled by its cell's panel."""
    random, tape = scene.random("control"), scene.tape
    ways = [
        (
            tape.way(cell.panel, controller, cell.protocol.port, cell.protocol.service),
            cell.panel.ip, controller.ip, random.uniform(0.0, INTERVAL_S), 27 + random.randrange(20, 400),
        )
        for cell in scene.ground.cells
        for controller in cell.controllers
    ]  # fmt: skip
    quiet = {(one.initiator_ip, one.responder_ip) for one in scene.silences}
    rushes = {(one.initiator_ip, one.responder_ip): one for one in scene.rushes}

    def hour(hour: int) -> None:
        begin, length = scene.hours[hour], scene.length(hour)
        rounds, draw, add = int(length / INTERVAL_S), random.random, tape.add
        for way, panel, controller, phase, answer in ways:
            pair = (panel, controller)
            silent, rush = pair in quiet, rushes.get(pair)
            for number in range(rounds):
                start = begin + phase + INTERVAL_S * (number + _JITTER * draw())
                if silent and scene.is_silent(panel, controller, start):
                    continue
                add(way, start, _ANSWER_S * (0.5 + draw()), _ASKED_OCTETS, answer)
                for extra in range(_more(rush, start)):
                    add(way, start + 0.9 * extra + 0.5, _ANSWER_S, _ASKED_OCTETS, answer)

    return hour


def _more(rush: Rush | None, start: float) -> int:
    return rush.times if rush is not None and rush.begin <= start < rush.end else 0
