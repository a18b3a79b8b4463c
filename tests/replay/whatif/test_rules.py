import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.whatif.rules import ANYWHERE, parse_rule, read_rules


@pytest.mark.parametrize(
    ("text", "action", "sources", "targets", "services"),
    [
        ("office -> cell-1 tcp/445", "deny", ("office",), ("cell-1",), ("tcp/445",)),
        ("deny office->cell-1", "deny", ("office",), ("cell-1",), ("*",)),
        ("Allow 10.1.0.0/16 => any modbus, RDP", "allow", ("10.1.0.0/16",), (ANYWHERE,), ("modbus", "rdp")),
        ('drop "eng ws 1" -> "Cell North" 502', "deny", ("eng ws 1",), ("cell north",), ("502",)),
        ("block any -> ot", "deny", (ANYWHERE,), ("ot",), ("*",)),
        ("office,dmz -> plc-1,plc-2 any", "deny", ("office", "dmz"), ("plc-1", "plc-2"), ("*",)),
    ],
)
def test_a_rule_names_ends_and_services(
    text: str, action: str, sources: tuple[str, ...], targets: tuple[str, ...], services: tuple[str, ...]
) -> None:
    rule = parse_rule(text)
    assert (rule.action, rule.sources, rule.targets, rule.services) == (action, sources, targets, services)
    assert rule.text == text


@pytest.mark.parametrize("text", ["", "office", "office ->", "-> cell-1", "deny", "office cell-1 tcp/445"])
def test_what_is_no_rule_says_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 'office -> cell-1 tcp/445'"):
        parse_rule(text)


def test_a_service_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'modbus'"):
        parse_rule("office -> cell-1 modbuss")


def test_a_file_has_a_rule_a_line() -> None:
    rules = read_rules("\ufeff# from the firewall\n\nallow a -> b rdp  # jump host\na -> b\n", "rules.txt")
    assert [(rule.action, rule.services) for rule in rules] == [("allow", ("rdp",)), ("deny", ("*",))]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_firewalls_export_has_columns_by_their_headings(separator: str) -> None:
    lines = [
        ("Name", "Source Address", "Destination Address", "Protocol", "Dst Port", "Action"),
        ("no smb", "10.1.0.0/16", "10.9.0.0/24", "TCP", "445", "Drop"),
        ("polling", "scada", "cell", "", "modbus", "accept"),
        ("ping", "any", "cell", "icmp", "", "deny"),
        ("rest", "0.0.0.0/0", "cell", "any", "any", "deny"),
    ]
    rules = read_rules("\n".join(separator.join(line) for line in lines), "export.csv")
    assert [(rule.action, rule.sources, rule.services) for rule in rules] == [
        ("deny", ("10.1.0.0/16",), ("tcp/445",)),
        ("allow", ("scada",), ("modbus",)),
        ("deny", (ANYWHERE,), ("icmp",)),
        ("deny", (ANYWHERE,), ("*",)),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a -> b\nc\n", "rules.txt, line 2: 'c' is no rule"),
        ("source,destination,action\na,b,tunnel\n", "rules.txt, line 2: action 'tunnel' is none of"),
        ("source,destination,service\na,b,tcp/99999\n", "rules.txt, line 2: 'tcp/99999' is no port"),
        ("# nothing\n", "rules.txt: there is no rule in it"),
    ],
)
def test_a_mistake_has_its_line(content: str, said: str) -> None:
    with pytest.raises(ValueError, match="rules.txt") as error:  # noqa: RUF043 - a name
        read_rules(content, "rules.txt")
    assert said in str(error.value)


@given(st.text(max_size=200))
def test_any_text_is_rules_or_an_error_with_its_place(content: str) -> None:
    try:
        rules = read_rules(content, "f")
    except ValueError as error:
        assert str(error).startswith("f")  # noqa: PT017 - either way is fine
    else:
        assert all(rule.sources and rule.targets and rule.services for rule in rules)
