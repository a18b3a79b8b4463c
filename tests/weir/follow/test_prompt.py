"""A line that is typed."""

from weir.follow.prompt import MOST_CHARACTERS, Prompt


def typed(prompt: Prompt, *keys: str) -> str:
    return [prompt.press(key) for key in keys][-1]


def test_keys_make_an_answer() -> None:
    prompt = Prompt("why?")
    assert typed(prompt, "o", "k", "x", "backspace", "up") == "typing"
    assert prompt.answer == "ok"
    assert prompt.press("enter") == "given"
    assert typed(prompt, "clear", "escape") == "left"
    assert prompt.text == ""


def test_what_is_offered_is_taken_where_nothing_is_typed() -> None:
    assert Prompt("how long?", offered="8h").answer == "8h"
    assert Prompt("how long?", "2d", offered="8h").answer == "2d"


def test_an_answer_has_an_end() -> None:
    prompt = Prompt("why?")
    typed(prompt, *"x" * (MOST_CHARACTERS + 10))
    assert len(prompt.text) == MOST_CHARACTERS
