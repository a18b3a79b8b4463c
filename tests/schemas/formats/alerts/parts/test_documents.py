"""Documents without what is absent."""

from schemas.formats.alerts.parts.documents import without_absent


def test_none_empty_text_and_empty_objects_go_all_the_way_down() -> None:
    assert without_absent({"a": None, "b": "", "c": {"d": {"e": None}}, "f": [{"g": None, "h": 0}], "i": False}) == {
        "f": [{"h": 0}],
        "i": False,
    }
