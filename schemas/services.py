"""One table that names services: from a sensor's word for a protocol and from the responder's port.

A path is (initiator, responder, service), so two sightings of one conversation must get one name: an
unanswered tcp/502 and one that a sensor calls "modbus" are the same path, an unanswered tcp/102 and
"s7comm" too. Where several protocols share a port and a first packet cannot tell them (S7comm, MMS and
ICCP all ride ISO transport on tcp/102), they have one name here. The law: a sensor's word wins over the
port, save where that word is only a carrier (TLS, GSSAPI, NTLM, DCE/RPC, HTTP, DNS) of what the port is known for.

Ports are of the IANA Service Name and Port Number Registry; industrial ones that IANA lacks are of the
protocol parsers of CISA's ICSNPP and of the vendors' own firewall lists. Names are those of Zeek, Suricata and nDPI.
"""

import re
from functools import lru_cache

_Ports = dict[int, str]

_OT_TCP: _Ports = {
    102: "iso-tsap",
    502: "modbus",
    802: "modbus",
    789: "crimson",
    1089: "ff-hse",
    1090: "ff-hse",
    1091: "ff-hse",
    1153: "c1222",
    1217: "codesys",
    1911: "niagara-fox",
    1962: "pcworx",
    2222: "enip",
    2404: "iec104",
    2455: "codesys",
    4000: "roc-plus",
    4059: "dlms",
    4712: "synchrophasor",
    4840: "opc-ua",
    4843: "opc-ua",
    4911: "niagara-fox",
    5006: "melsec",
    5007: "melsec",
    5094: "hart-ip",
    9600: "fins",
    11740: "codesys",
    11741: "codesys",
    11742: "codesys",
    11743: "codesys",
    18245: "ge-srtp",
    18246: "ge-srtp",
    19998: "iec104",
    19999: "dnp3",
    20000: "dnp3",
    20547: "proconos",
    34962: "profinet",
    34963: "profinet",
    34964: "profinet",
    34980: "ethercat",
    44818: "enip",
    48898: "ads",
}
_OT_UDP: _Ports = {
    1089: "ff-hse",
    1090: "ff-hse",
    1091: "ff-hse",
    1153: "c1222",
    1234: "bsap",
    1235: "bsap",
    1628: "lontalk",
    1629: "lontalk",
    1740: "codesys",
    1741: "codesys",
    1742: "codesys",
    1743: "codesys",
    2222: "enip",
    3671: "knx",
    4059: "dlms",
    4713: "synchrophasor",
    4840: "opc-ua",
    5006: "melsec",
    5007: "melsec",
    5094: "hart-ip",
    5313: "vnet-ip",
    9600: "fins",
    19999: "dnp3",
    20000: "dnp3",
    34962: "profinet",
    34963: "profinet",
    34964: "profinet",
    34980: "ethercat",
    44818: "enip",
    47808: "bacnet",
    48899: "ads",
    61450: "cc-link-ie",
}
_IT_TCP: _Ports = {
    20: "ftp-data",
    21: "ftp",
    22: "ssh",
    23: "telnet",
    25: "smtp",
    53: "dns",
    79: "finger",
    80: "http",
    88: "kerberos",
    110: "pop3",
    111: "rpcbind",
    135: "dce-rpc",
    139: "smb",
    143: "imap",
    179: "bgp",
    389: "ldap",
    443: "tls",
    445: "smb",
    464: "kerberos",
    465: "smtp",
    512: "rexec",
    513: "rlogin",
    514: "rsh",
    515: "lpd",
    548: "afp",
    554: "rtsp",
    587: "smtp",
    631: "ipp",
    636: "ldap",
    853: "dns",
    873: "rsync",
    989: "ftp-data",
    990: "ftp",
    992: "telnet",
    993: "imap",
    995: "pop3",
    1080: "socks",
    1194: "openvpn",
    1433: "mssql",
    1521: "oracle",
    1723: "pptp",
    1883: "mqtt",
    2049: "nfs",
    2375: "docker",
    2376: "docker",
    3128: "http",
    3268: "ldap",
    3269: "ldap",
    3306: "mysql",
    3389: "rdp",
    5060: "sip",
    5061: "sip",
    5222: "xmpp",
    5357: "wsd",
    5432: "postgresql",
    5450: "pi",
    5457: "pi",
    5671: "amqp",
    5672: "amqp",
    5900: "vnc",
    5901: "vnc",
    5902: "vnc",
    5903: "vnc",
    5938: "teamviewer",
    5985: "winrm",
    5986: "winrm",
    6000: "x11",
    6001: "x11",
    6379: "redis",
    7070: "anydesk",
    8000: "http",
    8008: "http",
    8080: "http",
    8443: "tls",
    8883: "mqtt",
    8888: "http",
    9092: "kafka",
    9100: "jetdirect",
    9200: "elasticsearch",
    11211: "memcached",
    27017: "mongodb",
    47001: "winrm",
}
_IT_UDP: _Ports = {
    53: "dns",
    67: "dhcp",
    68: "dhcp",
    69: "tftp",
    88: "kerberos",
    111: "rpcbind",
    123: "ntp",
    137: "netbios-ns",
    138: "netbios-dgm",
    161: "snmp",
    162: "snmp-trap",
    319: "ptp",
    320: "ptp",
    389: "ldap",
    427: "slp",
    443: "quic",
    464: "kerberos",
    500: "ike",
    514: "syslog",
    520: "rip",
    546: "dhcp",
    547: "dhcp",
    623: "ipmi",
    1194: "openvpn",
    1434: "mssql",
    1701: "l2tp",
    1812: "radius",
    1813: "radius",
    1900: "ssdp",
    2049: "nfs",
    3389: "rdp",
    3478: "stun",
    3702: "wsd",
    4500: "ike",
    4789: "vxlan",
    5060: "sip",
    5353: "mdns",
    5355: "llmnr",
    51820: "wireguard",
}

_BY_PORT: dict[str, _Ports] = {"tcp": _IT_TCP | _OT_TCP, "udp": _IT_UDP | _OT_UDP}
_OT_PORTS: dict[str, frozenset[int]] = {"tcp": frozenset(_OT_TCP), "udp": frozenset(_OT_UDP)}
_KNOWN_PORTS: frozenset[int] = frozenset().union(*_BY_PORT.values())

OT_SERVICES: frozenset[str] = frozenset(_OT_TCP.values()) | frozenset(_OT_UDP.values()) | {"tristation", "suitelink"}
"""Protocols that speak to controllers or to process data; who serves them stands in OT."""

CONTROL_SERVICES: frozenset[str] = frozenset(
    {
        *("anydesk", "dce-rpc", "ftp", "rdp", "rexec", "rlogin", "rsh", "smb", "ssh", "teamviewer", "telnet"),
        *("tftp", "vnc", "winrm", "x11"),
    }
)
"""Services that let the initiator act on the responder: remote sessions, remote calls, pushed files."""

_ALIASES: dict[str, str] = {
    "afs": "afs",
    "bacnet-ip": "bacnet",
    "beckhoff-ads": "ads",
    "bjnp": "canon-bjnp",
    "c37118": "synchrophasor",
    "cip": "enip",
    "cip-io": "enip",
    "cotp": "iso-tsap",
    "dcerpc": "dce-rpc",
    "dhcpv6": "dhcp",
    "dnp3-tcp": "dnp3",
    "dnp3-udp": "dnp3",
    "dtls": "tls",
    "elasticsearch": "elasticsearch",
    "ether-s-i-o": "ether-sio",
    "ethernet-ip": "enip",
    "ethernetip": "enip",
    "ethersio": "ether-sio",
    "finger": "finger",
    "fox": "niagara-fox",
    "ftp-control": "ftp",
    "ge-srtp": "ge-srtp",
    "gesrtp": "ge-srtp",
    "gss-api": "gssapi",
    "hartip": "hart-ip",
    "http-connect": "http",
    "http-proxy": "http",
    "http2": "http",
    "https": "tls",
    "iccp": "iso-tsap",
    "iec-104": "iec104",
    "iec60870": "iec104",
    "iec60870-5-104": "iec104",
    "iec61850": "iso-tsap",
    "ike": "ike",
    "ikev2": "ike",
    "imaps": "imap",
    "ipsec": "ike",
    "iso-cotp": "iso-tsap",
    "isotsap": "iso-tsap",
    "kerberos": "kerberos",
    "knxnet": "knx",
    "knxnet-ip": "knx",
    "krb": "kerberos",
    "krb-tcp": "kerberos",
    "krb-udp": "kerberos",
    "krb5": "kerberos",
    "ldap-tcp": "ldap",
    "ldap-udp": "ldap",
    "ldaps": "ldap",
    "mbtcp": "modbus",
    "mms": "iso-tsap",
    "modbus-tcp": "modbus",
    "modbus-udp": "modbus",
    "ms-sql": "mssql",
    "msrpc": "dce-rpc",
    "mssql-tds": "mssql",
    "netbios": "netbios-ns",
    "netbios-ssn": "smb",
    "omron-fins": "fins",
    "opc-ua-binary": "opc-ua",
    "opcua": "opc-ua",
    "opcua-binary": "opc-ua",
    "pgsql": "postgresql",
    "postgres": "postgresql",
    "profinet-io": "profinet",
    "profinet-io-cm": "profinet",
    "profinet-rt": "profinet",
    "rfb": "vnc",
    "roc": "roc-plus",
    "rpc": "rpcbind",
    "s7": "iso-tsap",
    "s7comm": "iso-tsap",
    "s7comm-plus": "iso-tsap",
    "s7commplus": "iso-tsap",
    "smbv1": "smb",
    "smbv23": "smb",
    "smtps": "smtp",
    "socks4": "socks",
    "socks5": "socks",
    "spnego": "gssapi",
    "ssl": "tls",
    "ssl-tls": "tls",
    "synchrophasor-tcp": "synchrophasor",
    "synchrophasor-udp": "synchrophasor",
    "tds": "mssql",
    "tpkt": "iso-tsap",
    "umas": "modbus",
    "wireguard": "wireguard",
    "wsman": "winrm",
}
"""Other words for our names, spelled with `-`. UMAS rides Modbus function 90 on the same port: one path."""

_NO_NAMES = frozenset({"", "-", "(empty)", "unknown", "failed", "none", "null", "tcp", "udp", "icmp", "spicy"})

_CARRIERS: dict[str, int] = {
    "tcpros": 0,
    "http": 1,
    "websocket": 1,
    "dns": 1,
    "dce-rpc": 2,
    "kerberos": 3,
    "ntlm": 4,
    "gssapi": 5,
    "tls": 6,
    "quic": 6,
}
"""What other services ride on or log in by; of two named for one flow, the one of lower rank is the finer."""

_OVER_TLS = frozenset(
    {
        *(
            "amqp",
            "dns",
            "docker",
            "elasticsearch",
            "ftp",
            "ftp-data",
            "http",
            "iec104",
            "imap",
            "ipp",
            "kafka",
            "ldap",
        ),
        *("modbus", "mongodb", "mqtt", "mssql", "mysql", "niagara-fox", "opc-ua", "openvpn", "oracle", "pi"),
        *("dnp3", "pop3", "postgresql", "rdp", "redis", "sip", "smtp", "teamviewer", "anydesk", "telnet", "vnc"),
        *("winrm", "wsd", "xmpp"),
    }
)
_LOGINS_FOR = frozenset(
    {"dce-rpc", "ftp", "http", "imap", "ldap", "mssql", "pop3", "rdp", "smb", "smtp", "ssh", "winrm"}
)
_CARRIES: dict[str, frozenset[str]] = {
    "tls": _OVER_TLS,
    "gssapi": _LOGINS_FOR,
    "ntlm": _LOGINS_FOR,
    "kerberos": _LOGINS_FOR,
    "dce-rpc": frozenset({"smb", "profinet"}),
    "http": frozenset({"docker", "elasticsearch", "ipp", "opc-ua", "tls", "winrm", "wsd", "ssdp"}),
    "dns": frozenset({"llmnr", "mdns", "netbios-ns"}),
}
"""Carrier -> the ports' services it may be carrying: TLS on tcp/3389 is RDP, but TLS on tcp/22 is no SSH."""

_UNCLEAN = re.compile(r"[^a-z0-9.+]+")
_UNNAMED = re.compile(r"[a-z0-9.+-]+/[0-9]+\Z")

EPHEMERAL_FROM = 1024
"""Where ports given out by systems may begin. IANA's dynamic range starts at 49152 (RFC 6335, and RFC 6056
advises 1024 to 65535), Linux uses 32768 on, Windows before Vista and many controllers 1025 on."""


def by_port(transport: str, port: int | None) -> str | None:
    """The service a responder port is known for; None when the table has none."""
    if port is None:
        return None
    ports = _BY_PORT.get(transport)
    return ports.get(port) if ports is not None else None


@lru_cache(maxsize=4_096)
def canonical_name(name: str | None) -> str | None:
    """Our name for a sensor's single word; None when the word says nothing ("-", "unknown", "tcp/4444").

    nDPI's "Master.Application" names are looked up whole, then by their master protocol. A word that
    the table lacks is kept, cleaned, in lower case: an unknown protocol is still a path of its own.
    """
    if name is None:
        return None
    lowered = name.strip().lower()
    if lowered in _NO_NAMES or _UNNAMED.match(lowered):
        return None
    cleaned = _UNCLEAN.sub("-", lowered).strip("-")[:64]
    if cleaned in _NO_NAMES:
        return None
    found = _ALIASES.get(cleaned)
    if found is not None:
        return found
    master = cleaned.partition(".")[0]
    if master != cleaned and master not in _NO_NAMES:
        return _ALIASES.get(master, master)
    return cleaned


@lru_cache(maxsize=4_096)
def split_services(names: str | None) -> tuple[str, ...]:
    """Our names for a sensor's comma list, the finest first; Zeek's `-name` (a removed analyser) is dropped.

    The order does not depend on the list's: applications before what carries them, then by the alphabet.
    """
    if not names:
        return ()
    words = (canonical_name(word) for word in names.split(",") if not word.strip().startswith("-"))
    found = {word for word in words if word is not None}
    return tuple(sorted(found, key=lambda word: (_CARRIERS.get(word, -1), word)))


@lru_cache(maxsize=16_384)
def service_of(sensor_name: str | None, transport: str, port: int | None) -> str:
    """The service that names a path: the table's word, or `transport/port` when there is none.

    `sensor_name` may be any sensor's word, a comma list, or one of our names. `port` is the
    responder's; for ICMP it is the type, which Zeek gives as the initiator's port. With no port the
    transport itself is the service.
    """
    names = split_services(sensor_name)
    known = by_port(transport, port)
    if not names:
        if known is not None:
            return known
        return transport if port is None else f"{transport}/{port}"
    if known is not None and (known in names or known in _CARRIES.get(names[0], ())):
        return known
    return names[0]


def is_named(service: str) -> bool:
    """Whether a service has a name: "modbus" has, "tcp/4444" and "icmp/8" have none."""
    return "/" not in service


def is_ephemeral(port: int | None) -> bool:
    """Whether a system may have given the port to a client: 1024 or more, and known for no service."""
    return port is not None and port >= EPHEMERAL_FROM and port not in _KNOWN_PORTS


def is_ot_port(transport: str, port: int | None) -> bool:
    """Whether a port is known for an OT protocol."""
    return port is not None and port in _OT_PORTS.get(transport, ())
