"""Files of maintenance windows."""

import pytest

from schemas.asset_change import AssetChange
from schemas.formats.maintenance_file import windows_of
from schemas.maintenance import weekly_text


def read(text: str) -> list[AssetChange]:
    return windows_of(text.encode(), site="plant", time=5.0, source="windows.toml")


def test_a_window_says_of_what_when_by_whom_and_why() -> None:
    [one, other, third] = read(
        """
        [[maintenance]]
        zone = "cell-1"
        initiator = "laptop-7"
        from = 2026-03-05T06:00:00Z
        until = 2026-03-05T11:00:00+01:00
        who = "Ana"
        reason = "firmware"
        [[maintenance]]
        initiator = "scanner-1"
        weekly = "sun 02:00-04:00"
        site = "north"
        [[maintenance]]
        asset = "10.2.10.21"
        from = "2026-03-05T06:00:00Z"
        until = "2026-03-05T07:00:00Z"
        """
    )
    assert (one.subject, one.id, one.initiator, one.owner, one.reason) == (
        "zone", "cell-1", "laptop-7", "Ana", "firmware",
    )  # fmt: skip
    assert (one.starts, one.expires) == (1_772_690_400.0, 1_772_704_800.0)
    assert (other.subject, other.id, other.initiator, other.site) == ("initiator", "scanner-1", None, "north")
    assert other.weekly is not None
    assert weekly_text(other.weekly) == "sun 02:00-04:00"
    assert (third.subject, third.id, third.site) == ("asset", "10.2.10.21", "plant")
    assert third.starts == one.starts


def test_an_empty_file_announces_nothing() -> None:
    assert read("# none this month") == []


TIMES = "from = 2026-03-05T06:00:00Z\nuntil = 2026-03-05T07:00:00Z"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("zone = 'a'", r"windows.toml: a file of windows has \[\[maintenance\]\] tables and nothing else"),
        ("[[maintenance", "windows.toml: no TOML"),
        (f"[[maintenance]]\n{TIMES}", "maintenance 1: it names one of"),
        (f"[[maintenance]]\nzone = 'a'\nasset = 'b'\n{TIMES}", "maintenance 1: it names one of"),
        ("[[maintenance]]\nzone = 'a'\nfrom = 2026-03-05T06:00:00Z", "it says no `from` and `until`"),
        ("[[maintenance]]\nzone = 'a'\nfrom = 2026-03-05T06:00:00", "`from` is no time with its zone"),
        ("[[maintenance]]\nzone = 'a'\nuntil = 'tomorrow'", "`until` is no time with its zone"),
        ("[[maintenance]]\nzone = 'a'\nweekly = 'never'", "names no times of a week"),
        ("[[maintenance]]\nzone = 'a'\nhow = 'so'", "'how' is no key of it"),
        (f"[[maintenance]]\nzone = 'a'\nwho = 5\n{TIMES}", "maintenance 1: Expected `str"),
        ("maintenance = [1]", "maintenance 1: it is no table"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(text)
