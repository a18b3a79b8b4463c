"""Puts the way back together: a listener that takes words on alerts, and hands them on as `weir verdict` does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.verdict import Verdict
from streams.listener.desk import Desk, Map
from streams.listener.proofs import OF_KIND, Bearer, Either, Proof, StandardWebhook
from streams.listener.settings import LEAST_SECRET, ListenerSettings, MapSettings
from streams.listener.word import Refused, Taken, Word
from streams.read_model.protocol import ReadError
from streams.read_model.wanted import AlertsWanted, UnknownValue
from streams.secret import Secret
from weir.admin.reader import StateReader, open_reader, standing_words
from weir.admin.verdicts import MUTE_FOR, Subject, give
from weir.errors import UserError, describe
from weir.settings.sections import Settings
from weir.times import parse_duration
from weir.views.verdict_table import covers_line

LEAST_ID = 4
"""Characters of an id that is given by its begin: with fewer, a slip of the finger is another alert's."""

AGAIN_S = 10.0
"""When to come again where the state can't be read for now. A convention."""

WORDS_KEPT_S = 300.0
"""How long the words that stand are believed: to read them costs as much as `weir verdict list`."""


@contextmanager
def listening_to(settings: Settings, *, kafka: bool, receipt: Callable[[str], bool]) -> Iterator[str | None]:
    """Take words while this lasts, where the settings say so; the URL. Raises UserError where it can't be done."""
    own = settings.listener
    if own.port is None:
        yield None
        return
    # It brings an HTTP library along, which only a listener needs.
    from streams.listener.server import ListenerServer, listening, server_tls

    try:
        desk = _desk(own, Taker(lambda: open_reader(settings, kafka=kafka), settings), receipt)
        tls = None if own.cert_file is None else server_tls(own.cert_file, own.key_file)
        server = ListenerServer(listening(own.address, own.port), desk.answer, tls=tls)
    except (OSError, ValueError) as error:
        msg = f"[listener]: {describe(error)}"
        raise UserError(msg) from error
    server.start()
    try:
        yield server.url
    finally:
        server.close()


class Taker:
    """Hands words to what runs on the state, by its reader, which is made when the first word comes.

    Belongs to one thread, as the reader does.
    """

    def __init__(
        self,
        opened: Callable[[], StateReader],
        settings: Settings,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opened = opened
        self._settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._reader: StateReader | None = None
        self._words: dict[str, tuple[float, list[StandingWord]]] = {}

    def __call__(self, word: Word, via: str) -> Taken:
        """See `Take`."""
        lasting_s = self._lasting_s(word)
        try:
            if self._reader is None:
                self._reader = self._opened()
            self._reader.model.renew()
            alert = self._alert(self._reader, word.alert)
            self._renew_words(self._reader, alert.site)
        except ReadError as error:
            raise Refused(503, str(error), after_s=AGAIN_S) from error
        try:
            given = give(
                _OneAlert(self._reader, alert, self._words[alert.site][1]), word.decision, Subject(alert=alert.id),
                site=alert.site, own_site=self._settings.site.name, author=word.author, reason=word.reason,
                now=self._clock(), lasting_s=lasting_s, via=via,
            )  # fmt: skip
        except UserError as error:
            raise Refused(409, str(error), "alert") from error
        except OSError as error:
            raise Refused(503, describe(error), after_s=AGAIN_S) from error
        verdict, covers = given.verdict, given.covers[0] or ""
        zone = self._settings.core(verdict.site).time_zone
        said = f"{word.decision}: {covers_line(word.decision, covers, verdict.expires, zone)}"
        return Taken(
            alert=alert.id, decision=word.decision, author=word.author, covers=covers, said=said, where=given.where,
            until=verdict.expires, notes=given.notes,
        )  # fmt: skip

    def _lasting_s(self, word: Word) -> float | None:
        lasting = word.lasting or (MUTE_FOR if word.decision == "mute" else None)
        if lasting is not None and word.decision == "forget":
            raise Refused(400, "what is forgotten has no end", "for")
        try:
            return None if lasting is None else parse_duration(lasting)
        except ValueError as error:
            raise Refused(400, str(error), "for") from error

    def _alert(self, reader: StateReader, begins: str) -> Alert:
        if len(begins) < LEAST_ID:
            raise Refused(400, f"give at least {LEAST_ID} characters of the id", "alert")
        try:
            found = reader.model.alerts(AlertsWanted(id_begins=begins, limit=2)).items
        except UnknownValue:
            found = []
        if not found:
            raise Refused(404, f"no alert {begins!r} is known", "alert")
        if len(found) > 1:
            raise Refused(409, f"more than one alert begins with {begins!r}: give more of the id", "alert")
        return found[0]

    def _renew_words(self, reader: StateReader, site: str) -> None:
        now = self._monotonic()
        if site not in self._words or now - self._words[site][0] > WORDS_KEPT_S:
            self._words[site] = now, standing_words(reader, site)
            reader.model.renew()


class _OneAlert:
    """A reader that knows one alert and the words that stand, and hands verdicts on: no list is read for a word."""

    def __init__(self, reader: StateReader, alert: Alert, words: list[StandingWord]) -> None:
        self._reader = reader
        self._alert = alert
        self._words = words

    def latest_alerts(self) -> list[Alert]:
        """See `Reader`."""
        return [self._alert]

    def paths(self) -> list[PathRecord]:
        """None: a word on an alert asks for none."""
        return []

    def assets(self) -> list[AssetSummary]:
        """None: a word on an alert asks for none."""
        return []

    def words(self) -> list[StandingWord]:
        """See `Reader`."""
        return self._words

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        """See `Reader`."""
        return self._reader.why(site, initiator, responder, service)

    def give_verdict(self, verdict: Verdict) -> str:
        """See `Reader`."""
        return self._reader.give_verdict(verdict)

    def nobody_takes(self) -> str | None:
        """See `Reader`."""
        return self._reader.nobody_takes()


def _desk(own: ListenerSettings, take: Taker, receipt: Callable[[str], bool]) -> Desk:
    """Raises OSError for a file of a secret, ValueError for one that is too short or none."""
    token, secret = _revealed("token", own.token, own.token_file), _revealed("secret", own.secret, own.secret_file)
    proof = Either(None if token is None else Bearer(token), None if secret is None else StandardWebhook(secret))
    maps = {name: Map(one, _proof_of(name, one, proof)) for name, one in own.maps.items()}
    return Desk(
        proof, maps, take, receipt, name="listener", a_minute=own.a_minute, clock=time.time, monotonic=time.monotonic
    )


def _proof_of(name: str, one: MapSettings, own: Proof) -> Proof:
    secret = _revealed(f"maps.{name} secret", one.secret, one.secret_file)
    return own if secret is None else OF_KIND[one.kind](secret)


def _revealed(name: str, secret: Secret | None, path: str | None) -> str | None:
    """The text of a secret, or of the first line of its file. Raises OSError, and ValueError where it is too short."""
    text = None if secret is None else secret.reveal()
    if path is not None:
        text = Path(path).read_text(encoding="utf-8").partition("\n")[0].strip()
    if text is not None and len(text) < LEAST_SECRET:
        msg = f"{name} has fewer than {LEAST_SECRET} characters; `openssl rand -hex 32` makes a good one"
        raise ValueError(msg)
    return text
