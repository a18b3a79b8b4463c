"""Microsoft Sentinel by the Logs Ingestion API of Azure Monitor: rows for a table, through a data collection rule.

Source: Azure Monitor's reference of the API, version 2023-01-01, and its limits: a request is a JSON array of at most
1 MB, compressed or not. 204 says that all rows were taken; 429 names the seconds to wait.
"""

import gzip
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from streams.outputs.http.azure_login import AzureLogin
from streams.outputs.http.posting import Answer, Barred, Posting
from streams.outputs.http.splunk import requests
from streams.outputs.refused import Refuse
from streams.outputs.sink import Outgoing

REQUEST_BYTES = 950_000
"""Below the 1 MB that a call may have before it is compressed."""

_UNAUTHORIZED = 401

_WRONG_PLACE = frozenset({"InvalidStream", "InvalidDcrImmutableId", "InvalidApiVersion"})
"""Codes of 400 that no row is to blame for."""


class _Error(Struct, frozen=True):
    code: str = ""


class _Refused(Struct):
    error: _Error = _Error()


class SentinelTable:
    """Posts rows to the stream at `url`, with tokens of `login`."""

    def __init__(self, posting: Posting, url: str, login: AzureLogin, refuse: Refuse) -> None:
        self._posting = posting
        self._url = url
        self._login = login
        self._refuse = refuse

    def open(self, length: int | None) -> None:
        """Nothing is asked of Azure before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Post them in requests that fit. Raises as `Posting.post`."""
        for request in requests(outgoing, REQUEST_BYTES):
            self._posted(request)
        return 0

    def close(self) -> None:
        """Close the connections."""
        self._posting.close()
        self._login.close()

    def _posted(self, rows: Sequence[Outgoing]) -> None:
        answer = self._answer(gzip.compress(b"[" + b",".join(one.body for one in rows) + b"]"))
        if answer.status < 300:
            return
        code = _code(answer)
        if code in _WRONG_PLACE:
            raise Barred(answer.status, answer.said, self._posting.where)
        if len(rows) > 1:
            half = len(rows) // 2
            self._posted(rows[:half])
            self._posted(rows[half:])
        else:
            self._refuse(rows[0], answer.said)

    def _answer(self, body: bytes) -> Answer:
        """The answer, after one new token where the old one was not taken."""
        try:
            return self._posting.post(self._url, body, self._headers())
        except Barred as error:
            if error.status != _UNAUTHORIZED:
                raise
        self._login.forget()
        return self._posting.post(self._url, body, self._headers())

    def _headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self._login.token()}",
            "content-type": "application/json",
            "content-encoding": "gzip",
        }


def _code(answer: Answer) -> str:
    try:
        return msgspec.json.decode(answer.content, type=_Refused).error.code
    except msgspec.MsgspecError:
        return ""
