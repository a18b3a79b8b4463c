"""Random histories of a plant, run with and without words, and what the words cover in them."""

from dataclasses import dataclass, field
from functools import cache
from random import Random

from models.paths.graph import UNDER_WORD
from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.verdicts.rulings import CONVERSATIONS
from schemas.services.names import OT_SERVICES
from schemas.state import StateRecord
from schemas.verdict import PathSubject, Verdict, ZonePair
from tests.models import builders as b

NOW = b.after(14)
OFFICES = (b.OFFICE, b.OTHER_OFFICE, "10.1.0.9", "10.1.0.10")
DMZ = (b.JUMP, b.HISTORIAN)
PLANT = (b.SCADA, b.PLC, b.PLC2, b.PLC3, "10.9.0.14", "10.9.0.99")
OUTSIDE = ("8.8.8.8", "1.1.1.1")
CAST = (*OFFICES, *DMZ, *PLANT, *OUTSIDE)
PORTS = (22, 80, 102, 443, 502, 3389, 4444)
SERVICES = ("ssh", "http", "iso-tsap", "tls", "modbus", "rdp", "tcp/4444")
ZONES = ("office", "dmz", "control", "cell")
STEPS_S = (0.0, 1.0, 5.0, 60.0, 600.0)

Key = tuple[str, str, str]


@dataclass
class Covered:
    """What the words of a run were on, at any time of it."""

    paths: set[Key] = field(default_factory=set)
    initiators: set[str] = field(default_factory=set)
    zones: set[tuple[str, str]] = field(default_factory=set)
    sweepers: set[str] = field(default_factory=set)

    def holds(self, pipeline: Pipeline, key: Key) -> bool:
        path = pipeline._state.graph.paths[key]
        zones = (path.initiator_asset.zone, path.responder_asset.zone)
        if key in self.paths or key[0] in self.initiators or zones in self.zones:
            return True
        return key[0] in self.sweepers and not (path.answered and path.service in CONVERSATIONS)


@dataclass
class Run:
    """A pipeline after a history, and the paths that its digests listed.

    `covered` is what any word was on, `quietened` what was called fine, or was forgotten: all but `malicious`.
    """

    pipeline: Pipeline
    digested: set[Key] = field(default_factory=set)
    covered: Covered = field(default_factory=Covered)
    quietened: Covered = field(default_factory=Covered)
    alerts: list[str] = field(default_factory=list)
    sweeping: set[str] = field(default_factory=set)

    def take(self, *events: b.Event) -> None:
        for alert in b.run(self.pipeline, b.ticked(events)).alerts:
            if alert.kind == "first-look":
                self.digested |= {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
            elif alert.id not in self.alerts:
                self.alerts.append(alert.id)
            if alert.kind == "scan" and alert.status in {"open", "malicious"} and alert.initiator is not None:
                self.sweeping.add(alert.initiator.asset)

    def restart(self, core: CoreSettings, store: dict[str, bytes]) -> None:
        for record in self.pipeline.changed_records():
            if record.value is None:
                store.pop(record.key, None)
            else:
                store[record.key] = record.value
        self.pipeline = Pipeline(b.SITE, core)
        assert self.pipeline.restore([StateRecord(*each) for each in store.items()]) == []

    def status(self, key: Key) -> str:
        """held, malicious or learnt; silent: held by a word; digested; swept: counted with an alert; nowhere.

        told: it is learnt, as what stays within a cell, and yet a step that an open alert names.
        """
        path = self.pipeline._state.graph.paths.get(key)
        hops = self.pipeline._state.digest.hops
        if key in self.digested or key in {(hop.initiator, hop.responder, hop.service) for hop in hops}:
            return "digested"
        if path is None:
            return "swept" if key[0] in self.sweeping else "nowhere"
        if path.status == "learnt" and path.alert is None and self._is_named(key):
            return "told"
        return "silent" if path.alert == UNDER_WORD else path.status

    def _is_named(self, key: Key) -> bool:
        alerts = self.pipeline._state.alerting.alerts.values()
        return any(
            alert.status in {"open", "malicious"}
            and key in {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
            for alert in alerts
        )


def plant(chance: Random) -> tuple[Pipeline, CoreSettings, dict[str, bytes]]:
    """A plant that is learnt, declared learnt, or new; with zones or without."""
    core, records = _plants()[chance.randrange(4)]
    pipeline = Pipeline(b.SITE, core)
    assert pipeline.restore(records) == []
    return pipeline, core, {record.key: record.value or b"" for record in records}


@cache
def _plants() -> tuple[tuple[CoreSettings, list[StateRecord]], ...]:
    plants: list[tuple[CoreSettings, list[StateRecord]]] = []
    told = b.ZONES
    for zones, days, until in (((), 1, None), (told, 2, NOW - b.DAY), (told, 1, NOW + b.HOUR), (told, 14, None)):
        core = CoreSettings(learn_until=until)
        pipeline = Pipeline(b.SITE, core)
        b.run(pipeline, [*zones, *b.days_of_work(NOW - days * b.DAY, days)])
        plants.append((core, pipeline.changed_records()))
    return tuple(plants)


def history(chance: Random, words: int, steps: int) -> list[object]:
    """Flows, restarts and words to be spelled out, in one order."""
    events: list[object] = []
    time = NOW
    for _ in range(steps):
        time += chance.choice(STEPS_S) if chance.random() < 0.95 else chance.choice((b.HOUR, 5 * b.HOUR, b.DAY))
        draw = chance.random()
        initiator, port = chance.choice(CAST), chance.choice(PORTS)
        if draw < 0.08:
            net = chance.choice(("10.9.0", "10.3.0", "10.1.0"))
            for number in range(chance.randrange(4, 40)):
                time += 1.0
                events.append(b.tried(time, initiator, f"{net}.{number + 20}", port))
        elif draw < 0.10:
            events.append("restart")
        else:
            responder = chance.choice(PLANT if chance.random() < 0.7 else CAST)
            if responder == initiator:
                continue
            make = b.flow if chance.random() < 0.7 else b.tried
            events.append(make(time, initiator, responder, port))
            again = chance.choice((0, 0, 1, 4))
            events += [b.flow(time + number + 1.0, initiator, responder, port) for number in range(again)]
            time += 5.0
    for _ in range(words):
        events.insert(chance.randrange(len(events)), ("word", chance.random()))
    return events


def verdict(run: Run, chance: Random, time: float) -> Verdict | None:
    """One word on something of the run, and a note of what it covers; None where there is nothing to undo."""
    decision = chance.choice(("expected", "expected", "malicious", "mute", "mute", "forget", "undo"))
    expires = chance.choice((None, None, time + b.HOUR, time + b.DAY))
    if decision == "undo":
        words = run.pipeline.words()
        return b.verdict(time, "undo", word=chance.choice(words).id) if words else None
    # A word on an initiator or on zones covers a lot: there are fewer of them.
    subject = chance.choices(("alert", "path", "initiator", "zones"), (50 if run.alerts else 0, 25, 10, 8))[0]
    if subject == "alert":
        return _on_alert(run, decision, chance.choice(run.alerts), time, expires)
    notes = [run.covered] if decision == "malicious" else [run.covered, run.quietened]
    if subject == "path":
        ends = [f"ip:{each}" for each in chance.sample((*OFFICES, *DMZ, *PLANT), 2)]
        key = (ends[0], ends[1], chance.choice(SERVICES))
        for note in notes:
            note.paths.add(key)
        return b.verdict(time, decision, path=PathSubject(*key), expires=expires)
    if subject == "initiator":
        address = chance.choice((*OFFICES, *DMZ, *PLANT))
        for note in notes:
            note.initiators.add(f"ip:{address}")
        return b.verdict(time, decision, initiator=address, expires=expires)
    pair = (chance.choice(ZONES), chance.choice(ZONES))
    for note in notes:
        note.zones.add(pair)
    return b.verdict(time, decision, zones=ZonePair(*pair), expires=expires)


def _on_alert(run: Run, decision: str, alert_id: str, time: float, expires: float | None) -> Verdict:
    state = run.pipeline._state.alerting.alerts.get(alert_id)
    if state is not None:
        paths = run.pipeline._state.graph.paths.values()
        held = {path.key for path in paths if path.alert == alert_id}
        held |= {(hop.initiator, hop.responder, hop.service) for hop in state.hops}
        for note in [run.covered] if decision == "malicious" else [run.covered, run.quietened]:
            if state.kind == "scan" and state.initiator is not None:
                note.sweepers.add(state.initiator.asset)
                if decision == "forget":
                    note.initiators.add(state.initiator.asset)
            else:
                note.paths |= held
    return b.verdict(time, decision, alert=alert_id, expires=expires)


def tried(seed: int, words: int, steps: int = 150) -> list[tuple[Key, str]]:
    """The paths that alert without words, that no word covers, and that the run with words has nowhere."""
    chance = Random(seed)
    state = chance.getstate()
    without, core, store = plant(chance)
    chance.setstate(state)
    spoken, _, again = plant(chance)
    plain, judged = Run(without), Run(spoken)
    of_words = Random(seed + 1)
    time = NOW
    for event in history(chance, words, steps):
        match event:
            case "restart":
                plain.restart(core, store)
                judged.restart(core, again)
            case ("word", _):
                said = verdict(judged, of_words, time)
                if said is not None:
                    judged.take(said)
            case _:
                time = event.end  # type: ignore[attr-defined]
                plain.take(event)  # type: ignore[arg-type]
                judged.take(event)  # type: ignore[arg-type]
    lost = [(key, "loud, but in an alert that is silent") for key in loud_in_silence(judged.pipeline, time)]
    for key, path in sorted(plain.pipeline._state.graph.paths.items()):
        if path.status == "held" and not judged.covered.holds(plain.pipeline, key):
            status = judged.status(key)
            found = status in {"held", "malicious", "digested", "swept", "told"}
            if not found and not _moved_by_words(plain, judged, key) and not _rests_on_words(plain, judged, key):
                lost.append((key, status))
    return lost


def _rests_on_words(plain: Run, judged: Run, key: Key) -> bool:
    """Whether a path alerts only beside others that somebody called fine, or had forgotten (docs/detection.md).

    A step alerts as part of a chain whose other steps were new; a new master is told from those who command the
    controller; an unknown device is one until somebody expects what it does.
    """
    pipeline = plain.pipeline
    fine = {each for each in pipeline._state.graph.paths if judged.quietened.holds(pipeline, each)}
    if key[2] in OT_SERVICES and any(each[2] in OT_SERVICES and each[1] == key[1] for each in fine):
        return True
    alert = pipeline._state.alerting.alerts.get(pipeline._state.graph.paths[key].alert or "")
    if alert is None or alert.kind not in {"pivot", "new-asset"}:
        return False
    if alert.kind == "pivot":
        return bool(fine & {(hop.initiator, hop.responder, hop.service) for hop in alert.hops})
    devices = set(key[:2]).intersection(*({hop.initiator, hop.responder} for hop in alert.hops))
    return any(devices & set(each[:2]) for each in fine)


def _moved_by_words(plain: Run, judged: Run, key: Key) -> bool:
    """Whether an end stands on another side, inferred from polling that words were on (docs/detection.md).

    Only where no zone is declared: what people say of a host's polling, they say of the evidence for its side.
    """
    ends = [(end, plain.pipeline._state.inventory.assets[end]) for end in key[:2]]
    for end, asset in ends:
        again = judged.pipeline._state.inventory.assets.get(end)
        if again is None or not asset.side_inferred or again.side == asset.side:
            continue
        polling = [each for each in plain.pipeline._state.graph.paths if each[0] == end and each[2] in OT_SERVICES]
        if any(judged.covered.holds(plain.pipeline, each) for each in polling):
            return True
    return False


def loud_in_silence(pipeline: Pipeline, time: float) -> list[Key]:
    """Paths that no word silences, held where nobody hears of them. There must be none at any moment."""
    state = pipeline._state
    found: list[Key] = []
    for key, path in sorted(state.graph.paths.items()):
        word = state.verdicts.rulings.of_known(path, time)
        alert = state.alerting.alerts.get(path.alert or "")
        loud = path.status != "learnt" and (word is None or word.decision == "malicious")
        if loud and alert is not None and alert.status not in {"open", "malicious"}:
            found.append(key)
    return found


def held_without_words(seed: int, steps: int = 150) -> int:
    """How many paths a history holds without any word: a property of nothing would always hold."""
    chance = Random(seed)
    pipeline, _, _ = plant(chance)
    run = Run(pipeline)
    run.take(*[event for event in history(chance, 0, steps) if not isinstance(event, (str, tuple))])  # type: ignore[arg-type]
    return sum(path.status == "held" for path in run.pipeline._state.graph.paths.values())
