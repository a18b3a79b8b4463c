"""Samples of tables and JSON that a mapping explains."""

from schemas.formats.tables.mapping import MappingRecord, mapping_of
from tests.schemas.formats.cloud.samples import lines
from tests.schemas.formats.samples import Sample

FIREWALL = mapping_of("""
name = "our-firewall"
format = "csv"
delimiter = ";"
time_format = "%d.%m.%Y %H:%M:%S"
time_zone = "Europe/Zurich"
duration_unit = "clock"
octets_unit = "kB"
roles = "certain"
rejected = ["deny", "drop"]

[columns]
start = "Date/Time"
duration = "Duration"
initiator_ip = "Source address"
initiator_port = "Source port"
responder_ip = "Destination address"
responder_port = "Destination port"
transport = "IP protocol"
initiator_octets = "Sent"
responder_octets = "Received"
action = "Action"

[only]
Type = ["TRAFFIC"]
""")

_FIREWALL = """
Type;Date/Time;Duration;Source address;Source port;Destination address;Destination port;IP protocol;Sent;Received;Action
TRAFFIC;14.11.2023 23:13:20;0:00:12;10.1.0.5;40001;10.2.0.7;502;tcp;1.5;2;allow
TRAFFIC;14.11.2023 23:13:21;0:00:00;10.1.0.5;40002;"10.2.0.8";22;6;0;0;deny
THREAT;14.11.2023 23:13:21;0:00:00;10.1.0.5;40002;10.2.0.8;22;6;0;0;deny
TRAFFIC;2023-11-14 23:13:21;0:00:00;10.1.0.5;40002;10.2.0.8;22;6;0;0;deny
"""

JSON = mapping_of("""
name = "probe"
format = "json"
records = "one-way"
duration_unit = "ms"

[columns]
start = "event.start"
duration = "took"
initiator_ip = "from.ip"
initiator_port = "from.port"
responder_ip = "to.ip"
responder_port = "to.port"
transport = "proto"
octets = "bytes"
packets = "packets"
tcp_flags = "flags"
""")

_JSON = """
{"event.start":1700000000123,"took":1500,"from":{"ip":"10.1.0.5","port":40001},"to":{"ip":"10.2.0.7","port":502},"proto":6,"bytes":300,"packets":4,"flags":".A..S."}
{"event.start":1700000000200,"took":1200,"from":{"ip":"10.2.0.7","port":502},"to":{"ip":"10.1.0.5","port":40001},"proto":6,"bytes":900,"packets":3,"flags":".A..S."}
{"event.start":"later","took":1200,"from":{"ip":"10.2.0.7","port":502},"to":{"ip":"10.1.0.5","port":40001},"proto":6}
"""

MAPPED: tuple[tuple[MappingRecord, Sample], ...] = (
    (FIREWALL, Sample("a firewall's sessions", lines(_FIREWALL), 2, others=1, dead=1, nothing=1)),
    (JSON, Sample("one-way objects", lines(_JSON), 2, dead=1)),
)
