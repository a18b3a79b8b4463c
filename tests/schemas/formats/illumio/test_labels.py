"""The labels of both ends, as one note."""

from schemas.formats.illumio.labels import MOST_LABELS, labels_of, note_of
from schemas.formats.row import LONGEST_NAME


def test_labels_of_both_ends_are_one_note() -> None:
    assert note_of({"role": "HMI", "env": "Production"}, {"app": "MES"}) == (
        "Illumio's labels: initiator role HMI, env Production; responder app MES",
    )
    assert note_of({}, {"app": "MES"}) == ("Illumio's labels: responder app MES",)
    assert note_of({}, {}) == ()


def test_many_or_long_labels_are_cut() -> None:
    many = note_of({f"key-{number}": "x" for number in range(MOST_LABELS + 3)}, {})
    assert many[0].count(" x") == MOST_LABELS
    assert len(note_of({"role": "y" * 900}, {})[0]) == LONGEST_NAME


def test_an_object_and_a_list_of_labels_are_the_same_and_others_are_none() -> None:
    listed = [{"href": "/orgs/1/labels/7", "key": "role", "value": "HMI"}, {"key": "env"}, 5]
    assert labels_of(listed) == labels_of({"role": "HMI", "count": 3}) == {"role": "HMI"}
    others: list[object] = [None, "role", 5, []]
    assert [labels_of(value) for value in others] == [{}, {}, {}, {}]
