"""All figures of all alerts of a plant, recomputed."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.replay.figures.claims import CLAIMS
from tests.replay.figures.figure import Figure, Told
from tests.replay.figures.plain import part_of
from tests.replay.figures.plant import Plant, read_alerts


class Checked(NamedTuple):
    """One figure of one alert."""

    kind: str
    title: str
    text: str
    figure: Figure


def check(folder: Path, alerts: Path) -> Iterator[Checked]:
    """Each figure of each alert's last revision."""
    told = read_alerts(alerts)
    plant = Plant(folder, told)
    for alert in told:
        yield from _of_alert(Told(plant, alert, plant.place_of(alert)))


def _of_alert(told: Told) -> Iterator[Checked]:
    alert = told.alert
    kind, title = alert["kind"], alert["title"]
    for text, figure in _once((*_fields(told), *_sentences(told))):
        yield Checked(kind, title, text, figure)


def _once(figures: Iterable[tuple[str, Figure]]) -> Iterator[tuple[str, Figure]]:
    """Each once: the summary repeats the heaviest reasons."""
    met = set()
    for text, figure in figures:
        key = (text, figure.what, repr(figure.told))
        if key not in met:
            met.add(key)
            yield text, figure


def _texts(alert: dict[str, Any]) -> list[str]:
    """Its sentences; why it is closed stands by itself, since it may tell another alert's title."""
    because = alert.get("closed_because")
    summary = alert["summary"].removeprefix(f"Closed: {because}. ")
    texts = [alert["title"], summary, *(reason["text"] for reason in alert.get("reasons", ()))]
    return list(dict.fromkeys(texts))


def _sentences(told: Told) -> Iterator[tuple[str, Figure]]:
    if told.alert.get("closed_by"):
        yield "closed_because", part_of(told)
    for text in _texts(told.alert):
        for pattern, of in CLAIMS:
            for match in pattern.finditer(text):
                try:
                    yield from ((match.group(), figure) for figure in of(told, match))
                except (LookupError, ValueError) as error:
                    yield match.group(), Figure("no rows", match.group(), repr(error))


def _fields(told: Told) -> Iterator[tuple[str, Figure]]:
    """What an alert tells beside its sentences: how many flows, of how many octets, from when to when."""
    alert = told.alert
    if alert["kind"] in {"first-look", "maintenance-digest", "sensor-silent", "volume"}:
        return
    if len(alert.get("hops", ())) < alert.get("hops_total", 0):
        return
    rows = told.plant.rows_of(alert)
    first = "end" if alert["kind"] == "learning-review" else "start"
    if alert["kind"] == "identity-conflict":
        # What comes through a router bears its MAC: whose it is of two devices at one address, rows do not tell.
        own = {alert[end]["mac"] for end in ("initiator", "responder")} & {
            hop["initiator_mac"] for hop in alert["hops"]
        }
        sure = [row for row in rows if row.initiator_mac in own]
        most = len(told.plant.rows_of(alert | {"kind": "any"}))
        yield "count", Figure("flows", alert["count"], len(rows), len(sure), most)
        return
    if alert["kind"] == "pivot":
        yield "count", Figure("flows", alert["count"], len(rows), 1, len(rows))
        return
    yield "count", Figure("flows", alert["count"], len(rows))
    if alert["kind"] != "learning-review":
        yield "octets", Figure("octets sent", alert.get("initiator_octets") or 0, sum(row.sent for row in rows))
        yield "octets", Figure("octets received", alert.get("responder_octets") or 0, sum(row.received for row in rows))
    yield (
        "first_seen",
        Figure("first seen", alert["first_seen"], min((getattr(row, first) for row in rows), default=None)),
    )
    yield "last_seen", Figure("last seen", alert["last_seen"], max((row.end for row in rows), default=None))


def unclaimed(alert: dict[str, Any]) -> list[str]:
    """Sentences of an alert with a number that no claim covers."""
    left = []
    names = re.compile(r"\S*[a-z]\S*\d[\w.:-]*|\d+(?:\.\d+){3}\S*|\S*(?:[0-9a-f]{2}:){5}\S*|\d{4}-\d\d-\d\d|\d\d:\d\d")
    for text in _texts(alert):
        rest = text
        for pattern, _ in CLAIMS:
            rest = pattern.sub("", rest)
        if re.search(r"\d", names.sub("", rest)):
            left.append(rest)
    return left
