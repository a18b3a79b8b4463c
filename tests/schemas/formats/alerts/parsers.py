"""Small parsers by the standards alone, to read back what the formats write."""

import re

Parsed = dict[str, str]

_PAIR = re.compile(r"(?:^| )([A-Za-z0-9_]+)=((?:[^\\=]|\\.)*?)(?= [A-Za-z0-9_]+=|$)")


def cef(line: str) -> tuple[list[str], Parsed]:
    """Header fields and extension, unescaped, by ArcSight's implementation standard."""
    assert line.startswith("CEF:0|")
    fields: list[str] = []
    begin = at = 6
    while len(fields) < 6:
        if line[at] == "\\":
            at += 1
        elif line[at] == "|":
            fields.append(re.sub(r"\\([\\|])", r"\1", line[begin:at]))
            begin = at + 1
        at += 1
    extension: Parsed = {}
    end = begin
    for match in _PAIR.finditer(line[begin:]):
        assert match.group(1) not in extension, "a key twice"
        assert match.start() + begin == end, "something between the pairs"
        end = begin + match.end()
        extension[match.group(1)] = re.sub(
            r"\\([\\=nr])", lambda one: {"n": "\n", "r": "\r"}.get(one[1], one[1]), match[2]
        )
    assert end == len(line), f"not read: {line[end:]!r}"
    return fields, extension


def leef(line: str) -> tuple[list[str], Parsed]:
    """Header fields and attributes of LEEF 2.0."""
    version, vendor, product, release, event, delimiter, rest = line.split("|", 6)
    assert version == "LEEF:2.0"
    pairs = [each.partition("=") for each in rest.split(chr(int(delimiter.removeprefix("x"), 16)))]
    assert len({key for key, _, _ in pairs}) == len(pairs), "a key twice"
    assert all(equals for _, equals, _ in pairs)
    return [vendor, product, release, event], {key: value for key, _, value in pairs}


_HEADER = re.compile(
    r"<(\d{1,3})>1 (\S+) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) "
)


def rfc5424(message: str) -> tuple[tuple[str, ...], Parsed, str]:
    """Header, parameters of the one element of structured data, and text (RFC 5424, section 6)."""
    header = _HEADER.match(message)
    assert header
    at = header.end()
    named = re.compile(r"\[[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}").match(message, at)
    assert named
    at = named.end()
    parameters: Parsed = {}
    one = re.compile(r' ([A-Za-z0-9]{1,32})="((?:[^"\\\]]|\\["\\\]])*)"')
    while message[at] != "]":
        found = one.match(message, at)
        assert found, message[at : at + 40]
        parameters[found[1]] = re.sub(r'\\(["\\\]])', r"\1", found[2])
        at = found.end()
    assert message[at + 1 : at + 2] in {"", " "}
    return header.groups(), parameters, message[at + 2 :]
