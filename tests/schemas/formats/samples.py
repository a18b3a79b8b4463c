"""Samples of every input format, made up, for what all formats must hold (`test_every_format.py`).

A new format adds its line here: some pieces that its reader takes (lines without their ends), and what comes of them.
"""

from typing import NamedTuple

import orjson

from tests.schemas.formats.ndpi.rows import metered, plain


class Sample(NamedTuple):
    """`pieces` are what the format's cutter gives, and may repeat; `nothing` of them are headings or comments.

    `many` says that one piece may hold several records. `name` is that of the file, where it tells something.
    """

    trait: str
    pieces: tuple[bytes, ...]
    flows: int
    others: int = 0
    repeats: int = 0
    dead: int = 0
    nothing: int = 0
    many: bool = False
    name: str = "some.data"


def lines(text: str) -> tuple[bytes, ...]:
    return tuple(text.strip("\n").encode().split(b"\n"))


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

SAMPLES: dict[str, tuple[Sample, ...]] = {
    "weir": (Sample("a line without a site, and a count below zero", lines(_WEIR), 2),),
    "recording": (Sample("a Tick and a flow", lines(_RECORDING), 2),),
    "zeek-tsv": (
        Sample("a repeat and a bad address", lines(_ZEEK_TSV), 2, repeats=1, dead=1, nothing=4, name="conn.log"),
    ),
    "zeek-json": (Sample("another log, and a wrapper", lines(_ZEEK_JSON), 2, others=1, name="conn.log"),),
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
