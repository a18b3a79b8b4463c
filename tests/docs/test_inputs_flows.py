"""What docs/inputs says of flows is what the tables of the code say."""

import re
from pathlib import Path

import pytest

from schemas.formats.registry import FORMATS
from schemas.formats.zeek.names import ZEEK_NAMES
from schemas.services.icmp import ICMP_SERVICES, icmp_service
from schemas.services.names import OT_SERVICES, usual_ports
from schemas.services.patterns import conduit_service
from schemas.services.table import ALIASES


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    """What is said of flows: the page itself, then those of formats, of sensors and of listening."""
    docs = repository / "docs"
    pages = (docs / "inputs.md", *sorted(docs.glob("inputs-*.md")))
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    table = page[page.index(f"| {heading} |") :].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("heading", ["OT service", "other service with more than one word"])
def test_names_ports_and_other_words_are_those_of_the_tables(page: str, heading: str) -> None:
    for name, ports, words in rows(page, heading):
        service = name.strip("`")
        told = {
            (transport, int(port))
            for part in ports.split("; ")
            if part
            for transport, _, numbers in [part.partition(" ")]
            for port in numbers.split(", ")
        }
        assert told == usual_ports(service), service
        others = {word for word, known in ALIASES.items() if known == service != word}
        assert {word for word in words.split(", ") if word} == others, service


def test_every_ot_service_and_every_other_word_is_told(page: str) -> None:
    told = {name.strip("`") for name, *_ in rows(page, "OT service")}
    assert told == OT_SERVICES
    others = {name.strip("`") for name, *_ in rows(page, "other service with more than one word")}
    icmp = set(ICMP_SERVICES)
    assert {known for word, known in ALIASES.items() if word != known} - told - icmp == others


def test_types_of_icmp_are_those_of_the_table(page: str) -> None:
    told = {name.strip("`"): types for name, types in rows(page, "service | types")}
    assert set(told) == ICMP_SERVICES | {"icmp/N"}
    for service, types in told.items():
        for number in re.findall(r"\d+", types.replace("ICMPv6", "")):
            assert icmp_service(int(number)) == service


def test_what_a_conduit_may_say_is_understood(page: str) -> None:
    for written, _ in rows(page, "written"):
        for word in re.findall(r"`([^`]+)`", written):
            assert conduit_service(word)


def test_every_format_and_spelling_is_told(page: str) -> None:
    assert {name.strip("`") for _, name, _ in rows(page, "format")} == {*FORMATS, "mapped:FILE.toml"}
    for spelling in ZEEK_NAMES:
        dotted = spelling.replace("id_ctx_", "id.ctx.").replace("ctx_", "ctx.").replace("id_", "id.")
        known = spelling in page or dotted in page or dotted.replace("inner_vlan", "vlan") in page
        assert known or dotted.split(".")[-1] in {"orig_h", "orig_p", "resp_h", "resp_p"}, spelling
