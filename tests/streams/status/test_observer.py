"""Who is not observed works the same."""

from streams.status.observer import UNOBSERVED, Observer, Ready


def test_nobody_listens_and_nothing_fails() -> None:
    observer: Observer = UNOBSERVED
    observer.turn()
    observer.tell(Ready(None))
