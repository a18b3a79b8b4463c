"""What could not be read is told with its place, what it means and what to do, and floods nobody."""

from models.state.unreadable import TOLD_SINGLY, Unread


def test_a_line_names_the_record_the_loss_and_the_way_back() -> None:
    unread = Unread()
    unread.damaged("plc-1|head", ValueError("damaged state: its check sum is another"))
    [line] = unread.lines()
    assert line.startswith("plc-1|head: damaged state: its check sum is another; the asset and its paths are learnt ")
    assert line.endswith("; an export from before brings it back: `weir state import`")


def test_many_of_one_kind_are_a_number_and_hide_no_other_kind() -> None:
    unread = Unread()
    for number in range(20_000):
        unread.statistics(f"plc-{number}|head", ValueError("kept by River 0.1"))
    unread.newer("@zones", ValueError("state version 9"))
    lines = unread.lines()
    assert len(lines) == TOLD_SINGLY + 2
    assert lines[TOLD_SINGLY].startswith("and 19,990 more like the last, from plc-10|head")
    assert "upgrade" in lines[-1]
