"""The way from a flow's addresses to its path, remembered: the one look-up that almost every flow costs.

Two tables. `by_address` is asked first, by addresses, port, transport and the sensor's word for the service: a sensor
that names a service in one row and not in the next has a way for each. What it gives is right only if the path's
`check` (MACs, realm) is the flow's. All else is in `by_all`, under the whole key, such as a host behind two routers
in turn. A path's check is set once until all is forgotten, so a hit is always what was remembered.
The texts of keys are shared, since twenty thousand hosts would else be stored once a path.
"""

from collections.abc import Iterable

from models.baseline.asset import Asset
from models.baseline.path import Path, PathCheck
from models.identity.macs import normal_mac
from schemas.flow import Flow

MAX_ROUTES = 2_000_000
"""Ways remembered: twice the 1,000,000 paths that a partition is measured with, at some 130 bytes each (a path has
five times that). Past it all are forgotten and found anew, at seven times the cost (measured: 20 against 3 us)."""

LEAST_ROUTES, ROUTES_A_PATH = 16_384, 4
"""Of a site with few paths no more than so many, and so many for each path. Internet peers share a path by their
prefix, and each has a way of its own: a simulated plant of 330 paths met 90 new ones a day (`benchmarks.year`). A
service that is named in one row and not in the next, and a host behind two routers, have two ways each. A convention.
"""

AddressKey = tuple[str, str, int | None, str, str | None]
"""Both addresses, the responder's port, transport and service, as the flow bears them."""


class PathCache:
    """Remembered ways of one site."""

    def __init__(self) -> None:
        self.by_address: dict[AddressKey, Path] = {}
        self.by_all: dict[tuple[AddressKey, PathCheck], Path] = {}
        self._texts: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self._checks: dict[PathCheck, PathCheck] = {}
        self._bearing: dict[str, list[PathCheck]] = {}
        """MACs in our form -> the checks that bear one of them."""
        self._keys_of: dict[int, list[AddressKey]] = {}
        """The ids of assets -> the keys of `by_address` whose paths begin or end there; some may be forgotten."""
        self._all_keys_of: dict[int, list[tuple[AddressKey, PathCheck]]] = {}
        """The same of `by_all`."""
        self._version = 0
        self._remembered = 0
        """Since all were forgotten, so that what was forgotten singly leaves no traces without bound."""

    def find(self, flow: Flow) -> Path | None:
        """The path of a flow that `by_address` did not tell; None where its way is not remembered."""
        return self.by_all.get((_key_of(flow), _check_of(flow)))

    def remember(self, flow: Flow, path: Path, paths: int) -> None:
        """From now on this flow's likes lead to this path, one of so many."""
        if self._remembered >= min(MAX_ROUTES, LEAST_ROUTES + ROUTES_A_PATH * paths):
            self.forget()
        self._remembered += 1
        initiator, responder, port, transport, service = _key_of(flow)
        port = None if port is None else self._numbers.setdefault(port, port)
        service = None if service is None else self._texts.setdefault(service, service)
        shared = self._texts.setdefault
        key = (shared(initiator, initiator), shared(responder, responder), port, shared(transport, transport), service)
        check = _check_of(flow)
        known = self._checks.get(check)
        if known is None:
            self._checks[check] = known = check
            for mac in {normal_mac(check[0]), normal_mac(check[1])} - {None}:
                self._bearing.setdefault(mac or "", []).append(check)
        check = known
        if path.cache_version != self._version:
            path.cache_version, path.check = self._version, check
        ends = (id(path.initiator_asset), id(path.responder_asset))
        if path.check is check and key not in self.by_address:
            self.by_address[key] = path
            for end in ends:
                self._keys_of.setdefault(end, []).append(key)
        else:
            whole = (key, check)
            self.by_all[whole] = path
            for end in ends:
                self._all_keys_of.setdefault(end, []).append(whole)

    def forget(self) -> None:
        """An address has moved or a path was renamed: nothing remembered is sure any more."""
        self.by_address.clear()
        self.by_all.clear()
        self._texts.clear()
        self._numbers.clear()
        self._checks.clear()
        self._bearing.clear()
        self._keys_of.clear()
        self._all_keys_of.clear()
        self._version += 1
        self._remembered = 0

    def forget_bearing(self, macs: Iterable[str]) -> None:
        """Forget the ways of flows that bear one of these MACs (in our form): whose they are has changed.

        Nearly always there is none. Where there are some all ways are looked through, at a hundredth of the cost of
        finding them all anew.
        """
        borne = {check for mac in macs for check in self._bearing.get(mac, ())}
        if not borne:
            return
        # A path keeps its check: what else is remembered under it stays true.
        for way in [way for way, path in self.by_address.items() if path.check in borne]:
            del self.by_address[way]
        for known in [known for known in self.by_all if known[1] in borne]:
            del self.by_all[known]

    def forget_ends(self, assets: Iterable[Asset]) -> None:
        """Forget the ways to paths that begin or end at one of these assets, without looking at any others."""
        for end in map(id, assets):
            for key in self._keys_of.pop(end, ()):
                self.by_address.pop(key, None)
            for whole in self._all_keys_of.pop(end, ()):
                self.by_all.pop(whole, None)


def _key_of(flow: Flow) -> AddressKey:
    return (flow.initiator_ip, flow.responder_ip, flow.responder_port, flow.transport, flow.service)


def _check_of(flow: Flow) -> PathCheck:
    return (flow.initiator_mac, flow.responder_mac, flow.realm)
