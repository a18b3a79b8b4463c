"""The operations that Suricata's OT events ask for, in the words of Zeek's analysers and of CISA's ICSNPP.

Those words are what `schemas/services/operations.py` has classes for, so that a controller's masters are known alike by
whatever sensor sees them. An answer asks for nothing; where the request of Modbus was not seen, it names the function.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from schemas.formats.row import whole

MOST_OPERATIONS = 64
"""Of one event: what a flow holds (`Flow.operations`). A CIP packet may hold hundreds of services."""

_LONGEST_NAME = 64

_MODBUS: dict[int, str] = {
    1: "READ_COILS",
    2: "READ_DISCRETE_INPUTS",
    3: "READ_HOLDING_REGISTERS",
    4: "READ_INPUT_REGISTERS",
    5: "WRITE_SINGLE_COIL",
    6: "WRITE_SINGLE_REGISTER",
    7: "READ_EXCEPTION_STATUS",
    8: "DIAGNOSTICS",
    11: "GET_COMM_EVENT_COUNTER",
    12: "GET_COMM_EVENT_LOG",
    15: "WRITE_MULTIPLE_COILS",
    16: "WRITE_MULTIPLE_REGISTERS",
    17: "REPORT_SLAVE_ID",
    20: "READ_FILE_RECORD",
    21: "WRITE_FILE_RECORD",
    22: "MASK_WRITE_REGISTER",
    23: "READ_WRITE_MULTIPLE_REGISTERS",
    24: "READ_FIFO_QUEUE",
    40: "PROGRAM_CONCEPT",
    43: "ENCAP_INTERFACE_TRANSPORT",
    90: "PROGRAM_UNITY",
    91: "OBJECT_MESSAGING",
    125: "FIRMWARE_REPLACEMENT",
}
"""Function codes (Modbus Application Protocol Specification V1.1b3, section 6, and makers' own) by the names of Zeek's
base/protocols/modbus/consts.zeek."""

_MODBUS_ERROR = 0x80
"""An exception's function code is that of the request with this bit set (section 7)."""

_DNP3: dict[int, str] = {
    0: "CONFIRM",
    1: "READ",
    2: "WRITE",
    3: "SELECT",
    4: "OPERATE",
    5: "DIRECT_OPERATE",
    6: "DIRECT_OPERATE_NR",
    7: "IMMED_FREEZE",
    8: "IMMED_FREEZE_NR",
    9: "FREEZE_CLEAR",
    10: "FREEZE_CLEAR_NR",
    11: "FREEZE_AT_TIME",
    12: "FREEZE_AT_TIME_NR",
    13: "COLD_RESTART",
    14: "WARM_RESTART",
    15: "INITIALIZE_DATA",
    16: "INITIALIZE_APPL",
    17: "START_APPL",
    18: "STOP_APPL",
    19: "SAVE_CONFIG",
    20: "ENABLE_UNSOLICITED",
    21: "DISABLE_UNSOLICITED",
    22: "ASSIGN_CLASS",
    23: "DELAY_MEASURE",
    24: "RECORD_CURRENT_TIME",
    25: "OPEN_FILE",
    26: "CLOSE_FILE",
    27: "DELETE_FILE",
    28: "GET_FILE_INFO",
    29: "AUTHENTICATE_FILE",
    30: "ABORT_FILE",
    31: "ACTIVATE_CONFIG",
    32: "AUTHENTICATE_REQ",
    33: "AUTHENTICATE_ERR",
}
"""Function codes of requests (IEEE 1815, 4.2.2.5) by Zeek's names; from 129 on they are answers."""

_DNP3_ANSWERS_FROM = 129

_CIP: dict[str, str] = {
    "Get Attributes Single": "Get Attribute Single",
    "Set Attributes Single": "Set Attribute Single",
    "No Forward Open": "Nop",
    "Execute PCCC Service": "Execute PCCC",
    "Read Data": "Read Tag",
    "Write Data": "Write Tag",
    "Read Write Modify Data": "Read Modify Write Tag",
    "Read Data Fragmented": "Read Tag Fragmented",
    "Write Data Fragmented": "Write Tag Fragmented",
}
"""Suricata's words for services (rust/src/enip/logger.rs, cip_service_string) -> those of the standard and of ICSNPP
(CIP Volume 1, appendix A; Rockwell 1756-PM020 for those of tags); others are the same in both."""

_CONNECTION_MANAGER = "Connection Manager"

_CIP_CONNECTIONS: dict[str, str] = {
    "Read Write Modify Data": "Forward Close",
    "Read Data Fragmented": "Unconnected Send",
    "unknown-91": "Large Forward Open",
}
"""The same codes mean other services where the class is the Connection Manager (CIP Volume 1, 3-5.5). Suricata words
them by the code alone, so that each end of a connection would read as a write."""


def operations_of(event_type: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """The operations that an event asks for by name, each once; none for what is no OT event, or an answer alone."""
    find = _OF.get(event_type)
    told = row.get(event_type)
    if find is None or not isinstance(told, dict):
        return ()
    names = {name[:_LONGEST_NAME]: None for name in find(told) if name}
    return tuple(names)[:MOST_OPERATIONS]


@lru_cache(maxsize=512)
def modbus_function(code: int) -> tuple[str, ...]:
    """The name of one function of Modbus that was asked for, as an event tells it."""
    return (_MODBUS.get(code, f"unknown-{code}"),)


def _modbus(told: Mapping[str, object]) -> Iterator[str]:
    for way in ("request", "response"):
        message = told.get(way)
        if not isinstance(message, dict):
            continue
        code = whole(message.get("function_raw"))
        if code is None:
            code = whole(message.get("function_code"))  # Suricata gives a word here, others the number
        if code is None:
            continue
        if way == "response":
            code &= ~_MODBUS_ERROR
        yield from modbus_function(code)
        return


def _dnp3(told: Mapping[str, object]) -> Iterator[str]:
    request = told.get("request")
    message = request if isinstance(request, dict) else told
    application = message.get("application")
    code = whole(application.get("function_code")) if isinstance(application, dict) else None
    if code is not None and code < _DNP3_ANSWERS_FROM:
        yield _DNP3.get(code, f"unknown-{code}")


def _enip(told: Mapping[str, object]) -> Iterator[str]:
    request = told.get("request")
    if not isinstance(request, dict):
        return
    cip = request.get("cip")
    if isinstance(cip, dict):
        yield from _cip(cip)
        packed = cip.get("multiple")
        for each in packed if isinstance(packed, list) else []:
            if isinstance(each, dict):
                yield from _cip(each)
    elif isinstance(command := request.get("command"), str):
        yield command


def _cip(told: Mapping[str, object]) -> Iterator[str]:
    service = told.get("service")
    if isinstance(service, str):
        words = _CIP_CONNECTIONS if told.get("class_name") == _CONNECTION_MANAGER else _CIP
        yield words.get(service, service)


_OF: dict[str, Callable[[Mapping[str, object]], Iterator[str]]] = {"modbus": _modbus, "dnp3": _dnp3, "enip": _enip}
