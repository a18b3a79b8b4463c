"""How an output over HTTP is asked: its URL, its connection, and how it knows us."""

from urllib.parse import urlsplit

import httpx

from streams.outputs.http.posting import Posting
from streams.outputs.settings import OutputSettings, shown_place
from streams.outputs.tls import context_of, tls_of
from streams.secret import secret_text

HIDDEN_FROM = 6
"""Characters: a shorter secret would be found within words of an answer."""


def url_problem(scheme: str, where: str) -> str | None:
    """What is wrong with a URL, in a sentence; None: nothing."""
    url = f"{scheme}:{where}"
    try:
        parts = urlsplit(url)
        wrong = not where.startswith("//") or not parts.hostname or parts.username or parts.port == 0
    except ValueError:
        wrong = True
    shown = shown_place(url)
    return f"{shown!r} is no URL; one is like {scheme}://HOST:PORT/PATH, without a user in it" if wrong else None


def posting_of(settings: OutputSettings, url: str) -> Posting:
    """Requests to the host of a URL, with the TLS and the time-out of an output. Raises OSError for files of TLS."""
    verify = context_of(tls_of(settings)) if url.startswith("https:") else True
    client = httpx.Client(verify=verify, timeout=settings.timeout_s, follow_redirects=False)
    parts = urlsplit(url)
    token = _token(settings)
    # A webhook's secret is often its path: errors name the host alone.
    secrets = (
        token, None if token is None else token.rpartition(" ")[2], *settings.headers.values(),
        url.partition(parts.netloc)[2],
    )  # fmt: skip
    hidden = [one for one in secrets if one is not None and len(one) >= HIDDEN_FROM]
    return Posting(client, f"{parts.scheme}://{parts.netloc}", hidden)


def headers_of(settings: OutputSettings, scheme: str) -> dict[str, str]:
    """The headers of each request; the token stands behind `scheme`, unless it brings one. Raises OSError for its file.

    `Basic bWU6a2V5` is such a token: Jira and ServiceNow take a user with a key.
    """
    token = _token(settings)
    if token is None:
        return dict(settings.headers)
    return {**settings.headers, "authorization": token if " " in token else f"{scheme} {token}"}


def _token(settings: OutputSettings) -> str | None:
    """Raises OSError for its file, and where no header can hold it: the library's own error would show it."""
    token = secret_text(settings.token, settings.token_file)
    if token is not None and not (token.isascii() and token.isprintable()):
        msg = "the token holds characters that no header takes (it is shown by nothing, so this can't say which)"
        raise OSError(msg)
    return token
