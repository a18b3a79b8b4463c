"""The sets of a v9 or IPFIX datagram: templates, templates of options, withdrawals, and data by its template's number.

Sets follow one another, each with its number and length (RFC 3954, section 5; RFC 7011, 3.3).
"""

from collections.abc import Iterator
from struct import Struct as Binary

from msgspec import Struct

from schemas.formats.netflow.wire.elements import CISCO_SCOPE, IANA
from schemas.formats.netflow.wire.export import Export
from schemas.formats.netflow.wire.template import MOST_FIELDS, Template, checked

FIRST_DATA = 256
"""Sets of a lower number are no data; a template's number is that of its data's sets."""

_SET = Binary("!HH")
_PAIR = Binary("!HH")
_THREE = Binary("!HHH")
_ENTERPRISE = Binary("!I")
_ENTERPRISE_BIT = 0x8000

_TEMPLATES = {9: 0, 10: 2}
_OPTIONS = {9: 1, 10: 3}


class TemplateTold(Struct, frozen=True, gc=False):
    """A template by its number, packed as it is remembered."""

    number: int
    packed: bytes


class Withdrawn(Struct, frozen=True, gc=False):
    """A template that holds no longer; None: all of the domain (RFC 7011, 8.1)."""

    number: int | None


class DataSet(Struct, frozen=True, gc=False):
    """Records of one template, and the padding behind them."""

    number: int
    body: bytes


Part = TemplateTold | Withdrawn | DataSet


def parts(payload: bytes, export: Export) -> Iterator[Part]:
    """What a datagram tells, in its order. Raises ValueError at what can't be read; what came before it stands."""
    at, end = export.body, export.end
    templates, options = _TEMPLATES[export.version], _OPTIONS[export.version]
    while at < end:
        number, length = _SET.unpack_from(payload, at) if end - at >= _SET.size else (0, 0)
        if length < _SET.size or at + length > end:
            if not any(payload[at:end]):
                return  # zeros fill the datagram: Palo Alto's do
            msg = f"a set of {length} bytes, where {end - at} are left in the datagram"
            raise ValueError(msg)
        body = payload[at + _SET.size : at + length]
        if number >= FIRST_DATA:
            yield DataSet(number, body)
        elif number == templates:
            yield from _told(body, export.version, options=False)
        elif number == options:
            yield from _told(body, export.version, options=True)
        else:
            msg = f"a set of the number {number}, which version {export.version} does not have"
            raise ValueError(msg)
        at += length


def _told(body: bytes, version: int, *, options: bool) -> Iterator[Part]:
    at = 0
    head = _THREE.size if options else _PAIR.size
    while len(body) - at >= _PAIR.size and any(body[at:]):
        number, count = _PAIR.unpack_from(body, at)
        if version == 10 and count == 0:
            yield Withdrawn(None if number < FIRST_DATA else number)
            at += _PAIR.size
            continue
        if number < FIRST_DATA or len(body) - at < head:
            msg = f"a template of the number {number}, which is none of data"
            raise ValueError(msg)
        scopes = 0
        if options:
            _, first, second = _THREE.unpack_from(body, at)
            # v9 tells the lengths of the scopes and of the other fields in bytes, IPFIX how many fields and scopes.
            scopes = first // _PAIR.size if version == 9 else second
            count = (first + second) // _PAIR.size if version == 9 else first
        at, fields = _fields(body, at + head, count, version, scopes)
        template = checked(Template(fields, options, scopes))
        yield TemplateTold(number, template.packed())


def _fields(
    body: bytes, at: int, count: int, version: int, scopes: int
) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    if count > MOST_FIELDS or at + count * _PAIR.size > len(body):
        msg = f"a template of {count} fields, in a set of {len(body)} bytes"
        raise ValueError(msg)
    fields = []
    for index in range(count):
        if at + _PAIR.size > len(body):
            break
        number, length = _PAIR.unpack_from(body, at)
        at += _PAIR.size
        enterprise = CISCO_SCOPE if version == 9 and index < scopes else IANA
        if version == 10 and number & _ENTERPRISE_BIT:
            if at + _ENTERPRISE.size > len(body):
                break
            enterprise = _ENTERPRISE.unpack_from(body, at)[0]
            number ^= _ENTERPRISE_BIT
            at += _ENTERPRISE.size
        fields.append((enterprise, number, length))
    if len(fields) < count:
        msg = f"a template that breaks off after {len(fields)} of its {count} fields"
        raise ValueError(msg)
    return at, tuple(fields)
