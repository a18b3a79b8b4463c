"""A listener that would be unsafe, or that nobody could use, is refused with a sentence."""

import pytest

from streams.listener.settings import ListenerSettings, MapSettings, listener_problems
from streams.secret import Secret

TOKEN = Secret("t" * 32)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_this_machine_alone_needs_no_tls(address: str) -> None:
    assert listener_problems(ListenerSettings(address=address, port=0, token=TOKEN)) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.1", "::", "weir.example"])  # noqa: S104 - to be refused
def test_others_need_tls_or_a_word_that_something_in_front_has_it(address: str) -> None:
    (said,) = listener_problems(ListenerSettings(address=address, port=0, token=TOKEN))
    assert "without TLS would take tokens in the clear" in said
    assert listener_problems(ListenerSettings(address=address, port=0, token=TOKEN, plain=True)) == []
    assert listener_problems(ListenerSettings(address=address, port=0, token=TOKEN, cert_file="a")) == []


def test_somebody_must_be_able_to_prove_himself() -> None:
    assert listener_problems(ListenerSettings(port=0)) == ["nobody could prove himself: give token_file or secret_file"]
    chat = {"chat": MapSettings(kind="slack", secret_file="a")}
    assert listener_problems(ListenerSettings(port=0, maps=chat)) == []
    assert listener_problems(ListenerSettings()) == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (MapSettings(alert="a", decision="b"), "json needs author"),
        (MapSettings(alert="a", decision="b", author="c", secret_file="x"), "leave secret and secret_file away"),
        (MapSettings(kind="slack"), "signs with a secret of its own"),
        (MapSettings(kind="teams", secret_file="x", alert="a"), "the fields of teams are known"),
        (MapSettings(kind="jira", secret_file="x", secret=TOKEN), "both set"),
    ],
)
def test_a_map_that_could_not_work_is_named(one: MapSettings, said: str) -> None:
    (problem,) = listener_problems(ListenerSettings(maps={"m": one}))
    assert problem.startswith("maps.m: ")
    assert said in problem
