"""Webhooks: an alert a request, signed, and refused ones kept."""

import base64
import hashlib
import hmac

import msgspec

from streams.outputs.http.webhook import Webhook
from streams.outputs.sink import Outgoing
from streams.outputs.templates.told import TOKEN
from tests.receivers.answering import Asked, Reply, answering
from tests.schemas.formats.alerts.alerts import whole
from tests.streams.outputs.http.posted import Refusals, numbered, posting


def test_each_alert_is_a_request_with_a_key_of_its_own_and_a_signature() -> None:
    with answering() as server:
        hook = Webhook(
            posting(server.url), f"{server.url}/hook", Refusals(), media_type="application/json",
            headers={"x-team": "soc"}, secret=b"shared", clock=lambda: 1_768_176_000.9,
        )  # fmt: skip
        hook.open(None)
        assert hook.deliver(numbered("ndjson", 2)) == hook.begin() == 0
        hook.close()
    first, second = server.asked
    assert first.path == "/hook"
    assert [one.headers["idempotency-key"] for one in server.asked] == [f"{0:016x}-2", f"{1:016x}-2"]
    assert (first.headers["content-type"], first.headers["x-team"]) == ("application/json", "soc")
    signed = f"{0:016x}-2.1768176000.".encode() + first.body
    expected = base64.b64encode(hmac.new(b"shared", signed, hashlib.sha256).digest()).decode()
    assert first.headers["webhook-signature"] == f"v1,{expected}"
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_what_is_refused_is_kept_and_the_next_goes_on() -> None:
    refused = Refusals()

    def answer(asked: Asked) -> Reply:
        return Reply(422, b"no such field") if b'"id":"0000000000000001"' in asked.body else Reply(204)

    with answering(answer) as server:
        hook = Webhook(posting(server.url), server.url, refused, media_type="application/json", headers={})
        hook.deliver(numbered("ndjson", 3))
        hook.close()
    assert len(server.asked) == 3
    assert refused == [(f"{1:016x}", "HTTP 422: no such field")]
    assert "webhook-signature" not in server.asked[0].headers


def test_a_token_is_put_where_the_template_wants_it_and_signed_there() -> None:
    body = msgspec.json.encode({"routing_key": TOKEN})
    with answering() as server:
        hook = Webhook(
            posting(server.url), server.url, Refusals(), media_type="application/json",
            headers={"Content-Type": "text/plain"}, secret=b"shared", token='k"ey', clock=lambda: 1.0,
        )  # fmt: skip
        hook.deliver([Outgoing(whole(), body)])
        hook.close()
        (asked,) = server.asked
    assert asked.body == b'{"routing_key":"k\\"ey"}'
    assert asked.headers["content-type"] == "text/plain"
    signed = f"{asked.headers['webhook-id']}.1.".encode() + asked.body
    expected = base64.b64encode(hmac.new(b"shared", signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{expected}"
