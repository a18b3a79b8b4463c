"""One line that a person types: a question, what stands there so far, and what a key does to it."""

from typing import Literal

MOST_CHARACTERS = 400
"""Of one answer: the reason of a verdict takes 500."""

Done = Literal["typing", "given", "left"]


class Prompt:
    """A question with its answer so far. `offered` is taken where nothing is typed."""

    def __init__(self, question: str, text: str = "", offered: str = "") -> None:
        self.question = question
        self.text = text
        self.offered = offered

    @property
    def answer(self) -> str:
        """What was typed, or what is offered."""
        return self.text.strip() or self.offered

    def press(self, key: str) -> Done:
        """Take one key; says whether the answer is given now, or the question left."""
        if key == "enter":
            return "given"
        if key in {"escape", "end of input"}:
            return "left"
        if key == "backspace":
            self.text = self.text[:-1]
        elif key == "clear":
            self.text = ""
        elif len(key) == 1 and len(self.text) < MOST_CHARACTERS:
            self.text += key
        return "typing"
