"""Everything the core knows of one site, in one place: what is stored, and what marks it as changed."""

from models.alerts.alerting import Alerting
from models.alerts.digest import FirstLookDigest
from models.baseline.asset import Asset, new_asset
from models.baseline.path import Path
from models.baseline.windows import WindowCounters
from models.boundary.zones import ZoneIndex, ZoneMap
from models.detectors.registry import ON_TICK
from models.event_time.calendar import Calendar
from models.event_time.watermark import Watermarks
from models.findings.flood_tracker import Crowds
from models.findings.protocol import TickDetector
from models.findings.scan_tracker import Sweeps
from models.identity.inventory import Inventory
from models.paths.graph import PathGraph
from models.paths.service_names import Naming
from models.settings import CoreSettings
from models.verdicts.judgement import Judgement

NEVER = float("inf")

NOBODY = "nobody"


class Site:
    """The state of one site's core. `clock` is the site's event time, `began` since when it is watched; 0: none yet."""

    def __init__(self, name: str, settings: CoreSettings, calendar: Calendar) -> None:
        self.name = name
        self.settings = settings
        self.calendar = calendar
        self.inventory = Inventory()
        self.graph = PathGraph(name, self.inventory)
        self.zones = ZoneIndex(ZoneMap())
        self.watermarks = Watermarks()
        self.alerting = Alerting(name)
        self.sweeps = Sweeps()
        self.judgement = Judgement(self.graph, self.inventory, self.alerting)
        self.naming = Naming(self.graph, self.judgement.standing)
        self.crowds = Crowds()
        self.digest = FirstLookDigest()
        self.on_tick: tuple[TickDetector, ...] = tuple(make() for make in ON_TICK)
        self.clock = 0.0
        self.next_quiet_check = 0.0
        self.reviewed: float | None = None
        """The `learn_until` whose learning was reviewed; None: none yet."""
        self.dirty_windows: list[WindowCounters] = []
        self.parked_dirty = False
        self.zones_dirty = False
        self.digest_dirty = False
        self.routers_stored = 0
        self.parked_stored = 0
        self.watch_stored = 0
        self.episodes_stored = 0
        self.unread: set[str] = set()
        """Parts that could not be read: deleted by the next checkpoint, unless it writes them."""
        self.newer: dict[str, bytes] = {}
        """Parts that a newer Weir wrote: set aside by the next checkpoint."""
        self.put_back: dict[str, bytes] = {}
        """Parts that were set aside and could be read: the next checkpoint writes them where they belong."""
        self.nobody = _nobody()

    @property
    def began(self) -> float:
        """The first time of a flow that is believed; 0 before any."""
        return self.watermarks.began

    def learning(self, time: float) -> bool:
        """Whether the settings say that all of this time is to be learnt."""
        until = self.settings.learn_until
        return until is not None and time < until


def _nobody() -> Asset:
    """A sink for what has no peer (broadcast, multicast): counted nowhere, stored nowhere."""
    asset = new_asset(NOBODY, "", 0.0, external=True)
    window = asset.window
    window.dirty, window.begin, window.end = True, NEVER, NEVER
    return asset


def nobody_path(initiator: Asset, nobody: Asset) -> Path:
    """The way of what an asset sends to nobody: its own window counts, the path is kept nowhere."""
    return Path(NOBODY, NOBODY, "none", 0, -NEVER, NEVER, NEVER, initiator, nobody, answered=True, dirty=True)
