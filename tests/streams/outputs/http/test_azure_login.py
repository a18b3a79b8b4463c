"""A token is fetched once, kept while it lives, and never told."""

from urllib.parse import parse_qs

import pytest

from streams.outputs.http.azure_login import AzureLogin
from streams.outputs.http.posting import Barred
from streams.outputs.sink import TryLater
from tests.receivers.answering import Asked, Reply, answering
from tests.streams.outputs.http.posted import posting


def test_a_token_is_kept_until_it_ends_or_is_forgotten() -> None:
    now = [0.0]
    issued: list[Asked] = []

    def answer(asked: Asked) -> Reply:
        issued.append(asked)
        return Reply(200, b'{"token_type":"Bearer","expires_in":3599,"access_token":"t%d"}' % len(issued))

    with answering(answer) as server:
        login = AzureLogin(posting(server.url), server.url, client="app", secret="s3cret", monotonic=lambda: now[0])
        assert [login.token(), login.token()] == ["t1", "t1"]
        now[0] = 3_298.0
        assert login.token() == "t1"
        now[0] = 3_299.0
        assert login.token() == "t2"
        login.forget()
        assert login.token() == "t3"
        login.close()
    assert parse_qs(issued[0].body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["app"],
        "client_secret": ["s3cret"],
        "scope": ["https://monitor.azure.com/.default"],
    }


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (Reply(401, b'{"error":"invalid_client"}'), Barred, "invalid_client"),
        (Reply(400, b'{"error":"unauthorized_client"}'), Barred, "no token: HTTP 400"),
        (Reply(200, b'{"access_token":"t0k3n"}'), Barred, "no token in the answer"),
        (Reply(503), TryLater, "HTTP 503"),
    ],
)
def test_who_gets_no_token_is_told_why_without_a_secret(reply: Reply, error: type[OSError], said: str) -> None:
    with answering(lambda _asked: reply) as server:
        login = AzureLogin(posting(server.url), server.url, client="app", secret="s3cret")
        with pytest.raises(error, match=said) as told:
            login.token()
        login.close()
    assert not [word for word in ("s3cret", "t0k3n") if word in str(told.value)]
