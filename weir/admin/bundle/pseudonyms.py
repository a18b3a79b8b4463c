"""Replaces addresses and names in any text, the same by the same, with a key that is thrown away.

What is alike stays alike: addresses that share their first bits share the first bits of what stands for
them (as Crypto-PAn does, Xu et al. 2002), so networks stay networks. Nothing here knows a name by itself: whoever
makes the bundle says which there are. Only what looks like an address, a host's name or a path is found unasked.
"""

import hmac
import ipaddress
import re
from collections.abc import Iterable
from hashlib import sha256

_WORD = re.compile(r"\w+")
_MAC = re.compile(r"(?:(?<=\bmac:)|(?<![\w:-]))[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])")
_IPV4 = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(/\d{1,2})?(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?:(?<=\bip:)|(?<![\w:.]))([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(/\d{1,3})?(?![\w:]|\.\d)")
_HOST = re.compile(r"(?<![\w./-])[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.[A-Za-z]{2,}(?![\w-])")
_PATH = re.compile(r"(?<![\w.])~?(?:/[^\s/:;,'\"()\[\]{}]+)+/?")

_KEPT_V4 = {
    ipaddress.ip_network("172.16.0.0/12"): 12,
    ipaddress.ip_network("192.168.0.0/16"): 16,
    ipaddress.ip_network("169.254.0.0/16"): 16,
}
_KEPT_BITS_V4, _KEPT_BITS_V6 = 8, 16
"""Leading bits that stay, so that it can still be told what is private, link-local, multicast or of the internet."""

_KEPT_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        opt zeek logs log current spool var lib run etc tmp srv home usr local data state proc dev null secrets
        conn conn_long open_conn gz zst ndjson csv toml json tsv txt db wal
        weir weir-state alerts assets zones verdicts
        """,
    )
)
"""Parts of paths that tell nobody where it was."""

_OWN_NAMES = re.compile(
    r"^(?:weir|streams|models|schemas|replay|faust|aiokafka|kafka|mode)\.|\.(?:py|md|log|gz|zst|toml|csv|json|ndjson|db)$"
)
"""Dotted words that are no host's name: our modules and topics, and names of files."""


def tells_nobody(part: str) -> bool:
    """Whether a part of a path is one that anybody has: `conn.log`, `current`, `*.gz`."""
    words = [word for word in re.split(r"[.*?]", part) if word]
    return all(word in _KEPT_WORDS or (word.isdigit() and len(word) < 3) for word in words)


class Pseudonyms:
    """Replaces in text what `names` lists, and whatever looks like an address, a host or a path."""

    def __init__(self, key: bytes, names: Iterable[str]) -> None:
        self._key = key
        self._bits: dict[tuple[int, int, int], int] = {}
        self._names: dict[str, list[tuple[int, str]]] = {}
        # By their first word, the longest first, so that no name hides in another.
        for name in sorted({one.lower() for one in names}, key=len, reverse=True):
            if first := _WORD.search(name):
                self._names.setdefault(first[0], []).append((first.start(), name))

    def text(self, text: str) -> str:
        """The text with all of it replaced. Names are found as whole words, in small letters or large."""
        parts: list[str] = []
        done = 0
        for word in _WORD.finditer(text):
            if word.start() >= done and (found := self._name_at(text, word)) is not None:
                begin, end = found
                # A name is not looked at again: it may hold what looks like an address.
                parts += [self._addresses(text[done:begin]), self.name(text[begin:end])]
                done = end
        return "".join(parts) + self._addresses(text[done:])

    def _name_at(self, text: str, word: re.Match[str]) -> tuple[int, int] | None:
        """Where the name begins and ends whose first word this is; None: there is none."""
        for before, name in self._names.get(word[0].lower(), ()):
            begin = word.start() - before
            end = begin + len(name)
            whole = not text[end : end + 1].isalnum() and text[end : end + 1] != "_"
            if begin >= 0 and whole and text[begin:end].lower() == name:
                return begin, end
        return None

    def name(self, name: str) -> str:
        """What stands for a name; an address keeps its form."""
        replaced = self._addresses(name)
        return replaced if replaced != name else f"name-{self._digest('name', name.lower())[:8]}"

    def address(self, text: str) -> str:
        """What stands for an IP address. Raises ValueError for what is none."""
        ip = ipaddress.ip_address(text)
        if ip.is_loopback or ip.is_unspecified or text == "255.255.255.255":
            return text
        return str(type(ip)(self._mapped(int(ip), ip.max_prefixlen, _kept_bits(ip))))

    def _addresses(self, text: str) -> str:
        text = _PATH.sub(lambda found: self._path(found[0]), text)
        text = _MAC.sub(lambda found: self._mac(found[0]), text)
        for pattern in (_IPV6, _IPV4):
            text = pattern.sub(self._ip, text)
        return _HOST.sub(lambda found: self._host(found[0]), text)

    def _ip(self, found: re.Match[str]) -> str:
        try:
            replaced = self.address(found[1])
        except ValueError:
            return found[0]
        if not found[2]:
            return replaced
        try:
            return str(ipaddress.ip_network(f"{replaced}{found[2]}", strict=False))
        except ValueError:
            return f"{replaced}{found[2]}"

    def _mac(self, text: str) -> str:
        """A locally administered one: no maker has it."""
        digest = self._digest("mac", text.lower().replace("-", ":"))
        return ":".join(["02", *(digest[at : at + 2] for at in range(0, 10, 2))])

    def _host(self, name: str) -> str:
        return name if _OWN_NAMES.search(name) else f"host-{self._digest('host', name.lower())[:8]}.example"

    def _path(self, path: str) -> str:
        return "/".join(self._component(part) for part in path.split("/"))

    def _component(self, part: str) -> str:
        if tells_nobody(part):
            return part
        stem, dot, suffix = part.rpartition(".")
        kept = dot + suffix if stem and suffix in _KEPT_WORDS else ""
        return f"part-{self._digest('part', part.removesuffix(kept))[:8]}{kept}"

    def _mapped(self, value: int, width: int, kept: int) -> int:
        """The bits after the first `kept`, each turned or not by what stands before it."""
        out = value >> (width - kept)
        for at in range(kept, width):
            bit = (value >> (width - 1 - at)) & 1
            out = (out << 1) | (bit ^ self._turned(value >> (width - at), at, width))
        return out

    def _turned(self, before: int, at: int, width: int) -> int:
        key = (before, at, width)
        if key not in self._bits:
            self._bits[key] = int(self._digest("bit", f"{width}/{at}/{before:x}")[0], 16) & 1
        return self._bits[key]

    def _digest(self, kind: str, text: str) -> str:
        return hmac.new(self._key, f"{kind}:{text}".encode(), sha256).hexdigest()


def _kept_bits(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> int:
    if isinstance(ip, ipaddress.IPv6Address):
        return _KEPT_BITS_V6
    return next((bits for network, bits in _KEPT_V4.items() if ip in network), _KEPT_BITS_V4)
