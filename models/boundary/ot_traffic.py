"""Who serves OT protocols and who polls them, as the paths of a site show it.

Only what was answered shows anything: a try at tcp/502 makes no controller. Read from summaries, so that a replay and
the stored state of a run are asked alike.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, field

from models.boundary.placing import POLLING_HOURS
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.services.names import OT_SERVICES

OFFICE_SERVICES = frozenset(
    {
        *(
            "afp",
            "afs",
            "gssapi",
            "imap",
            "ipp",
            "irc",
            "jetdirect",
            "kerberos",
            "ldap",
            "lpd",
            "mssql",
            "mysql",
            "nfs",
        ),
        *("ntlm", "oracle", "pop3", "postgresql", "quic", "rtp", "sip", "smb", "smtp", "xmpp"),
    }
)
"""Directories, files, mail, printers, databases, telephones: what offices live on. Web pages, shells, names and time
show nothing, since switches and controllers have them too."""

Peers = dict[str, set[str]]
"""Service -> the assets at the other end."""


class OtTraffic(Struct):
    """Assets by id, and for pairs of them the services.

    `exchanges` are (initiator, responder) that keep talking: learnt, answered, and in at least `POLLING_HOURS`.
    `served` may rest on a single answer; `polled` only on what keeps coming, since an intruder's first reads do not
    make him a master. `office` are assets that used or served one of `OFFICE_SERVICES`.
    """

    served: dict[str, Peers] = field(default_factory=dict)
    polled: dict[str, Peers] = field(default_factory=dict)
    exchanges: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    office: set[str] = field(default_factory=set)

    def talking_to(self, those: Collection[str]) -> Peers:
        """The services in which assets keep talking to some of `those`, either way; assets that do not are left out."""
        found: Peers = {}
        for (initiator, responder), services in self.exchanges.items():
            if responder in those:
                found.setdefault(initiator, set()).update(services)
            if initiator in those:
                found.setdefault(responder, set()).update(services)
        return found


def ot_traffic(assets: Mapping[str, AssetSummary], paths: Iterable[PathRecord]) -> OtTraffic:
    """What the paths of one site show; `assets` are those of the site by id."""
    answered = [path for path in paths if path.answered and not path.retired]
    # A recording of half an hour has no path of two hours: there, what lasts as long as any is steady.
    steady_hours = min(POLLING_HOURS, max((path.hours for path in answered), default=0))
    found = OtTraffic()
    for path in answered:
        steady = path.status == "learnt" and path.hours >= steady_hours
        ends = path.initiator, path.responder
        if path.service in OT_SERVICES:
            if _inside(assets, path.responder):
                found.served.setdefault(path.responder, {}).setdefault(path.service, set()).add(path.initiator)
            if steady and _inside(assets, path.initiator):
                found.polled.setdefault(path.initiator, {}).setdefault(path.service, set()).add(path.responder)
        if path.service in OFFICE_SERVICES:
            found.office.update(ends)
        if steady:
            found.exchanges.setdefault(ends, set()).add(path.service)
    return found


def _inside(assets: Mapping[str, AssetSummary], asset: str) -> bool:
    return asset in assets and not assets[asset].external
