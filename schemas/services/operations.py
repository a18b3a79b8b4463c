"""What an operation of an OT protocol does: reads, writes, controls, programs, or asks how things are.

Names are those that Zeek's own analysers (modbus.log, dnp3.log) and CISA's ICSNPP write; they are compared without
case, separators, and the words that only say that it is a request. What the table has no name for has no class.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

OperationClass = Literal["read", "write", "control", "program", "diagnose"]
"""read: values are asked for. write: values, outputs or set points are set. control: a device or a task is started,
stopped, reset or switched. program: logic, configuration or firmware is moved. diagnose: identity and state are asked
for."""

OPERATION_CLASSES: tuple[OperationClass, ...] = ("read", "write", "control", "program", "diagnose")

_NAMES: dict[OperationClass, tuple[str, ...]] = {
    "read": (
        # Modbus (Application Protocol Specification V1.1b3, section 6)
        *("read coils", "read discrete inputs", "read holding registers", "read input registers"),
        *("read fifo queue", "read file record", "read multiple registers"),
        # DNP3 (IEEE 1815, function codes)
        *("read", "immed freeze", "immed freeze nr", "freeze at time", "freeze at time nr"),
        # S7comm (function codes), BACnet (ASHRAE 135, confirmed services), CIP (Volume 1, appendix A)
        *("read var", "read variable", "read clock", "read clock following", "cyclic transfer", "rdrec"),
        *("change driven transfer", "change driven transfer modify", "unsubscribe", "get variable sub streamed"),
        *("read property", "read property multiple", "read range", "subscribe cov", "subscribe cov property"),
        *("get member", "get instance attribute list"),
        *("get attribute single", "get attributes all", "get attribute list", "read tag", "read tag fragmented"),
        *("read modify", "multiple service packet", "get multi variables", "get variable", "get var sub streamed"),
        # OPC UA (Part 4), IEC 60870-5-104 (interrogation), GE-SRTP
        *("browse request", "browse next", "translate browse paths", "create monitored items", "publish"),
        *("history read", "c ic na 1", "c rd na 1", "c ci na 1", "read system memory", "read task memory"),
        *("read program memory", "return plc short status"),
    ),
    "write": (
        *("write single coil", "write single register", "write multiple coils", "write multiple registers"),
        *("write file record", "mask write register", "read write multiple registers"),
        *("write", "direct operate", "direct operate nr", "operate", "select", "freeze clear", "freeze clear nr"),
        *("write var", "write variable", "modify variable", "force", "set clock", "set clock 2"),
        *("time synchronization", "utc time synchronization", "acknowledge alarm", "write group"),
        *("set member", "insert member", "remove member"),
        *("write property", "write property multiple", "add list element", "remove list element"),
        *("set attribute single", "set attributes all", "set attribute list", "write tag", "write tag fragmented"),
        *("read modify write tag", "set multi variables", "set variable"),
        *("call request", "call", "history update"),
        *("c sc na 1", "c dc na 1", "c rc na 1", "c se na 1", "c se nb 1", "c se nc 1", "c bo na 1"),
        *("c sc ta 1", "c dc ta 1", "c rc ta 1", "c se ta 1", "c se tb 1", "c se tc 1", "c bo ta 1"),
        *("p me na 1", "p me nb 1", "p me nc 1", "p ac na 1"),
        *("write system memory", "write task memory"),
    ),
    "control": (
        *("diagnostics", "program controller"),
        *("cold restart", "warm restart", "start application", "start appl", "stop application", "stop appl"),
        *("enable unsolicited", "disable unsolicited", "initialize application", "initialize appl", "init appl"),
        *("plc stop", "plc control", "pi service", "memory reset", "exit hold", "hot restart", "breakpoint"),
        *("reinitialize device", "device communication control", "life safety operation"),
        *("reset", "start", "stop", "c rp na 1", "set control id", "set plc privilege level", "set plc state"),
        *("set plc run vs stop",),
    ),
    "program": (
        *("request download", "download block", "download ended", "start upload", "upload", "end upload"),
        *("save configuration", "save config", "activate config", "initialize data", "init data", "open file"),
        *("close file", "abort file", "program unity", "program concept", "firmware replacement"),
        *("delete file", "atomic read file", "atomic write file", "create object", "delete object", "create", "delete"),
        *("add nodes", "delete nodes", "add references", "apply attributes", "save", "restore"),
        *(
            "program memory write",
            "write program memory",
            "program load",
            "program store",
            "toggle force system memory",
        ),
        *("f fr na 1", "f sr na 1", "f sc na 1", "f ls na 1", "f af na 1", "f sg na 1", "f dr ta 1"),
    ),
    "diagnose": (
        *(
            "read exception status",
            "get comm event counter",
            "get comm event log",
            "report slave id",
            "report server id",
        ),
        *("encapsulated interface transport", "encap interface transport", "read device identification"),
        *("confirm", "delay measurement", "delay measure", "read szl", "list blocks", "list blocks of type"),
        *("get block info", "block functions", "block status", "variable status", "read job list", "read job"),
        *("message service", "diagnostic message", "alarm query", "get link", "begin sequence", "end sequence"),
        *("get alarm summary", "get enrollment summary", "get event information", "find next object instance"),
        *("forward open", "large forward open", "forward close", "authenticate err"),
        *("record current time", "assign class", "get file info", "authenticate file", "authenticate request"),
        *(
            "setup communication",
            "cpu services",
            "cpu function",
            "time functions",
            "who is",
            "i am",
            "who has",
            "i have",
        ),
        *("list identity", "list services", "list interfaces", "register session", "unregister session", "nop"),
        *(
            "get endpoints",
            "find servers",
            "create session",
            "activate session",
            "open secure channel",
            "close session",
        ),
        *("close secure channel", "explore", "create object session", "c ts na 1", "c ts ta 1", "c cs na 1"),
        *("return control program names", "return controller type and id", "return plc date time"),
    ),
}

_DROPPED = re.compile(r"^(?:unknown|function|service)\s+|\s+(?:request|req|response|rsp|res|service)$")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _plain(name: str) -> str:
    words = _BETWEEN.sub(" ", _CAMEL.sub(" ", name).lower()).strip()
    return _DROPPED.sub("", words)


_CLASSES: dict[str, OperationClass] = {_plain(name): kind for kind, names in _NAMES.items() for name in names}


@lru_cache(maxsize=4096)
def class_of(operation: str) -> OperationClass | None:
    """What an operation does, by the name a sensor gives it; None for a name that the table does not have."""
    return _CLASSES.get(_plain(operation))


def classes_of(operations: Iterable[str]) -> int:
    """The classes of some operations as bits: the first of `OPERATION_CLASSES` is 1, the next 2, then 4."""
    return sum({_BITS[kind] for each in operations if (kind := class_of(each)) is not None})


def names_of(classes: int) -> tuple[OperationClass, ...]:
    """The classes that some bits stand for."""
    return tuple(kind for kind in OPERATION_CLASSES if classes & _BITS[kind])


_BITS: dict[OperationClass, int] = {kind: 1 << number for number, kind in enumerate(OPERATION_CLASSES)}

ACTING: frozenset[OperationClass] = frozenset({"write", "control", "program"})
"""Operations that change the process or the controller."""

ACTING_BITS = sum(_BITS[kind] for kind in ACTING)
"""Those as `classes_of` has them."""
