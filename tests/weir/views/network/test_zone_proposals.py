"""Proposed zones as a file that can be taken back as it is, and questions about declared ones."""

import io
import tomllib
from pathlib import Path

import msgspec
from rich.console import Console

from models.boundary.contradicting import SideContradiction
from models.boundary.proposing import ProposedZone
from streams.sources.files.statements import read_zones
from weir.views.network.zone_proposals import print_doubts, print_proposals, print_questions, questions, zones_toml

CELL = ProposedZone(
    site="plant", zone="ot-10.1.0", side="ot", why_side="5 of 5 hosts answer OT protocols (modbus)", level=1.0,
    why_level="controllers", cidrs=("10.1.0.0/24",), why_cidrs="5 addresses spoke or answered",
)  # fmt: skip
DOUBT = ProposedZone(
    site="plant", zone="unknown-10.3.0", side=None, why_side="1 of 3 hosts polls", cidrs=("10.3.0.0/24",), why_cidrs="3"
)
PLC = SideContradiction(
    site="plant", finding="serves-ot", zone="office", side="it", asset="ip:10.2.10.5", ip="10.2.10.5",
    services=("modbus",), peers=3,
)  # fmt: skip


def said(printed: object, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    printed(console)  # type: ignore[operator]
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_line_of_the_file_has_its_reason_and_the_file_is_taken_back(tmp_path: Path) -> None:
    text = zones_toml([CELL, DOUBT])
    assert text.splitlines()[:5] == [
        "[[zones]]",
        'zone = "ot-10.1.0"  # by its network; give it a name of your own',
        'side = "ot"  # 5 of 5 hosts answer OT protocols (modbus)',
        "level = 1  # controllers",
        'cidrs = ["10.1.0.0/24"]  # 5 addresses spoke or answered',
    ]
    path = tmp_path / "zones.toml"
    path.write_text(text, encoding="utf-8")
    assert [(one.id, one.side, one.level, one.cidrs) for one in read_zones(path, "plant", 0.0)] == [
        ("ot-10.1.0", "ot", 1.0, ("10.1.0.0/24",)),
        ("unknown-10.3.0", None, None, ("10.3.0.0/24",)),
    ]


def test_names_and_reasons_of_the_network_cannot_leave_their_line() -> None:
    odd = msgspec.structs.replace(CELL, zone='a"\n[[zones]]\n#', why_side="x\ny\x1b[2J", realm="cell\n2", site='s"')
    (zone,) = tomllib.loads(zones_toml([odd], sites=True))["zones"]
    assert (zone["zone"], zone["realm"], zone["site"]) == ('a"\n[[zones]]\n#', "cell\n2", 's"')
    assert "\x1b" not in zones_toml([odd])


def test_a_replay_without_zones_ends_with_the_file_and_what_is_to_be_said() -> None:
    text = said(lambda console: print_proposals(console, [CELL, DOUBT]))
    assert zones_toml([CELL, DOUBT]) in text
    assert "weir zones suggest PATH -o zones.toml" in text
    assert text.splitlines()[-1].startswith(
        "Say the side of 10.3.0.0/24: its evidence is mixed or thin. Until then only ways"
    )


def test_without_ot_and_without_anybody_it_is_said_so() -> None:
    office = msgspec.structs.replace(CELL, side="it")
    assert "not known where OT is" in said(lambda console: print_proposals(console, [office]))
    nothing = said(lambda console: print_proposals(console, []))
    assert "no side is known" in nothing
    assert "docs/zones.md" in nothing
    assert said(lambda console: print_doubts(console, [CELL])) == ""


def test_a_question_names_the_zone_its_side_the_host_and_its_peers() -> None:
    assert questions([PLC]) == ["zone office (it): 10.2.10.5 answers modbus to 3 peers: is it OT?"]
    named = msgspec.structs.replace(PLC, name="plc-7", zone=None, side=None, peers=1)
    assert questions([named]) == ["in no zone: plc-7 (10.2.10.5) answers modbus to 1 peer: which zone is it in?"]
    polls = msgspec.structs.replace(PLC, finding="polls-ot", peers=6)
    assert questions([polls]) == ["zone office (it): 10.2.10.5 keeps polling 6 hosts by modbus: is it OT?"]
    whole = SideContradiction(site="plant", finding="meets-internet", zone="cell", side="ot", peers=30, hosts=38)
    assert questions([whole]) == [
        "zone cell (ot): none of its 38 hosts speaks OT, and 30 keep talking to the internet: is it an office?"
    ]


def test_many_hosts_of_a_zone_are_one_question() -> None:
    many = [msgspec.structs.replace(PLC, asset=str(n), ip=f"10.2.10.{n}", services=("enip",)) for n in range(1, 6)]
    assert questions(many) == [
        "zone office (it): 10.2.10.1, 10.2.10.2, 10.2.10.3 and 2 more answer enip to 3 peers: are they OT?"
    ]
    assert "answer enip to up to 9 peers" in questions([*many, msgspec.structs.replace(many[0], peers=9)])[0]
    homeless = [msgspec.structs.replace(one, zone=None, side=None) for one in many[:2]]
    assert questions(homeless)[0].endswith("answer enip to 3 peers: which zone are they in?")


def test_questions_are_marked_and_no_more_than_can_be_read() -> None:
    many = [msgspec.structs.replace(PLC, zone=f"office-{n}") for n in range(10)]
    text = said(lambda console: print_questions(console, many))
    assert text.splitlines()[1] == "! Declared sides contradict the traffic in 10 places:"
    assert text.splitlines()[-1] == "!   and 2 more; --json has them all"
    assert said(lambda console: print_questions(console, [])) == ""
