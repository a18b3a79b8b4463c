"""Suricata's events by their type: which tell of a conversation, and which are only counted.

`flow` and `netflow` measure one. Events of protocols and alerts show it while it lasts. What else has addresses
(`fileinfo`, `anomaly`, `drop`) repeats what these tell, or tells of one packet, in that packet's own direction.
"""

FLOW, NETFLOW, ALERT = "flow", "netflow", "alert"

PROTOCOLS = frozenset(
    {
        *("bittorrent_dht", "dcerpc", "dnp3", "dns", "doh2", "enip", "ftp", "ftp_data", "http", "http2", "ike"),
        *("ikev2", "imap", "krb5", "ldap", "llmnr", "mdns", "modbus", "mqtt", "nfs", "ntp", "pgsql", "pop3", "quic"),
        *("rdp", "rfb", "rpc", "sip", "smb", "smtp", "snmp", "ssh", "telnet", "tftp", "tls", "websocket"),
    }
)
"""Events whose type is the protocol that the conversation spoke (suricata-eve.schema.json). `dhcp` and `arp` are left
out: their hosts have no address yet, or no conversation."""
