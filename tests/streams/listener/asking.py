"""Requests as senders make them, a desk that notes what it takes, and clocks that stand still."""

import base64
import hashlib
import hmac

from streams.listener.desk import Desk, Map
from streams.listener.proofs import Bearer, Either, Hub, Slack, StandardWebhook, Teams
from streams.listener.request import Request
from streams.listener.settings import MapSettings
from streams.listener.word import Taken, Word

TOKEN, SECRET, NOW = "t" * 32, "s" * 32, 1_800_000_000.0
ALERT = "0123456789abcdef0123"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def asked(path: str, body: bytes, **headers: str) -> Request:
    """A request from one address; in the names of headers `_` is `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(path=path, headers=named, body=body, peer="10.0.0.9")


def with_token(body: bytes, path: str = "/v1/verdicts", token: str = TOKEN) -> Request:
    return asked(path, body, authorization=f"Bearer {token}", content_type="application/json")


def signed(body: bytes, one: str = "msg_1", at: float = NOW, path: str = "/v1/verdicts") -> Request:
    """As Standard Webhooks sign."""
    text = f"{one}.{int(at)}.".encode() + body
    signature = base64.b64encode(hmac.new(SECRET.encode(), text, hashlib.sha256).digest()).decode()
    return asked(
        path, body, webhook_id=one, webhook_timestamp=str(int(at)), webhook_signature=f"v1,{signature}",
        content_type="application/json",
    )  # fmt: skip


def of_slack(body: bytes, at: float = NOW) -> Request:
    text = f"v0:{int(at)}:".encode() + body
    signature = hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
    return asked(
        "/v1/maps/chat", body, x_slack_request_timestamp=str(int(at)), x_slack_signature=f"v0={signature}",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip


def of_teams(body: bytes) -> Request:
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return asked(
        "/v1/maps/teams", body, authorization=f"HMAC {signature}", content_type="application/json; charset=utf-8"
    )


def of_jira(body: bytes) -> Request:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return asked("/v1/maps/tickets", body, x_hub_signature=f"sha256={signature}", content_type="application/json")


SOAR = MapSettings(
    alert="incident.weir_alert", decision="incident.disposition", author="user.email", reason="incident.note",
    lasting="incident.for", words={"False Positive": "expected", "True Positive": "malicious", "Snooze": "mute"},
)  # fmt: skip


class Office:
    """A desk with all maps, and what it took."""

    def __init__(self, *, a_minute: float = 6_000.0) -> None:
        self.words: list[tuple[Word, str]] = []
        self.now, self.ticks = NOW, 0.0
        self.error: Exception | None = None
        own = Either(Bearer(TOKEN), StandardWebhook(SECRET))
        in_base64 = base64.b64encode(SECRET.encode()).decode()
        maps = {
            "soar": Map(SOAR, own),
            "chat": Map(MapSettings(kind="slack"), Slack(SECRET)),
            "teams": Map(MapSettings(kind="teams"), Teams(in_base64)),
            "tickets": Map(MapSettings(kind="jira"), Hub(SECRET)),
        }
        self.desk = Desk(
            own, maps, self.take, lambda one: one == "beat", name="listener", a_minute=a_minute,
            clock=lambda: self.now, monotonic=lambda: self.ticks,
        )  # fmt: skip

    def take(self, word: Word, via: str) -> Taken:
        if self.error is not None:
            raise self.error
        self.words.append((word, via))
        return Taken(
            alert=word.alert, decision=word.decision, author=word.author, covers="1 path", said="it covers 1 path",
            where="inbox",
        )  # fmt: skip

    def status(self, request: Request) -> int:
        return self.desk.answer(request).status
