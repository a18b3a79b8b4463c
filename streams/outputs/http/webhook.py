"""Webhooks: an alert a request, signed where a secret is shared.

The idempotency key is the alert with its revision: a receiver that keeps each key once keeps each revision once. The
signature is that of Standard Webhooks: HMAC-SHA256 over id, time and body, so that neither can be exchanged.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from streams.outputs.http.posting import Posting
from streams.outputs.refused import Refuse
from streams.outputs.sink import NotTaken, Outgoing
from streams.outputs.templates.told import TOKEN


class Webhook:
    """Posts each alert to `url`. `secret` None: not signed. What is refused (400, 413, 422) is handed to `refuse`.

    `token` is put where a template wants it in the body; None: no body has one.
    """

    def __init__(  # noqa: PLR0913 - what a webhook is made of, by name
        self,
        posting: Posting,
        url: str,
        refuse: Refuse,
        *,
        media_type: str,
        headers: Mapping[str, str],
        secret: bytes | None = None,
        token: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._posting = posting
        self._url = url
        self._refuse = refuse
        self._headers = {"content-type": media_type, **{name.lower(): value for name, value in headers.items()}}
        self._secret = secret
        self._token = None if token is None else msgspec.json.encode(token)[1:-1]
        self._clock = clock

    def open(self, length: int | None) -> None:
        """Nothing is asked of a receiver before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Post each. Raises as `Posting.post`, with how many were taken."""
        for number, one in enumerate(outgoing):
            try:
                self._post(one)
            except NotTaken as error:
                error.taken = number
                raise
        return 0

    def close(self) -> None:
        """Close the connection."""
        self._posting.close()

    def _post(self, one: Outgoing) -> None:
        key = f"{one.alert.id}-{one.alert.revision}"
        body = one.body if self._token is None else one.body.replace(TOKEN.encode(), self._token)
        answer = self._posting.post(self._url, body, self._headers | self._signed(key, body))
        if answer.status in {400, 413, 422}:
            self._refuse(one, answer.said)

    def _signed(self, key: str, body: bytes) -> dict[str, str]:
        headers = {"idempotency-key": key}
        if self._secret is not None:
            moment = str(int(self._clock()))
            signed = hmac.new(self._secret, f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
            headers |= {
                "webhook-id": key,
                "webhook-timestamp": moment,
                "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
            }
        return headers
