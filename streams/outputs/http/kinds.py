"""The kinds of outputs that take requests over HTTP: webhooks, Splunk's collector, bulk requests."""

from functools import partial

import msgspec

from schemas.formats.alerts.siem.ecs_template import PIPELINE, index_template, ingest_pipeline
from streams.outputs.http.asking import headers_of, posting_of, url_problem
from streams.outputs.http.bulk import Bulk
from streams.outputs.http.posting import Barred
from streams.outputs.http.splunk import SplunkCollector
from streams.outputs.http.webhook import Webhook
from streams.outputs.kind import ANY_FORMAT, Made, Prepared, SinkKind
from streams.outputs.settings import OutputSettings, templated
from streams.outputs.sink import Sink
from streams.outputs.written import media_type_of, template_of
from streams.secret import secret_text


def _webhook(scheme: str, made: Made) -> Sink:
    settings, url = made.settings, f"{scheme}:{made.where}"
    secret = secret_text(settings.secret, settings.secret_file)
    headers = headers_of(settings, "Bearer")
    token = None
    if templated(settings) and template_of(settings).takes_token:
        # It stands in the body, so no header tells it once more.
        headers, token = dict(settings.headers), secret_text(settings.token, settings.token_file)
    return Webhook(
        posting_of(settings, url), url, made.refuse, media_type=media_type_of(settings), headers=headers,
        secret=None if secret is None else secret.encode(), token=token,
    )  # fmt: skip


def _splunk(scheme: str, made: Made) -> Sink:
    url = f"{scheme}:{made.where}"
    return SplunkCollector(
        posting_of(made.settings, url), url, made.refuse, headers=headers_of(made.settings, "Splunk"),
        acknowledged=made.settings.acknowledged,
    )  # fmt: skip


def _bulk(scheme: str, made: Made) -> Sink:
    url = f"{scheme}:{made.where}"
    posting = posting_of(made.settings, url)
    return Bulk(posting, url, made.settings.index, made.refuse, headers=headers_of(made.settings, "ApiKey"))


def _bulk_prepared(scheme: str, settings: OutputSettings, where: str) -> Prepared:
    """Put the pipeline there that stamps arrival, and the index template that wants it and types each field."""
    base, template = f"{scheme}:{where}".rstrip("/"), f"weir-{settings.index}"
    wanted = {
        f"_ingest/pipeline/{PIPELINE}": ingest_pipeline(),
        f"_index_template/{template}": index_template(f"{settings.index}*"),
    }
    posting = posting_of(settings, base)
    headers = {"content-type": "application/json", **headers_of(settings, "ApiKey")}
    try:
        for path, body in wanted.items():
            answer = posting.post(f"{base}/{path}", msgspec.json.encode(body), headers, method="PUT")
            if answer.status != 200:
                raise Barred(0, f"{path} was not taken: {answer.said}", posting.where)
    finally:
        posting.close()
    return Prepared(f"the index template {template} for {settings.index}* is in place, and the pipeline {PIPELINE}")


def _problem(scheme: str, _settings: OutputSettings, where: str) -> str | None:
    return url_problem(scheme, where)


def webhook(scheme: str) -> SinkKind:
    """Webhooks, over `http` or `https`."""
    own = frozenset({"template", "template_file"})
    return SinkKind(partial(_webhook, scheme), partial(_problem, scheme), ANY_FORMAT, own=own)


def splunk(scheme: str) -> SinkKind:
    """Splunk's collector, over `http` or `https`."""
    return SinkKind(partial(_splunk, scheme), partial(_problem, scheme), ("hec",))


def bulk(scheme: str) -> SinkKind:
    """Elasticsearch and OpenSearch, over `http` or `https`."""
    return SinkKind(partial(_bulk, scheme), partial(_problem, scheme), ("ecs",), partial(_bulk_prepared, scheme))
