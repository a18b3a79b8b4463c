"""What the way back does with a request: who asks, how often, what he says, and the answer. It opens no socket.

A request that does not prove itself is refused before anything of it is read. What was taken is logged: who, from
where, and why.
"""

import logging
import math
import threading
from collections.abc import Callable, Hashable, Mapping
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from schemas.formats.alerts.parts.clean import clean
from streams.listener.bucket import Bucket
from streams.listener.maps.by_paths import word_by_paths
from streams.listener.maps.slack import word_from_slack
from streams.listener.maps.teams import word_from_teams
from streams.listener.proofs import TOLERANCE_S, Proof
from streams.listener.request import Reply, Request
from streams.listener.seen import Seen
from streams.listener.settings import MapSettings
from streams.listener.word import Refused, Taken, Word, word_of

_log = logging.getLogger(__name__)

_Asked = TypeVar("_Asked", bound=Struct)

WRONG_A_MINUTE = 60.0
"""Requests without a proof that are answered as such; past that they hear that they are too many. A convention."""

JSON_TYPES = frozenset({"application/json"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded"})


class Take(Protocol):
    """Hands a word to what runs. Raises Refused; `via` says by which way it came."""

    def __call__(self, word: Word, via: str) -> Taken:
        """What it came to."""


class Own(Struct, frozen=True, forbid_unknown_fields=True, rename={"lasting": "for"}):
    """Our own JSON."""

    alert: str
    decision: str
    author: str
    reason: str | None = None
    lasting: str | None = None


class Receipt(Struct, frozen=True, forbid_unknown_fields=True):
    """That a heartbeat arrived: the id of its alert."""

    id: str


class Map(Struct, frozen=True):
    """One map: its settings, and what proves its requests."""

    settings: MapSettings
    proof: Proof


class Desk:
    """Answers requests, on any thread. `receipt` is asked whether a heartbeat was waited for."""

    def __init__(  # noqa: PLR0913 - what a desk is made of, by name
        self,
        proof: Proof,
        maps: Mapping[str, Map],
        take: Take,
        receipt: Callable[[str], bool],
        *,
        name: str,
        a_minute: float,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self._proof = proof
        self._maps = maps
        self._take = take
        self._receipt = receipt
        self._name = name
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._bucket = Bucket(a_minute, monotonic())
        self._wrong = Bucket(WRONG_A_MINUTE, monotonic())
        # What is dated that far in the future is taken until it is that far in the past.
        self._seen = Seen(2 * TOLERANCE_S)

    def answer(self, request: Request) -> Reply:
        """The answer. Raises nothing."""
        spoken = self._kind(request.path)
        try:
            return self._answered(request)
        except Refused as refused:
            _log.warning("%s: refused (%d): %s", self._via(request), refused.status, _why(refused))
            return _refusal(refused, spoken)
        except Exception:  # noqa: BLE001 - a fault of ours must end neither the listener nor the run
            _log.exception("%s: a request could not be answered", self._via(request))
            return _refusal(Refused(500, "Weir could not take it; its log says why"), spoken)

    def _answered(self, request: Request) -> Reply:
        path = request.path
        found = self._maps.get(path.removeprefix("/v1/maps/")) if path.startswith("/v1/maps/") else None
        if found is None and path not in {"/v1/verdicts", "/v1/receipts"}:
            raise Refused(404, "there are /v1/verdicts, /v1/receipts and /v1/maps/NAME")
        once = self._proven(request, self._proof if found is None else found.proof)
        try:
            _check_type(request, "slack" if found is not None and found.settings.kind == "slack" else "json")
            if found is not None:
                return self._mapped(request, found.settings)
            if path == "/v1/receipts":
                return self._received(request)
            own = _typed(request.body, Own)
            word = word_of(
                {
                    "alert": own.alert, "decision": own.decision, "author": own.author, "reason": own.reason,
                    "for": own.lasting,
                }
            )  # fmt: skip
            return _json(202, self._taken(word, request))
        except BaseException:
            # What was not done may be asked again with the same id.
            if once is not None:
                with self._lock:
                    self._seen.discard(once)
            raise

    def _proven(self, request: Request, proof: Proof) -> Hashable | None:
        """That it may ask, for the first time and not too often; what it is remembered by."""
        try:
            once = proof.check(request, self._clock())
        except Refused as refused:
            with self._lock:
                wait_s = self._wrong.wait_s(self._monotonic())
            if wait_s:
                raise Refused(429, "too many requests without a proof", after_s=wait_s) from None
            raise refused from None
        with self._lock:
            now = self._monotonic()
            if once is not None and once in self._seen:
                raise Refused(409, "this request was taken already")
            wait_s = self._bucket.wait_s(now)
            if wait_s:
                raise Refused(429, "too many at once", after_s=wait_s)
            if once is not None and not self._seen.add(once, now):
                raise Refused(429, "too many at once", after_s=60.0)
        return once

    def _mapped(self, request: Request, settings: MapSettings) -> Reply:
        match settings.kind:
            case "slack":
                word = word_from_slack(request.body)
            case "teams":
                word = word_from_teams(request.body)
            case _:
                word = word_by_paths(request.body, settings)
        if word is None:
            return _json(200, Ignored("it says no word on an alert"))
        taken = self._taken(word, request)
        if settings.kind in {"slack", "teams"}:
            return _spoken(settings.kind, taken.said)
        return _json(202, taken)

    def _received(self, request: Request) -> Reply:
        receipt = _typed(request.body, Receipt)
        if not self._receipt(receipt.id[:64]):
            raise Refused(404, "no such heartbeat is waited for", "id")
        return Reply(204, b"")

    def _taken(self, word: Word, request: Request) -> Taken:
        taken = self._take(word, self._via(request))
        _log.info(
            "%s: %s says %s of alert %s: %s",
            *(self._via(request), word.author, word.decision, taken.alert, word.reason or "no reason given"),
        )
        return taken

    def _via(self, request: Request) -> str:
        at = request.path.removeprefix("/v1/maps/") if request.path.startswith("/v1/maps/") else self._name
        return f"{clean(at)[:60]} from {request.peer}"

    def _kind(self, path: str) -> str | None:
        found = self._maps.get(path.removeprefix("/v1/maps/"))
        return None if found is None else found.settings.kind


class Ignored(Struct, frozen=True):
    """Nothing was to be done, and why."""

    ignored: str


class Failure(Struct, frozen=True, omit_defaults=True):
    """Why a request was not taken."""

    error: str
    field: str | None = None


def _check_type(request: Request, kind: str) -> None:
    allowed = FORM_TYPES if kind == "slack" else JSON_TYPES
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in allowed:
        raise Refused(415, f"must be {', '.join(allowed)}", "content-type")


def _typed(body: bytes, kind: type[_Asked]) -> _Asked:
    try:
        return msgspec.json.decode(body, type=kind)
    except RecursionError:
        raise Refused(400, "is nested too deeply", "body") from None
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$.")
        raise Refused(400, text, place.rstrip("`") or "body") from None
    except ValueError as error:
        raise Refused(400, f"is no JSON: {error}", "body") from None


def _why(refused: Refused) -> str:
    return f"{refused.field}: {refused}" if refused.field else str(refused)


def _json(status: int, answer: Struct) -> Reply:
    return Reply(status, msgspec.json.encode(answer) + b"\n")


def _spoken(kind: str, text: str) -> Reply:
    """What a chat shows to who spoke."""
    said = {"text": text, **({"type": "message"} if kind == "teams" else {"response_type": "ephemeral"})}
    return Reply(200, msgspec.json.encode(said))


def _refusal(refused: Refused, kind: str | None) -> Reply:
    after_s = None if refused.after_s is None else max(1, math.ceil(refused.after_s))
    if kind in {"slack", "teams"} and refused.status in {400, 404, 409} and kind is not None:
        # Chats show what comes with 200 alone.
        return _spoken(kind, f"Weir did not take it: {_why(refused)}")
    body = msgspec.json.encode(Failure(str(refused), refused.field)) + b"\n"
    return Reply(refused.status, body, retry_after_s=after_s)
