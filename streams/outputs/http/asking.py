"""How an output over HTTP is asked: its URL, its connection, and how it knows us."""

from urllib.parse import urlsplit

import httpx

from streams.outputs.http.posting import Posting
from streams.outputs.settings import OutputSettings
from streams.outputs.tls import context_of, tls_of
from streams.secret import secret_text


def url_problem(scheme: str, where: str) -> str | None:
    """What is wrong with a URL, in a sentence; None: nothing."""
    url = f"{scheme}:{where}"
    try:
        parts = urlsplit(url)
        wrong = not where.startswith("//") or not parts.hostname or parts.username or parts.port == 0
    except ValueError:
        wrong = True
    return f"{url!r} is no URL; one is like {scheme}://HOST:PORT/PATH, without a user in it" if wrong else None


def posting_of(settings: OutputSettings, url: str) -> Posting:
    """Requests to the host of a URL, with the TLS and the time-out of an output. Raises OSError for files of TLS."""
    verify = context_of(tls_of(settings)) if url.startswith("https:") else True
    client = httpx.Client(verify=verify, timeout=settings.timeout_s, follow_redirects=False)
    parts = urlsplit(url)
    # A webhook's secret is often its path: errors name the host alone.
    return Posting(client, f"{parts.scheme}://{parts.netloc}")


def headers_of(settings: OutputSettings, scheme: str) -> dict[str, str]:
    """The headers of each request; the token stands behind `scheme`, unless it brings one. Raises OSError for its file.

    `Basic bWU6a2V5` is such a token: Jira and ServiceNow take a user with a key.
    """
    token = secret_text(settings.token, settings.token_file)
    if token is None:
        return dict(settings.headers)
    return {**settings.headers, "authorization": token if " " in token else f"{scheme} {token}"}
