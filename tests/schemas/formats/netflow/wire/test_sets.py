"""The sets of a datagram: templates, withdrawals, data."""

import struct

import pytest

from schemas.formats.datagrams import Datagram
from schemas.formats.netflow.wire.elements import CISCO_SCOPE
from schemas.formats.netflow.wire.export import export_of
from schemas.formats.netflow.wire.sets import DataSet, Part, TemplateTold, Withdrawn, parts
from schemas.formats.netflow.wire.template import Template, unpacked_template
from tests.schemas.formats.netflow.datagrams import (
    NOW,
    Field,
    a_set,
    fields_of,
    ipfix,
    options_template,
    template,
    v9,
)


def told(payload: bytes) -> list[Part]:
    return list(parts(payload, export_of(Datagram(NOW, "10.9.9.9", 2055, payload))))


def template_of(part: Part) -> Template:
    assert isinstance(part, TemplateTold)
    return unpacked_template(part.packed)


def test_sets_come_in_their_order() -> None:
    found = told(v9(template(((8, 4),)), a_set(256, b"abcd"), a_set(300, b"")))
    assert found[0] == TemplateTold(256, Template(((0, 8, 4),)).packed())
    assert found[1:] == [DataSet(256, b"abcd"), DataSet(300, b"")]


def test_several_templates_of_a_set_and_its_padding_are_told_apart() -> None:
    body = b"".join(struct.pack("!HH", number, 1) + fields_of(((8, 4),), 9) for number in (256, 257))
    assert [part.number for part in told(v9(a_set(0, body, 2))) if isinstance(part, TemplateTold)] == [256, 257]


def test_numbers_past_32768_are_an_enterprises_in_ipfix_and_plain_in_v9() -> None:
    fields: tuple[Field, ...] = ((33_002, 2), (8, 4))
    assert template_of(told(v9(template(fields)))[0]).fields == ((0, 33_002, 2), (0, 8, 4))
    (part,) = told(ipfix(template(((1, 8, 29_305), (8, 4)), version=10)))
    assert template_of(part).fields == ((29_305, 1, 8), (0, 8, 4))


def test_scopes_of_v9_are_numbered_apart_and_ipfix_has_none_such() -> None:
    (nine,) = told(v9(options_template([(1, 4)], [(34, 4)], padding=2)))
    assert template_of(nine) == Template(((CISCO_SCOPE, 1, 4), (0, 34, 4)), options=True, scopes=1)
    (ten,) = told(ipfix(options_template([(143, 4)], [(34, 4)], version=10)))
    assert template_of(ten) == Template(((0, 143, 4), (0, 34, 4)), options=True, scopes=1)


def test_an_options_template_without_scopes_is_taken() -> None:
    (nine,) = told(v9(options_template([], [(34, 4)])))
    assert template_of(nine) == Template(((0, 34, 4),), options=True)


@pytest.mark.parametrize(("number", "found"), [(300, 300), (2, None), (3, None)])
def test_withdrawals_are_of_one_or_of_all(number: int, found: int | None) -> None:
    assert told(ipfix(a_set(2, struct.pack("!HH", number, 0)))) == [Withdrawn(found)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (struct.pack("!HH", 256, 3), "a set of 3 bytes"),
        (struct.pack("!HH", 256, 99), "a set of 99 bytes"),
        (a_set(7, b""), "number 7"),
        (a_set(0, struct.pack("!HHHH", 12, 1, 8, 4)), "number 12"),
        (a_set(0, struct.pack("!HH", 256, 9)), "9 fields"),
        (a_set(0, struct.pack("!HHHH", 256, 1, 8, 0)), "empty"),
        (a_set(1, struct.pack("!HH", 256, 9)), "number 256"),
        (b"xy", "a set of 0 bytes"),
    ],
)
def test_what_can_not_be_read_is_refused_after_what_could(body: bytes, message: str) -> None:
    found = parts(payload := v9(a_set(300, b"data"), body), export_of(Datagram(NOW, "10.9.9.9", 2055, payload)))
    assert next(found) == DataSet(300, b"data")
    with pytest.raises(ValueError, match=message):
        next(found)


def test_an_ipfix_template_that_breaks_off_before_its_enterprise_is_refused() -> None:
    body = struct.pack("!HHHHHH", 256, 2, 0x8001, 8, 0, 1)
    with pytest.raises(ValueError, match="breaks off after 1 of its 2"):
        told(ipfix(a_set(2, body)))
