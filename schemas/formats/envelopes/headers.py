"""What shippers write before a row on its line: the header of syslog, of a container's log, of `@cee`.

A header is taken off only where it is complete; what stands behind it is the row, whatever its format.
"""

import re

_PRI = r"<[0-9]{1,3}>"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:?[0-9]{2})"
_BSD_TIME = r"[A-Z][a-z]{2} [ 0-9][0-9] (?:[0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{2}"
_WORD = r"[!-~]{1,255}"

_CRI = re.compile(rf"{_ISO} (?:stdout|stderr) ([FP]) ".encode())
"""A container's log as Kubernetes' runtimes write it (CRI): time, stream, F for a full line or P for a part of one."""

_RFC5424 = re.compile(rf"{_PRI}1 (?:-|{_ISO}) {_WORD} {_WORD} {_WORD} {_WORD} ".encode())
_STRUCTURED = re.compile(rb'(?:-|(?:\[(?:[^"\]\\]|"(?:[^"\\]|\\.)*")*\])+)(?: |\Z)')
_UTF8_MARK = b"\xef\xbb\xbf"

_RFC3164 = re.compile(rf"(?:{_PRI})?(?:{_BSD_TIME}|{_ISO}) {_WORD} [^ \[:]{{1,64}}(?:\[[^\]]{{0,32}}\])?: ?".encode())
"""BSD syslog and the files that rsyslog and syslog-ng write of it: time, host, program with or without its number."""

_BARE_PRI = re.compile(_PRI.encode())

_CEE = b"@cee:"
"""What stands before a JSON object in Lumberjack's form of syslog (rsyslog's mmjsonparse)."""


def behind_header(line: bytes) -> bytes | None:
    """The row behind a line's header; None where the line has none.

    Raises ValueError for a part of a line: a container runtime cuts rows of more than 16 KiB, and none of the parts is
    a row.
    """
    begin = line[:1]
    if begin == b"<":
        rest = _behind_syslog(line)
    elif begin.isdigit():
        cri = _CRI.match(line)
        if cri is not None:
            if cri[1] == b"P":
                msg = "a part of a line: the container's runtime cuts rows of more than 16 KiB"
                raise ValueError(msg)
            return line[cri.end() :]
        rest = _behind(_RFC3164, line)
    elif begin.isupper():
        rest = _behind(_RFC3164, line)
    else:
        return line[len(_CEE) :].lstrip() if line.startswith(_CEE) else None
    return rest.removeprefix(_CEE).lstrip(b" ") if rest is not None else None


def _behind_syslog(line: bytes) -> bytes | None:
    header = _RFC5424.match(line)
    if header is not None:
        data = _STRUCTURED.match(line, header.end())
        return None if data is None else line[data.end() :].removeprefix(_UTF8_MARK)
    rest = _behind(_RFC3164, line)
    # A sender without a time or a host: whatever follows the priority is its message (RFC 3164, section 4.3.3).
    return _behind(_BARE_PRI, line) if rest is None else rest


def _behind(pattern: re.Pattern[bytes], line: bytes) -> bytes | None:
    found = pattern.match(line)
    return None if found is None else line[found.end() :]
