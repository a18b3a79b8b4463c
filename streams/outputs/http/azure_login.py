"""A token of Microsoft Entra for a program that has a client's id and secret (OAuth 2.0, RFC 6749, 4.4)."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from streams.outputs.http.posting import Barred, Posting

SCOPE = "https://monitor.azure.com/.default"
"""What a token is for: Azure Monitor's ingestion. National clouds have others."""

EARLY_S = 300.0
"""A token is fetched anew so long before it ends: a clock may be as wrong (Kerberos' usual tolerance)."""


class _Token(Struct):
    access_token: str
    expires_in: float


class AzureLogin:
    """Fetches tokens from `url`, and keeps one as long as it lives."""

    def __init__(  # noqa: PLR0913 - what it is made of, by name
        self,
        posting: Posting,
        url: str,
        *,
        client: str,
        secret: str,
        scope: str = SCOPE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._posting = posting
        self._url = url
        self._asked = {
            "grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": scope
        }  # fmt: skip
        self._monotonic = monotonic
        self._token = ""
        self._until = 0.0

    def token(self) -> str:
        """A token that lives. Raises TryLater, and Barred where we are not known."""
        if not self._token or self._monotonic() >= self._until:
            headers = {"content-type": "application/x-www-form-urlencoded"}
            answer = self._posting.post(self._url, urlencode(self._asked).encode(), headers)
            if answer.status != 200:
                raise Barred(0, f"no token: {answer.said}", self._posting.where)
            try:
                found = msgspec.json.decode(answer.content, type=_Token)
            except msgspec.MsgspecError as error:
                # Not what it said: that may hold a token.
                raise Barred(0, "no token in the answer of the login", self._posting.where) from error
            self._token = found.access_token
            self._until = self._monotonic() + max(0.0, found.expires_in - EARLY_S)
        return self._token

    def forget(self) -> None:
        """Somebody did not take the token: the next is a new one."""
        self._token = ""

    def close(self) -> None:
        """Close the connection."""
        self._posting.close()
