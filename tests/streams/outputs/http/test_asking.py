"""The URL of an output, and the token that goes with each request."""

import pytest

from streams.outputs.http.asking import headers_of, url_problem
from streams.outputs.settings import OutputSettings
from streams.secret import Secret


@pytest.mark.parametrize("where", ["hooks.example", "//", "//user:password@hooks.example", "//a:0", "//a:x"])
def test_what_is_no_url_is_told(where: str) -> None:
    assert "is no URL" in (url_problem("https", where) or "")
    assert url_problem("https", "//hooks.example/T0") is None


def test_a_token_stands_behind_its_scheme_and_may_bring_one() -> None:
    plain = OutputSettings(token=Secret("k"), headers={"x-a": "b"})
    assert headers_of(plain, "Bearer") == {"x-a": "b", "authorization": "Bearer k"}
    assert headers_of(OutputSettings(token=Secret("Basic bWU6a2V5")), "Bearer") == {"authorization": "Basic bWU6a2V5"}
