"""What the headings of flow tables are called, in the languages and products that are met.

A convention: gathered from the columns of firewalls, flow collectors and exports in English, German, French, Spanish,
Italian and Portuguese. A heading is compared without case, accents and punctuation.
"""

import re
import unicodedata

WORDS: dict[str, tuple[str, ...]] = {
    "initiator_ip": (
        *("source address", "source ip", "src ip", "src addr", "srcip", "srcaddr", "src", "source", "src ip addr"),
        *("source ip address", "client ip", "client address", "client", "initiator", "initiator ip", "sa", "orig h"),
        *(
            "from ip",
            "from address",
            "from",
            "local ip",
            "sourceaddress",
            "source ipv4",
            "ip src",
            "src host",
            "srchost",
        ),
        *("sourceip", "source addr", "ipsrc", "src address", "pktsrcaddr", "sender", "sender ip", "orig ip"),
        *("quelle", "quelladresse", "quell ip", "quellip", "quell ip adresse", "absender", "von"),
        *("adresse source", "ip source", "origen", "direccion origen", "ip origen", "ip de origen", "sorgente"),
        *("indirizzo sorgente", "ip sorgente", "origem", "endereco de origem", "ip de origem"),
    ),
    "responder_ip": (
        *("destination address", "destination ip", "dst ip", "dst addr", "dstip", "dstaddr", "dst", "destination"),
        *("destination ip address", "dest ip", "dest", "dest address", "server ip", "server address", "server", "da"),
        *(
            "responder",
            "responder ip",
            "resp h",
            "to ip",
            "to address",
            "to",
            "remote ip",
            "destinationaddress",
            "target",
        ),
        *("dst ip addr", "ip dst", "dst host", "dsthost", "destip", "destinationip", "destination ipv4", "ipdst"),
        *(
            "dst address",
            "dest addr",
            "receiver",
            "receiver ip",
            "target ip",
            "resp ip",
            "pktdstaddr",
            "destination addr",
        ),
        *("ziel", "zieladresse", "ziel ip", "zielip", "ziel ip adresse", "empfanger", "nach"),
        *("adresse destination", "adresse de destination", "ip destination", "destino", "direccion destino"),
        *("ip destino", "ip de destino", "destinazione", "indirizzo destinazione", "ip destinazione"),
        *("endereco de destino",),
    ),
    "initiator_port": (
        *("source port", "src port", "srcport", "sport", "s port", "sp", "client port", "src pt", "from port", "spt"),
        *("sourceport", "orig p", "source transport port", "l4 src port", "local port", "quellport", "quell port"),
        *("port source", "puerto origen", "puerto de origen", "porta sorgente", "porta de origem", "porta origem"),
    ),
    "responder_port": (
        *("destination port", "dst port", "dstport", "dport", "d port", "dp", "dest port", "server port", "dst pt"),
        *(
            "to port",
            "dpt",
            "destport",
            "destinationport",
            "resp p",
            "port",
            "service port",
            "l4 dst port",
            "remote port",
        ),
        *("target port", "zielport", "ziel port", "port destination", "port de destination", "puerto destino"),
        *("puerto de destino", "porta destinazione", "porta de destino", "porta destino"),
    ),
    "transport": (
        *("protocol", "ip protocol", "proto", "transport", "transport protocol", "l4 proto", "l4 protocol", "pr"),
        *("protocol number", "ip proto", "protocolidentifier", "protokoll", "ip protokoll", "transportprotokoll"),
        *("protocole", "protocolo", "protocollo", "network transport", "protocol name"),
    ),
    "service": (
        *("application", "app", "service", "app protocol", "app proto", "application name", "l7 protocol", "l7 proto"),
        *("network protocol", "applikation", "anwendung", "dienst", "servicio", "aplicacion", "servizio"),
        *("applicazione", "servico", "aplicacao", "app name", "appid"),
    ),
    "start": (
        *("start", "start time", "starttime", "first seen", "firstseen", "flow start", "begin", "session start", "ts"),
        *("first switched", "event start", "date first seen", "started", "start date", "beginn", "startzeit", "anfang"),
        *(
            "zeitpunkt",
            "debut",
            "heure de debut",
            "date de debut",
            "inicio",
            "hora de inicio",
            "fecha inicio",
            "inizio",
        ),
        *("ora inizio", "data inicio", "flow start milliseconds", "flow start seconds", "stime", "start timestamp"),
        *(
            "time",
            "timestamp",
            "date time",
            "datetime",
            "date",
            "event time",
            "eventtime",
            "receive time",
            "generate time",
        ),
        *("time generated", "log time", "logged at", "uhrzeit", "zeit", "zeitstempel", "datum uhrzeit", "datum zeit"),
        *("datum", "heure", "horodatage", "date heure", "fecha", "fecha hora", "hora", "ora", "data ora", "data hora"),
    ),
    "end": (
        *("end", "end time", "endtime", "last seen", "lastseen", "flow end", "stop", "session end", "te", "stop time"),
        *("last switched", "event end", "date last seen", "ended", "finish", "ende", "endzeit", "endezeit", "fin"),
        *("heure de fin", "date de fin", "hora de fin", "fecha fin", "fine", "ora fine", "fim", "data fim", "ltime"),
        *("flow end milliseconds", "flow end seconds", "end timestamp"),
    ),
    "duration": (
        *("duration", "elapsed time", "elapsed", "dur", "td", "session duration", "flow duration", "length", "age"),
        *("event duration", "dauer", "sitzungsdauer", "duree", "duracion", "durata", "duracao", "session time"),
    ),
    "initiator_octets": (
        *(
            "bytes sent",
            "sent bytes",
            "sentbyte",
            "bytes out",
            "source bytes",
            "src bytes",
            "orig bytes",
            "bytes to server",
        ),
        *("client bytes", "initiator bytes", "in bytes", "ibyt", "bytes toserver", "octets sent", "sent", "upload"),
        *("bytes from client", "initiator octets", "sbytes", "gesendet", "gesendete bytes", "bytes gesendet"),
        *(
            "octets envoyes",
            "envoyes",
            "bytes enviados",
            "enviados",
            "byte inviati",
            "inviati",
            "client to server bytes",
        ),
    ),
    "responder_octets": (
        *("bytes received", "received bytes", "rcvdbyte", "bytes in", "destination bytes", "dst bytes", "dest bytes"),
        *("resp bytes", "bytes to client", "server bytes", "responder bytes", "out bytes", "obyt", "bytes toclient"),
        *("octets received", "received", "download", "bytes from server", "responder octets", "dbytes", "empfangen"),
        *("empfangene bytes", "bytes empfangen", "octets recus", "recus", "bytes recibidos", "recibidos"),
        *("byte ricevuti", "ricevuti", "bytes recebidos", "recebidos", "server to client bytes"),
    ),
    "octets": (
        *("bytes", "octets", "byte", "total bytes", "bytes total", "byt", "totbytes", "octet delta count", "volume"),
        *("data", "size", "transferred", "octetdeltacount", "network bytes", "datenmenge", "gesamt bytes", "volumen"),
    ),
    "initiator_packets": (
        *("packets sent", "sent packets", "sentpkt", "src packets", "source packets", "orig pkts", "pkts sent", "ipkt"),
        *("packets to server", "pkts toserver", "client packets", "initiator packets", "in packets", "spkts"),
        *("gesendete pakete", "pakete gesendet", "paquets envoyes", "paquetes enviados", "pacchetti inviati"),
    ),
    "responder_packets": (
        *("packets received", "received packets", "rcvdpkt", "dst packets", "destination packets", "resp pkts", "opkt"),
        *("packets to client", "pkts toclient", "server packets", "responder packets", "out packets", "dpkts"),
        *("empfangene pakete", "pakete empfangen", "paquets recus", "paquetes recibidos", "pacchetti ricevuti"),
    ),
    "packets": (
        *(
            "packets",
            "pkts",
            "packet count",
            "total packets",
            "pkt",
            "totpkts",
            "packet delta count",
            "pakete",
            "paquets",
        ),
        *("packetdeltacount", "network packets", "paquetes", "pacchetti", "pacotes"),
    ),
    "initiator_mac": (
        "source mac",
        "src mac",
        "srcmac",
        "smac",
        "source mac address",
        "client mac",
        "quell mac",
        "mac src",
    ),
    "responder_mac": ("destination mac", "dst mac", "dstmac", "dmac", "dest mac", "server mac", "ziel mac", "mac dst"),
    "vlan": ("vlan", "vlan id", "vlanid", "src vlan", "svln"),
    "uid": ("uid", "flow id", "flowid", "session id", "sessionid", "connection id", "conn id", "sitzungs id"),
    "action": (
        *("action", "verdict", "policy action", "disposition", "decision", "aktion", "fw action", "rule action"),
        *("accion", "azione", "acao", "result", "event action"),
    ),
    "tcp_flags": ("tcp flags", "flags", "flg", "tcpflags", "tcp control bits", "tcpcontrolbits"),
}
"""Field to what its columns are called, the surest first."""

DENIED = frozenset(
    {
        *("deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected", "discard", "discarded"),
        *("reset", "reset both", "reset client", "reset server", "refused", "prevent", "verworfen", "blockiert"),
        *("abgelehnt", "verweigert", "refuse", "bloque", "denegado", "bloqueado", "negato", "bloccato", "negado"),
    }
)
"""Words of an action that say that nobody was let through."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNIT = re.compile(r"[(\[]([^)\]]*)[)\]]")
_NO_WORD = re.compile(r"[^a-z0-9]+")

_FIELDS: dict[str, tuple[str, int]] = {}
for _field, _words in WORDS.items():
    for _rank, _word in enumerate(_words):
        _FIELDS.setdefault(_word, (_field, _rank))
        _FIELDS.setdefault(_word.replace(" ", ""), (_field, _rank))


def plain(text: str) -> str:
    """A heading without case, accents, punctuation and units, as the table has it."""
    split = _CAMEL.sub(" ", _UNIT.sub(" ", text))
    bare = unicodedata.normalize("NFKD", split.casefold())
    return _NO_WORD.sub(" ", "".join(one for one in bare if not unicodedata.combining(one))).strip()


def field_of(heading: str) -> tuple[str, int] | None:
    """The field that a heading names, and how sure that is (0 is surest); None for a heading that is not known."""
    words = plain(heading)
    for form in (words, words.replace(" ", "")):
        found = _FIELDS.get(form)
        if found is not None:
            return found
    last = " ".join(words.split()[-2:])
    found = _FIELDS.get(last) if last != words else None
    return None if found is None else (found[0], found[1] + 100)


def unit_of(heading: str) -> str:
    """What stands in brackets behind a heading, or as its last word, such as `kB` or `ms`; empty where nothing does."""
    found = _UNIT.search(heading)
    if found is not None:
        return found[1].strip()
    words = re.split(r"[\s_\-.]+", _CAMEL.sub(" ", heading).strip())
    return words[-1] if len(words) > 1 else ""
