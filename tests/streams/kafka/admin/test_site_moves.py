"""What moves goes to its new home as it is, and is deleted where it was; reading it is tested on a broker."""

from streams.kafka.admin.site_moves import Held
from streams.kafka.client.home import partition_of


def test_every_record_of_a_site_is_taken_with_its_headers_and_left_as_a_deletion() -> None:
    moving = {
        site: {f"{site}|head".encode(): (b"x", [("parts", b"2")]), f"{site}|head\x1f1".encode(): (b"y", [])}
        for site in ("plant-1", "plant-2", "plant-3")
    }
    held = Held(moving, set(moving), 2)
    taken = held.taken(5)
    assert sorted(message for messages in taken.values() for message in messages) == sorted(
        (key, value, headers) for own in moving.values() for key, (value, headers) in own.items()
    )
    assert all(
        partition_of((key or b"").split(b"|")[0].decode(), 5) == home
        for home, own in taken.items()
        for key, _, _ in own
    )
    assert sorted(held.left()) == sorted((key, None, []) for own in moving.values() for key in own)
