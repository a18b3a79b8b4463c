"""Whether a request comes from who may give words: tokens and signatures, compared in constant time.

A signature is good for five minutes and once. What is wrong is not said: who guesses learns nothing.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from streams.listener.request import Request
from streams.listener.word import Refused

TOLERANCE_S = 300.0
"""As Slack and Standard Webhooks have it."""

_WRONG = "no proof of who asks, or a wrong one"


class Proof(Protocol):
    """Checks one request. Raises Refused with 401."""

    def check(self, request: Request, now: float) -> Hashable | None:
        """What makes the request once and no more, None where a token alone proves it; `now` in seconds UTC."""


class Bearer:
    """`Authorization: Bearer TOKEN`."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def check(self, request: Request, now: float) -> None:  # noqa: ARG002 - a token knows no time
        """See `Proof`."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), self._token)
        if scheme.lower() != "bearer" or not same:
            raise Refused(401, _WRONG)


class StandardWebhook:
    """HMAC-SHA256 over id, time and body, in the headers of Standard Webhooks. `whsec_` begins a secret in base64."""

    def __init__(self, secret: str) -> None:
        self._key = _from_base64(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()

    def check(self, request: Request, now: float) -> Hashable:
        """See `Proof`."""
        one, moment = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        signed = hmac.new(self._key, _ascii(f"{one}.{moment}.") + request.body, hashlib.sha256).digest()
        ours = f"v1,{base64.b64encode(signed).decode()}"
        given = request.headers.get("webhook-signature", "").split()[:8]
        # Every one is compared, so that the time tells nothing of which.
        if not one or sum(_same(ours, each) for each in given) == 0:
            raise Refused(401, _WRONG)
        _check_time(_seconds(moment), now)
        return "webhook", one


class Slack:
    """Slack's `v0` signature."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def check(self, request: Request, now: float) -> Hashable:
        """See `Proof`."""
        moment = request.headers.get("x-slack-request-timestamp", "")
        signed = hmac.new(self._key, _ascii(f"v0:{moment}:") + request.body, hashlib.sha256).hexdigest()
        if not _same(f"v0={signed}", request.headers.get("x-slack-signature", "")):
            raise Refused(401, _WRONG)
        _check_time(_seconds(moment), now)
        return "slack", signed


class _Dated(msgspec.Struct):
    timestamp: str | float | None = None


class Teams:
    """`Authorization: HMAC ...` of an outgoing webhook; its time stands in the signed body."""

    def __init__(self, secret: str) -> None:
        self._key = _from_base64(secret)

    def check(self, request: Request, now: float) -> Hashable:
        """See `Proof`."""
        signed = hmac.new(self._key, request.body, hashlib.sha256).digest()
        if not _same(f"HMAC {base64.b64encode(signed).decode()}", request.headers.get("authorization", "")):
            raise Refused(401, _WRONG)
        _check_time(_time_within(request.body), now)
        return "teams", signed


class Hub:
    """`X-Hub-Signature: sha256=...`, as Jira signs; its time stands in the signed body."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def check(self, request: Request, now: float) -> Hashable:
        """See `Proof`."""
        signed = hmac.new(self._key, request.body, hashlib.sha256).hexdigest()
        if not _same(f"sha256={signed}", request.headers.get("x-hub-signature", "")):
            raise Refused(401, _WRONG)
        _check_time(_time_within(request.body), now)
        return "hub", signed


class Either:
    """The signature where there is one, else the token."""

    def __init__(self, bearer: Bearer | None, webhook: StandardWebhook | None) -> None:
        self._bearer = bearer
        self._webhook = webhook

    def check(self, request: Request, now: float) -> Hashable | None:
        """See `Proof`."""
        if self._webhook is not None and (self._bearer is None or "webhook-signature" in request.headers):
            return self._webhook.check(request, now)
        if self._bearer is None:
            raise Refused(401, _WRONG)
        self._bearer.check(request, now)
        return None


OF_KIND: Mapping[str, type[Slack] | type[Teams] | type[Hub]] = {"slack": Slack, "teams": Teams, "jira": Hub}


def _same(ours: str, given: str) -> bool:
    return hmac.compare_digest(ours.encode(), given.encode("utf-8", "surrogateescape"))


def _ascii(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _from_base64(text: str) -> bytes:
    """Raises ValueError; its text never holds the secret."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        msg = "a secret of this kind is base64, and this one is not"
        raise ValueError(msg) from None


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _time_within(body: bytes) -> float | None:
    """The `timestamp` of a body, in seconds UTC: ISO 8601, or milliseconds."""
    try:
        found = msgspec.json.decode(body, type=_Dated).timestamp
        if isinstance(found, str):
            return datetime.fromisoformat(found).timestamp()
    except (ValueError, RecursionError, OverflowError):
        return None
    return None if found is None else found / 1_000.0


def _check_time(moment: float | None, now: float) -> None:
    if moment is None or not abs(now - moment) <= TOLERANCE_S:
        msg = f"signed at another time than within {TOLERANCE_S:.0f} s of now; are both clocks right?"
        raise Refused(401, msg)
