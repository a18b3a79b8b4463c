"""One request to a receiver, and what its answer means: taken, later, never, or somebody must look.

Raises `TryLater` for what time mends (no connection, 429, 5xx) and `Barred` for what a person must mend (401, 403,
404); both leave the alerts waiting. Neither names a secret: headers are never told.
"""

import email.utils
import time
from collections.abc import Mapping, Sequence

import httpx

from streams.outputs.sink import NotTaken, TryLater

ANSWER_CHARACTERS = 300
MOST_ANSWER_BYTES = 4 * 1024 * 1024
"""Of an answer that is read: that of a bulk request names each of its alerts."""

PROXY_SAYS = (b"SSL certificate", b"HTTP request was sent to HTTPS port")
"""Of nginx's 400 where it lacks our certificate, or believes it not, or wants TLS: it has not looked at any alert."""

MOST_WAIT_S = 600.0
"""The longest that a receiver may ask to be left alone."""


class Barred(NotTaken):
    """The receiver won't have us, or isn't there: a person must look. `status` is that of its answer, 0: of none."""

    def __init__(self, status: int, text: str, where: str) -> None:
        super().__init__(0, text, where)
        self.status = status


class Answer:
    """A status and what came with it. `said` is the answer in one short line, for people."""

    def __init__(self, status: int, content: bytes, hidden: Sequence[str] = ()) -> None:
        self.status = status
        self.content = content
        self._hidden = hidden

    @property
    def said(self) -> str:
        """The status and the begin of the answer."""
        text = without(" ".join(self.content.decode("utf-8", "replace").split()), self._hidden)
        return f"HTTP {self.status}{f': {text[:ANSWER_CHARACTERS]}' if text else ''}"


def without(text: str, hidden: Sequence[str]) -> str:
    """A text of a receiver, which may send back what it was sent, without our secrets."""
    for one in hidden:
        text = text.replace(one, "***")
    return text


class Posting:
    """Requests to one receiver over one kept connection. `where` names it in errors: a URL without its secrets.

    `hidden` are secrets that no answer may bring into an error.
    """

    def __init__(self, client: httpx.Client, where: str, hidden: Sequence[str] = ()) -> None:
        self._client = client
        self.hidden = hidden
        self.where = where

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST") -> Answer:
        """The answer where it is 2xx, or a refusal of the body (400, 409, 413, 422). Raises TryLater or Barred."""
        try:
            with self._client.stream(method, url, content=body, headers=dict(headers)) as response:
                content = _bounded(response)
                status = response.status_code
                after = response.headers.get("retry-after")
        except httpx.TransportError as error:
            raise TryLater(0, without(str(error), self.hidden) or type(error).__name__, self.where) from error
        answer = Answer(status, content, self.hidden)
        if status == 400 and any(words in content for words in PROXY_SAYS):
            raise Barred(status, answer.said, self.where)
        if 200 <= status < 300 or status in {400, 409, 413, 422}:
            return answer
        if status in {408, 425, 429} or status >= 500:
            raise TryLater(0, answer.said, self.where, after_s=seconds_of(after))
        raise Barred(status, answer.said, self.where)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def seconds_of(retry_after: str | None) -> float | None:
    """The seconds of a Retry-After header, a figure or a date (RFC 9110); None where it is neither."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return min(float(retry_after), MOST_WAIT_S)
    try:
        until = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(max(0.0, until.timestamp() - time.time()), MOST_WAIT_S)


def _bounded(response: httpx.Response) -> bytes:
    """The begin of an answer: one without an end costs no memory."""
    content = b""
    for piece in response.iter_bytes():
        content += piece
        if len(content) >= MOST_ANSWER_BYTES:
            break
    return content
