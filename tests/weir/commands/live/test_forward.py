"""`weir forward` says what is wrong with its outputs before it asks any broker; tests/kafka/test_outbox.py runs it."""

from tests.weir.command_line import weir


def test_an_output_that_is_none_is_told_with_the_kinds_that_there_are() -> None:
    said = weir("forward", "--to", "pigeon:home")
    assert said.code == 1
    assert "'pigeon:home' is no output; an output is KIND:WHERE, and the kinds are: file" in said.error


def test_without_an_output_there_is_nothing_to_do() -> None:
    said = weir("forward")
    assert said.code == 1
    assert "--to" in said.error


def test_to_listen_it_needs_a_port_and_time() -> None:
    said = weir("forward", "--to", "file:a", "--listen")
    assert said.code == 1
    assert "--listen needs [listener] port" in said.error
    said = weir("forward", "--to", "file:a", "--listen", "--once")
    assert "--listen is not for --once" in said.error
