from replay.evaluate.rivals.never_seen import never_seen
from replay.evaluate.rivals.rows import Row


def row(end: float, responder: str, service: str = "modbus") -> Row:
    return Row(end, "10.0.0.1", responder, service, 10, 10, answered=True)


def test_a_row_without_its_beginning_is_no_news() -> None:
    assert never_seen([row(11, "a")._replace(certain=False)], 10.0) == []


def test_a_triple_is_news_once_and_never_while_learning() -> None:
    found = never_seen([row(1, "a"), row(11, "a"), row(12, "b"), row(13, "b"), row(14, "b", "http")], 10.0)
    assert [(one.told, one.edge) for one in found] == [(12, "10.0.0.1>b modbus"), (14, "10.0.0.1>b http")]
