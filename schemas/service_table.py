"""The words for services: other words for our names, and which protocol carries which. A table, no logic.

Names are those of Zeek, Suricata and nDPI; their ports stand in `service_ports`.
"""

ALIASES: dict[str, str] = {
    "afs": "afs",
    "bacnet-ip": "bacnet",
    "bacnetip": "bacnet",
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
    "modbustcp": "modbus",
    "modbus-udp": "modbus",
    "ms-sql": "mssql",
    "msrpc": "dce-rpc",
    "mssql-tds": "mssql",
    "netbios": "netbios-ns",
    "netbios-ssn": "smb",
    "omron-fins": "fins",
    "opc-ua-binary": "opc-ua",
    "opc-ua-tcp": "opc-ua",
    "opcua": "opc-ua",
    "opcua-binary": "opc-ua",
    "pgsql": "postgresql",
    "ping": "icmp-echo",
    "postgres": "postgresql",
    "profinet-io": "profinet",
    "profinet-io-cm": "profinet",
    "profinet-rt": "profinet",
    "rfb": "vnc",
    "roc": "roc-plus",
    "rpc": "rpcbind",
    "s7": "iso-tsap",
    "s7-comm": "iso-tsap",
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

NO_NAMES = frozenset({"", "-", "(empty)", "unknown", "failed", "none", "null", "tcp", "udp", "icmp", "spicy"})

WITHOUT_PORT = frozenset(
    {
        *("ayiya", "canon-bjnp", "ether-sio", "genisys", "geneve", "gtpv1", "irc", "rdpeudp", "ripng", "rtmp", "rtp"),
        *("tcpros", "teredo", "tor", "udpros", "websocket"),
        *("ah", "eigrp", "esp", "gre", "igmp", "ipip", "ipv6", "ospf", "pim", "sctp", "vrrp"),
        *("tcp/dynamic", "udp/dynamic"),
    }
)
"""Names that no port tells: what Zeek and ICSNPP find by content, IP protocols without ports (the transport is the
service then), and ports that are given out anew for each session."""

CARRIERS: dict[str, int] = {
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

OVER_TLS = frozenset(
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
LOGINS_FOR = frozenset(
    {"dce-rpc", "ftp", "http", "imap", "ldap", "mssql", "pop3", "rdp", "smb", "smtp", "ssh", "winrm"}
)
CARRIES: dict[str, frozenset[str]] = {
    "tls": OVER_TLS,
    "gssapi": LOGINS_FOR,
    "ntlm": LOGINS_FOR,
    "kerberos": LOGINS_FOR,
    "dce-rpc": frozenset({"smb", "profinet"}),
    "http": frozenset({"docker", "elasticsearch", "ipp", "opc-ua", "tls", "winrm", "wsd", "ssdp"}),
    "dns": frozenset({"llmnr", "mdns", "netbios-ns"}),
}
"""Carrier -> the ports' services it may be carrying: TLS on tcp/3389 is RDP, but TLS on tcp/22 is no SSH."""
