"""Signatures as others make them; the desk's tests try to get past them."""

import pytest

from streams.listener.proofs import Bearer, Either, StandardWebhook, Teams
from streams.listener.word import Refused
from tests.streams.listener.asking import NOW, SECRET, asked, signed, with_token


def test_the_example_of_standard_webhooks_is_proven() -> None:
    # https://github.com/standard-webhooks/standard-webhooks, spec: its secret, id, time, body and signature.
    proof = StandardWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    request = asked(
        "/", b'{"test": 2432232314}', webhook_id="msg_p5jXN8AQM9LWM0D4loKWxJek", webhook_timestamp="1614265330",
        webhook_signature="v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    )  # fmt: skip
    assert proof.check(request, 1_614_265_330.0) == ("webhook", "msg_p5jXN8AQM9LWM0D4loKWxJek")


def test_where_both_are_set_the_signature_counts_if_there_is_one() -> None:
    both = Either(Bearer("t" * 32), StandardWebhook(SECRET))
    assert both.check(with_token(b""), NOW) is None
    assert both.check(signed(b""), NOW) == ("webhook", "msg_1")


def test_where_only_signatures_are_wanted_a_token_is_none() -> None:
    with pytest.raises(Refused):
        Either(None, StandardWebhook(SECRET)).check(with_token(b""), NOW)
    with pytest.raises(Refused):
        Either(None, None).check(with_token(b""), NOW)


def test_a_secret_that_is_no_base64_is_told_without_it() -> None:
    with pytest.raises(ValueError, match="base64") as told:
        Teams("?secret?")
    assert "?secret?" not in str(told.value)
