"""Samples of every input format, made up, for what all formats must hold (`test_every_format.py`).

A new format adds its line here: some pieces that its reader takes (lines without their ends), and what comes of them.
"""

from typing import NamedTuple

import orjson

from schemas.formats.datagrams import Datagram, packed
from tests.schemas.formats.cloud.samples import CLOUD_SAMPLES, lines
from tests.schemas.formats.ndpi.rows import metered, plain
from tests.schemas.formats.netflow.datagrams import v5, v5_record


class Sample(NamedTuple):
    """`pieces` are what the format's cutter gives, and may repeat; `nothing` of them are headings or comments.

    `many` says that one piece may hold several records, `told` that the pieces tell the format. `name` is that of the
    file, where it tells something.
    """

    trait: str
    pieces: tuple[bytes, ...]
    flows: int
    others: int = 0
    repeats: int = 0
    dead: int = 0
    nothing: int = 0
    many: bool = False
    told: bool = True
    name: str = "some.data"


_WEIR = """
{"site":"a","sensor":"t","start":1700000000.0,"end":1700000001.5,"initiator_ip":"10.1.0.5","responder_ip":"10.2.0.7","transport":"tcp","responder_port":502}
{"start":1700000002.0,"end":1700000002.0,"initiator_ip":"10.1.0.6","responder_ip":"10.2.0.7","transport":"udp","responder_port":53,"initiator_octets":-4}
"""

_RECORDING = """
{"tick":{"site":"a","collector":"c","time":1700000000.0}}
{"flow":{"site":"a","sensor":"t","start":1700000000.0,"end":1700000001.5,"initiator_ip":"10.1.0.5","responder_ip":"10.2.0.7","transport":"tcp"}}
"""

_ZEEK_TSV = """
#separator \\x09
#path\tconn
#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes
1700000000.5\tC1\t10.1.0.5\t40001\t10.2.0.7\t502\ttcp\tmodbus\t1.25\t40\t60\tSF\tShADadFf\t6\t300\t5\t320
1700000001.5\tC2\t10.1.0.6\t40002\t10.2.0.7\t80\ttcp\t-\t-\t-\t-\tS0\tS\t1\t60\t0\t0
1700000001.5\tC2\t10.1.0.6\t40002\t10.2.0.7\t80\ttcp\t-\t-\t-\t-\tS0\tS\t1\t60\t0\t0
1700000002.5\tC3\t10.1.0.6\t40002\tnowhere\t80\ttcp\t-\t-\t-\t-\tS0\tS\t1\t60\t0\t0
#close\t2023-11-14-22-13-20
"""

_ZEEK_JSON = """
{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.1.0.5","id.orig_p":40001,"id.resp_h":"10.2.0.7","id.resp_p":502,"proto":"tcp","duration":1.25,"conn_state":"SF","history":"ShADadFf","orig_pkts":6,"orig_ip_bytes":300,"resp_pkts":5,"resp_ip_bytes":320}
{"_path":"stats","ts":1700000000.5,"peer":"zeek"}
{"conn":{"ts":1700000001.5,"uid":"C2","id.orig_h":"10.1.0.5","id.orig_p":40001,"id.resp_h":"10.2.0.7","id.resp_p":502,"proto":"tcp","conn_state":"S0","history":"S"}}
"""

_NFDUMP_OLD = """
ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das
2023-11-14 22:13:20,2023-11-14 22:13:21,1.000,10.1.0.5,10.2.0.7,40001,502,TCP,...AP.S.,0,0,6,300,0,0,1,2,0,0
2023-11-14 22:13:20,2023-11-14 22:13:21,1.000,10.2.0.7,10.1.0.5,502,40001,TCP,...AP.S.,0,0,5,320,0,0,2,1,0,0
2023-11-14 22:13:25,2023-11-14 22:13:25,0.000,10.1.0.5,10.2.0.7,0,8.0,ICMP,........,0,0,1,84,0,0,1,2,0,0
Summary
flows,bytes,packets,avg_bps,avg_pps,avg_bpp
3,704,12,1126,2,58
"""

_NFDUMP_BOTH = """
ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt
2023-11-14 22:13:20,2023-11-14 22:13:21,1.000,10.1.0.5,10.2.0.7,40001,502,TCP,......S.,0,0,6,300,5,320
2023-11-14 22:13:20,2023-11-14 22:13:21,1.000,10.1.0.5,10.2.0.700,40001,502,TCP,......S.,0,0,6,300,5,320
"""

_NFDUMP_NEW = """
firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bps,bpp,flows
2023-11-14 22:13:20.123,1.000,TCP,10.1.0.5,40001,10.2.0.7,502,6,300,2400,50,1
2023-11-14 22:13:20.124,0.000,UDP,10.1.0.5,40002,10.2.0.8,53,1,64,0,64,1
"""

_ARGUS = """
StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label
2023/11/14 22:13:20.123456,1.026539,tcp,10.1.0.5,40001,   ->,10.2.0.7,502,SPA_SPA,0,0,11,620,300,flow=Normal
2023/11/14 22:13:21.000001,0.000000,udp,10.1.0.5,40002,  <->,10.2.0.8,53,CON,0,0,2,214,81,flow=Normal
2023/11/14 22:13:22.500000,0.000000,icmp,10.2.0.7,0x0303,   ->,10.1.0.5,,URP,0,,1,70,70,flow=Normal
2023/11/14 22:13:23.500000,0.000000,arp,10.1.0.5,,  who,10.1.0.1,,INT,,,1,60,60,flow=Normal
2023/11/14 22:13:24.500000,0.000000,tcp,10.1.0.5,40003,  <?>,10.2.0.7,modbus,PA_PA,0,0,2,140,70,flow=Normal
"""

_ARGUS_RA = """
StartTime,LastTime,Flgs,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,SrcPkts,DstPkts,SrcBytes,DstBytes,SrcMac
1700000000.125000,1700000000.125000,          ,man,0,0,,0,0,STA,0,0,0,0,
1700000000.133213,1700000001.133213, e        ,tcp,10.1.0.5,40001,   ?>,10.2.0.7,2010,CON,1,0,180,0,00:1b:1b:0a:0b:0c
"""

_EVE = """
{"timestamp":"2023-11-14T22:20:00.000000+0000","flow_id":1,"event_type":"flow","src_ip":"10.1.0.5","src_port":40001,"dest_ip":"10.2.0.7","dest_port":502,"proto":"TCP","app_proto":"modbus","flow":{"pkts_toserver":6,"pkts_toclient":5,"bytes_toserver":300,"bytes_toclient":320,"start":"2023-11-14T22:13:20.250000+0000","end":"2023-11-14T22:13:30.250000+0000","age":10,"state":"closed","reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","syn":true,"state":"closed"}}
{"timestamp":"2023-11-14T22:20:00.000000+0000","event_type":"stats","stats":{"uptime":5}}
{"timestamp":"2023-11-14T22:20:00.000000+0000","flow_id":2,"event_type":"flow","src_ip":"nowhere","src_port":40001,"dest_ip":"10.2.0.7","dest_port":502,"proto":"TCP","flow":{"start":"2023-11-14T22:13:20.250000+0000"}}
"""

_GOFLOW2 = """
{"type":"NETFLOW_V9","time_received_ns":1700000002000000000,"sampling_rate":0,"sampler_address":"10.9.0.1","time_flow_start_ns":1700000000000000000,"time_flow_end_ns":1700000001500000000,"bytes":300,"packets":6,"src_addr":"10.1.0.5","dst_addr":"10.2.0.7","etype":"IPv4","proto":"TCP","src_port":40001,"dst_port":502,"tcp_flags":2}
{"type":"NETFLOW_V9","time_received_ns":1700000002000000000,"sampler_address":"10.9.0.1","time_flow_start_ns":1700000000000000000,"time_flow_end_ns":1700000001500000000,"bytes":300,"packets":6,"src_addr":"10.1.0.5","dst_addr":"10.2.0.7","etype":"IPv4","proto":"TCP","src_port":40001,"dst_port":70000,"tcp_flags":2}
"""

_NFACCTD = """
{"event_type":"purge","peer_ip_src":"10.9.0.1","ip_src":"10.1.0.5","ip_dst":"10.2.0.7","port_src":40001,"port_dst":502,"tcp_flags":"2","ip_proto":"tcp","timestamp_start":"1700000000.250000","timestamp_end":"1700000001.500000","packets":6,"bytes":300,"writer_id":"default_kafka/1"}
{"event_type":"purge_close","writer_id":"default_kafka/1","total_entries":1}
"""

_ECS = """
{"@timestamp":"2023-11-14T22:13:20.5Z","source":{"ip":"10.1.0.5","port":40001,"bytes":300,"packets":6},"destination":{"ip":"10.2.0.7","port":502,"bytes":320,"packets":5},"event":{"dataset":"zeek.connection","duration":2000000000,"id":"C1","kind":"event"},"network":{"transport":"tcp"},"zeek":{"connection":{"state":"SF","history":"ShADadFf"},"session_id":"C1"}}
"""

_ENVELOPE = r"""
{"message":"{\"ts\":1700000000.5,\"uid\":\"C1\",\"id.orig_h\":\"10.1.0.5\",\"id.orig_p\":40001,\"id.resp_h\":\"10.2.0.7\",\"id.resp_p\":502,\"proto\":\"tcp\",\"conn_state\":\"S0\",\"history\":\"S\"}","agent":{"type":"filebeat"}}
"""

_EXPORTER = Datagram(arrived=1_700_000_001.0, exporter="10.9.9.9", port=40_000, payload=v5(v5_record()))

SAMPLES: dict[str, tuple[Sample, ...]] = {
    "weir": (Sample("a line without a site, and a count below zero", lines(_WEIR), 2),),
    "recording": (Sample("a Tick and a flow", lines(_RECORDING), 2),),
    "suricata-eve": (Sample("a flow, figures of Suricata's own, and a bad address", lines(_EVE), 1, others=1, dead=1),),
    **{name: tuple(Sample(*one) for one in several) for name, several in CLOUD_SAMPLES.items()},
    "zeek-tsv": (
        Sample("a repeat and a bad address", lines(_ZEEK_TSV), 2, repeats=1, dead=1, nothing=4, name="conn.log"),
    ),
    "zeek-json": (Sample("another log, and a wrapper", lines(_ZEEK_JSON), 2, others=1, name="conn.log"),),
    "goflow2": (Sample("a half, and one of an impossible port", lines(_GOFLOW2), 1, dead=1),),
    "nfacctd": (Sample("a half, and the end of a purge", lines(_NFACCTD), 1, others=1),),
    "ecs": (Sample("Zeek's flow as a document", lines(_ECS), 1),),
    "envelope": (Sample("Zeek's row in Filebeat's object", lines(_ENVELOPE), 1),),
    "netflow": (Sample("a datagram of version 5", (packed(_EXPORTER),), 1, many=True, told=False),),
    "nfdump-csv": (
        Sample("one direction a row, and a summary", lines(_NFDUMP_OLD), 3, others=3, nothing=1),
        Sample("both directions in a row", lines(_NFDUMP_BOTH), 1, dead=1, nothing=1),
        Sample("the headings of 1.7.3", lines(_NFDUMP_NEW), 2, nothing=1),
    ),
    "argus-csv": (
        Sample("binetflow with labels", lines(_ARGUS), 3, others=1, dead=1, nothing=1),
        Sample("ra with columns of its own", lines(_ARGUS_RA), 1, others=1, nothing=1),
    ),
    "ndpi": (
        Sample(
            "a slice of a conversation, and a row of nfstream's own", tuple(map(orjson.dumps, (metered(), plain()))), 2
        ),
    ),
}
"""By the format's name."""
