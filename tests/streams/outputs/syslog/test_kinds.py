"""Syslog as an output: its place, and what is refused."""

import pytest

from streams.outputs.settings import OutputSettings
from streams.outputs.syslog.kinds import SYSLOG_TCP


@pytest.mark.parametrize(("where", "problem"), [("//siem.example", False), ("siem.example", True), ("//a:x", True)])
def test_a_place_is_a_host_with_a_port_or_none(where: str, problem: bool) -> None:
    assert (SYSLOG_TCP.problem(OutputSettings(), where) is not None) is problem
