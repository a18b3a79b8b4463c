"""The way from a flow's addresses to its path, remembered: the one look-up that almost every flow costs.

Two tables. `by_address` is asked first, with a key of three; what it gives is right only if the
path's `check` (service, transport, MACs, realm) is the flow's. All else is in `by_all`, under the
whole key. A path's check is set once until all is forgotten, so a hit is always what was remembered.
The texts of keys are shared, since twenty thousand hosts would else be stored once a path.
"""

from models.baseline.path import Path, RouteCheck
from schemas.flow import Flow

MAX_ROUTES = 2_000_000
"""Ways remembered: twice the 1,000,000 paths that a partition is measured with, at some 130 bytes each (a path has
five times that). Past it all are forgotten and found anew, at seven times the cost (measured: 20 against 3 us)."""

AddressKey = tuple[str, str, int | None]


class Routes:
    """Remembered ways of one site."""

    def __init__(self) -> None:
        self.by_address: dict[AddressKey, Path] = {}
        self.by_all: dict[tuple[AddressKey, RouteCheck], Path] = {}
        self._texts: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self._checks: dict[RouteCheck, RouteCheck] = {}
        self._version = 0

    def find(self, flow: Flow) -> Path | None:
        """The path of a flow that `by_address` did not tell; None where its way is not remembered."""
        return self.by_all.get((_key_of(flow), _check_of(flow)))

    def remember(self, flow: Flow, path: Path) -> None:
        """From now on this flow's likes lead to this path."""
        if len(self.by_address) + len(self.by_all) >= MAX_ROUTES:
            self.forget()
        initiator, responder, port = _key_of(flow)
        port = None if port is None else self._numbers.setdefault(port, port)
        key = (self._texts.setdefault(initiator, initiator), self._texts.setdefault(responder, responder), port)
        check = _check_of(flow)
        check = self._checks.setdefault(check, check)
        if path.routes_version != self._version:
            path.routes_version, path.check = self._version, check
        if path.check is check and key not in self.by_address:
            self.by_address[key] = path
        else:
            self.by_all[key, check] = path

    def forget(self) -> None:
        """An address has moved or a path was renamed: nothing remembered is sure any more."""
        self.by_address.clear()
        self.by_all.clear()
        self._texts.clear()
        self._numbers.clear()
        self._checks.clear()
        self._version += 1


def _key_of(flow: Flow) -> AddressKey:
    return (flow.initiator_ip, flow.responder_ip, flow.responder_port)


def _check_of(flow: Flow) -> RouteCheck:
    return (flow.service, flow.transport, flow.initiator_mac, flow.responder_mac, flow.realm)
