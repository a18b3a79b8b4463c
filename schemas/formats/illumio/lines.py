"""One line of Illumio's traffic as fields by the names used here: the stream's JSON, CEF and LEEF, the Explorer's JSON.

The PCE streams summaries to syslog or Fluentd, so a header may stand before them ("Traffic Flow Summaries" in
Illumio's REST API guide). The fields of CEF are those that a PCE of version 26.2 was seen to write; those of LEEF
follow IBM's names.
"""

import re
from collections.abc import Mapping

import orjson

from schemas.formats.stray_bytes import cleaned

SUMMARY = "flow_summary"
"""The category of traffic in CEF and LEEF; a PCE sends its audit events by the same way."""

STREAM_KEYS: dict[str, str] = {
    "src_ip": "source",
    "dst_ip": "target",
    "proto": "proto",
    "dst_port": "port",
    "dst_prt": "port",
    "pd": "decision",
    "state": "state",
    "timestamp": "start",
    "dst_dbi": "in",
    "dst_dbo": "out",
    "dbi": "in",
    "dbo": "out",
    "dir": "view",
    "type": "type",
    "code": "code",
    "src_labels": "source labels",
    "dst_labels": "target labels",
}
"""The stream's own keys. `dst_tbi` and `dst_tbo` are not read: totals since a connection began would count again."""

_TAGGED_KEYS: dict[str, str] = {
    "src": "source",
    "dst": "target",
    "proto": "proto",
    "dpt": "port",
    "dstPort": "port",
    "act": "decision",
    "rt": "start",
    "devTime": "start",
    "deviceDirection": "view",
    "dir": "view",
    "state": "state",
}
_LABELLED = {"state": "state", "dbi": "in", "dbo": "out"}
_TAG = re.compile(r"(?:^|\s)([A-Za-z]\w*)=")
_TAGGED = re.compile(r"(?:CEF|LEEF):[0-9.]+\|Illumio\|")
_MONTHS = {
    name: number
    for number, name in enumerate("JanFebMarAprMayJunJulAugSepOctNovDec"[i : i + 3] for i in range(0, 36, 3))
}
_EVENT_ID, _HEADER_PARTS = 4, {"C": 7, "L": 5}


class OtherRowError(ValueError):
    """A line of the PCE that tells of no traffic, by what it is."""


def is_tagged(text: str) -> bool:
    """Whether a line is Illumio's in CEF or LEEF."""
    return _TAGGED.search(text) is not None


def fields_of(line: bytes) -> dict[str, object]:
    """The fields of a line. Raises OtherRowError, and ValueError for one that is none of these forms."""
    text = cleaned(line).decode()
    tagged = _TAGGED.search(text)
    if tagged is not None:
        return _of_tags(text[tagged.start() :])
    begins = text.find("{")
    try:
        row = orjson.loads(text[begins : text.rfind("}") + 1] if begins >= 0 else text)
    except orjson.JSONDecodeError as error:
        msg = f"no JSON object: {error}"
        raise ValueError(msg) from error
    if not isinstance(row, dict):
        msg = f"no JSON object but a {type(row).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    return of_explorer(row) if isinstance(row.get("timestamp_range"), dict) else of_stream(row)


def of_stream(row: Mapping[str, object]) -> dict[str, object]:
    """A flow summary of the stream. Its time is when the first of its connections began; no end is told."""
    if "src_ip" not in row and isinstance(row.get("event_type"), str):
        raise OtherRowError(str(row["event_type"]))
    return {STREAM_KEYS[key]: value for key, value in row.items() if key in STREAM_KEYS and value is not None}


def of_explorer(row: Mapping[str, object]) -> dict[str, object]:
    """A row of the Explorer's answer."""
    times, service = _part(row, "timestamp_range"), _part(row, "service")
    found: dict[str, object] = {
        "source": _part(row, "src").get("ip"),
        "target": _part(row, "dst").get("ip"),
        "proto": service.get("proto"),
        "port": service.get("port"),
        "decision": row.get("policy_decision"),
        "state": row.get("state"),
        "start": times.get("first_detected"),
        "end": times.get("last_detected"),
        "in": row.get("dst_bi"),
        "out": row.get("dst_bo"),
        "view": row.get("flow_direction"),
        "type": row.get("icmp_type"),
        "code": row.get("icmp_code"),
        "source labels": _part(_part(row, "src"), "workload").get("labels"),
        "target labels": _part(_part(row, "dst"), "workload").get("labels"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _part(row: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = row.get(key)
    return part if isinstance(part, dict) else {}


def _of_tags(text: str) -> dict[str, object]:
    """Of CEF or LEEF: keys and values behind a header in bars, separated by blanks or by tabs."""
    parts = text.split("|", _HEADER_PARTS[text[0]])
    if len(parts) <= _HEADER_PARTS[text[0]]:
        msg = "a header of CEF or LEEF that breaks off"
        raise ValueError(msg)
    event, rest = parts[_EVENT_ID], parts[-1].lstrip("|^\t ")
    tags = {match[1]: match for match in _TAG.finditer(rest)}
    places = sorted((match.start(1), match.end(), key) for key, match in tags.items())
    ends = [start for start, _, _ in places[1:]] + [len(rest)]
    values = {key: rest[end:stop].strip() for (_, end, key), stop in zip(places, ends, strict=True)}
    if values.get("cat", SUMMARY) != SUMMARY:
        raise OtherRowError(values["cat"])
    found: dict[str, object] = {_TAGGED_KEYS[key]: value for key, value in values.items() if key in _TAGGED_KEYS}
    for key, label in values.items():
        if key.endswith("Label") and label in _LABELLED:
            found[_LABELLED[label]] = values.get(key.removesuffix("Label"), "")
    found["decision"] = event.removeprefix("flow_")
    found["start"] = _cef_time(str(found.get("start", "")))
    return found


def _cef_time(text: str) -> str:
    """`Apr 14 2026 22:44:00` as ISO 8601; anything else as it is."""
    words = text.split()
    if len(words) == 4 and words[0] in _MONTHS and words[1].isdigit():  # month, day, year, time
        return f"{words[2]}-{_MONTHS[words[0]] + 1:02}-{int(words[1]):02}T{words[3]}+00:00"
    return text
