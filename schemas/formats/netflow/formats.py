"""NetFlow's format. There is no file of bare datagrams: it comes over UDP, or from a capture of its packets."""

from schemas.formats.format import Format
from schemas.formats.netflow.memory import TemplateMemory
from schemas.formats.netflow.reader import NetflowReader
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.packets.udp import datagram_cutter

NETFLOW = Format(
    reader=NetflowReader,
    cut=datagram_cutter,
    memory=HalvesMemory,
    more_memories=(TemplateMemory,),
)
