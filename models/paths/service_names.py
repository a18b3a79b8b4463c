"""Which service a flow belongs to on its path: one name for one thing, by one table and by evidence.

A name learnt later merges paths and never makes a new one: an endpoint's name for a port is
remembered, and tries that had only the port join it. Ports given out anew for each session (DCOM,
passive FTP) become one path, `tcp/dynamic`, once the pair has shown that it works that way.
"""

from typing import Protocol

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.paths.graph import PathGraph, PathKey
from schemas.flow import Flow
from schemas.services.icmp import ICMP_NAMES
from schemas.services.names import by_port, is_ephemeral, is_named, service_of

PORTMAPPERS = frozenset({"dce-rpc", "ftp", "sunrpc", "portmap", "opc-da"})
"""Services that tell a client which high port to use next (C706 endpoint mapper, RFC 959, RFC 1833)."""

DYNAMIC_AT = 8
"""Answered high ports of one pair that show they are given out anew. A convention: a server with eight unnamed
services for one client is rarer than DCOM, and the 4SICS capture's turned pair shows 2,535."""

MAX_NAMES = 256
MAX_PAIRS = 256
"""Learnt names of one responder, and pairs watched for high ports of one initiator."""


class Renamed(Protocol):
    """Whoever must hear that a path has got another name: what people said of it goes along."""

    def rename(self, old: PathKey, new: PathKey, *, known: bool) -> None:
        """`old` is `new` from now on; `known`: a path of that name is there already."""


class ServiceNames:
    """Names services, merging paths as it learns."""

    def __init__(self, graph: PathGraph, words: Renamed) -> None:
        self._graph = graph
        self._words = words
        self.merged = False
        """Whether a path has changed its name, so that what was cached by address is no longer true."""

    def service(self, flow: Flow, initiator: Asset, responder: Asset, *, answered: bool, day: int) -> str:
        """The service of a flow's path."""
        transport, port = flow.transport, flow.responder_port
        if transport in ICMP_NAMES:
            return service_of(None, transport, flow.initiator_port)
        name = service_of(flow.service, transport, port)
        raw = f"{transport}/{port}"
        if is_named(name):
            if port is not None and by_port(transport, port) is None:
                self._remember(raw, name, responder)
                self._merge((initiator.id, responder.id, raw), name, day)
            return name
        known = responder.record.names.get(name)
        if known is not None:
            self._merge((initiator.id, responder.id, name), known, day)
            return known
        if is_ephemeral(port) and port is not None:
            return self._dynamic(name, port, transport, initiator, responder, answered=answered, day=day)
        return name

    def plain(self, transport: str, port: int | None, initiator: Asset, responder: Asset) -> str:
        """The service behind a responder's port as far as it is known; changes nothing."""
        name = service_of(None, transport, port)
        known = responder.record.names.get(name)
        if known is not None or is_named(name) or not is_ephemeral(port):
            return known or name
        collapsed = f"{transport}/dynamic"
        return collapsed if (initiator.id, responder.id, collapsed) in self._graph.paths else name

    def settled(self, flow: Flow, path: Path) -> bool:
        """Whether a flow like this one will always belong to this path, so that its way may be remembered.

        Not while a path has but a port and no answer (an answer is evidence for dynamic ports), nor for
        UDP to a high port, where the other end's port says who began.
        """
        if flow.transport in ICMP_NAMES:
            return False
        if flow.transport == "udp":
            return not is_ephemeral(flow.responder_port)
        return path.answered or is_named(path.service)

    def _remember(self, raw: str, name: str, responder: Asset) -> None:
        names = responder.record.names
        if raw not in names and len(names) < MAX_NAMES:
            names[raw] = name
            self._graph.mark_asset(responder.id)

    def _merge(self, raw_key: PathKey, name: str, day: int) -> None:
        path = self._graph.paths.get(raw_key)
        key = (raw_key[0], raw_key[1], name)
        # A word on one port that is given out anew each time says nothing of the others.
        self._words.rename(raw_key, key, known=key in self._graph.paths or name.endswith("/dynamic"))
        if path is not None:
            self._graph.merge(path, key, day)
            self.merged = True

    def _dynamic(  # noqa: PLR0913 - facts of one flow
        self, name: str, port: int, transport: str, initiator: Asset, responder: Asset, *, answered: bool, day: int
    ) -> str:
        collapsed = f"{transport}/dynamic"
        pair: Path | None = self._graph.paths.get((initiator.id, responder.id, collapsed))
        if pair is not None:
            return collapsed
        if not answered:
            return name
        if any(self._answered(initiator, responder, mapper) for mapper in PORTMAPPERS):
            self._merge((initiator.id, responder.id, name), collapsed, day)
            return collapsed
        seen = initiator.record.high_ports.get(responder.id)
        if seen is None:
            if len(initiator.record.high_ports) >= MAX_PAIRS:
                return name
            seen = initiator.record.high_ports[responder.id] = []
        if port not in seen:
            seen.append(port)
            self._graph.mark_asset(initiator.id)
        if len(seen) < DYNAMIC_AT:
            return name
        for each in seen:
            self._merge((initiator.id, responder.id, f"{transport}/{each}"), collapsed, day)
        del initiator.record.high_ports[responder.id]
        return collapsed

    def _answered(self, initiator: Asset, responder: Asset, service: str) -> bool:
        path = self._graph.paths.get((initiator.id, responder.id, service))
        return path is not None and path.answered
