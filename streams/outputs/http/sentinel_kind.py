"""The kind of output that is a table of Microsoft Sentinel: `sentinel+https:` before the URL of its stream."""

import re
from urllib.parse import urlsplit

import msgspec

from schemas.formats.alerts.siem.sentinel_setup import deployment
from streams.outputs.http.asking import posting_of, url_problem
from streams.outputs.http.azure_login import AzureLogin
from streams.outputs.http.sentinel import SentinelTable
from streams.outputs.kind import Made, Prepared, SinkKind
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink
from streams.secret import secret_text

API_VERSION = "2023-01-01"

_PATH = re.compile(r"/dataCollectionRules/dcr-[0-9a-f]+/streams/Custom-\w+")


def _sentinel(made: Made) -> Sink:
    settings = made.settings
    url = f"https:{made.where}"
    login_url = f"{settings.login_url.rstrip('/')}/{settings.tenant}/oauth2/v2.0/token"
    login = AzureLogin(
        posting_of(settings, login_url), login_url, client=settings.client or "",
        secret=secret_text(settings.secret, settings.secret_file) or "", scope=settings.scope,
    )  # fmt: skip
    url = url if "api-version=" in url else f"{url}?api-version={API_VERSION}"
    return SentinelTable(posting_of(settings, url), url, login, made.refuse)


def _problem(settings: OutputSettings, where: str) -> str | None:
    problem = url_problem("https", where)
    if problem is not None:
        return problem
    if not _PATH.fullmatch(urlsplit(where).path):
        return (
            "sentinel+https is followed by the stream's URL:"
            " sentinel+https://HOST.ingest.monitor.azure.com/dataCollectionRules/dcr-ID/streams/Custom-Weir_CL"
        )
    if not settings.tenant or not settings.client or (settings.secret is None and settings.secret_file is None):
        return "sentinel needs tenant, client and secret_file: the ids of directory and application, and its secret"
    if not settings.login_url.startswith("https://"):
        return "login_url is no https: URL: the secret would be sent in the clear"
    return None


def _set_up(_settings: OutputSettings, _where: str) -> Prepared:
    said = (
        "deploy this (az deployment group create --template-file), then take `url` of its outputs into the settings"
        " and give the application the role Monitoring Metrics Publisher on the rule (docs/siem/sentinel.md)"
    )
    return Prepared(said, msgspec.json.format(msgspec.json.encode(deployment()), indent=2))


SENTINEL = SinkKind(
    _sentinel, _problem, ("sentinel",), _set_up, own=frozenset({"tenant", "client", "login_url", "scope"})
)
