"""Mail as an output: what its settings must say."""

import pytest

from streams.outputs.registry import kind_of
from streams.outputs.settings import OutputSettings
from streams.secret import Secret

WHOLE: dict[str, object] = {
    "to": "smtp://mail.example", "format": "text", "mail_from": "weir@a.example", "mail_to": ("soc@a.example",)
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "cef"}, "it takes: text"),
        ({"to": "smtp:mail.example"}, "is no place"),
        ({"mail_to": ()}, "mail needs mail_from"),
        ({"mail_to": ("soc",)}, "'soc' is no address"),
        ({"mail_from": "Weir <weir@a.example>"}, "is no address"),
        ({"mail_to": ("soc@a.example\r\nBcc: spy@evil.example",)}, "is no address"),
        ({"user": "weir"}, "user needs password_file"),
        ({"password": Secret("x")}, "user needs password_file"),
        ({"user": "weir", "password": Secret("x"), "starttls": False}, "in the clear"),
        ({"to": "smtps://mail.example", "starttls": False}, "does nothing for smtps"),
        ({"to": "file:a", "format": "cef"}, "does nothing for file"),
    ],
)
def test_a_slip_says_what_would_do(changes: dict[str, object], said: str) -> None:
    assert kind_of(OutputSettings(**WHOLE)) == ("smtp", "//mail.example")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=said):
        kind_of(OutputSettings(**(WHOLE | changes)))  # type: ignore[arg-type]
