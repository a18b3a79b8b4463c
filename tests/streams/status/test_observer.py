"""Who is not observed works the same."""

from streams.status.observer import STUCK_S, UNOBSERVED, Observer, Ready, SinkFared


def test_nobody_listens_and_nothing_fails() -> None:
    observer: Observer = UNOBSERVED
    observer.turn()
    observer.tell(Ready(None))


def test_a_sink_is_worth_a_note_when_it_fails_or_hangs() -> None:
    def note(waiting_s: float, error: str | None) -> str | None:
        fared = SinkFared(sink="a", delivered=0, waiting=2, waiting_s=waiting_s, failures=0, left_out=0, error=error)
        return fared.note

    assert note(STUCK_S - 1.0, None) is None
    assert note(STUCK_S, None) == "a: has taken nothing for 60 s; 2 alerts wait for it, detection goes on"
    assert note(0.0, "no room") == "a: no room; 2 alerts wait for it, detection goes on"
    assert len(note(0.0, "x" * 10_000) or "") < 300
