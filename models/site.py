"""Everything the core knows of one site, in one place: what is stored, and what marks it as changed."""

from models.alerts.admission.gate import Gate
from models.alerts.alerting import Alerting
from models.alerts.digest import FirstLookDigest
from models.baseline.asset import Asset, new_asset
from models.baseline.open_windows import OpenWindows
from models.baseline.path import Path
from models.boundary.zones import ZoneIndex, ZoneMap
from models.detectors.registry import REMEMBERING
from models.event_time.calendar import Calendar
from models.event_time.watermark import Watermarks
from models.findings.flood_tracker import FloodTracker
from models.findings.listeners import Listeners
from models.findings.scan_tracker import ScanTracker
from models.identity.inventory import Inventory
from models.lessons.taught import Taught
from models.maintenance.site_maintenance import SiteMaintenance
from models.paths.graph import PathGraph
from models.paths.service_names import ServiceNames
from models.sensors.sensors import Sensors
from models.settings import CoreSettings
from models.verdicts.site_verdicts import SiteVerdicts

NEVER = float("inf")

NOBODY = "nobody"

NO_SLOT = -1
"""That of a path which is not among an asset's own."""


class Site:
    """The state of one site's core. `clock` is the site's event time, `began` since when it is watched; 0: none yet."""

    def __init__(self, name: str, settings: CoreSettings, calendar: Calendar) -> None:
        self.name = name
        self.settings = settings
        self.calendar = calendar
        self.inventory = Inventory(settings.learn_until)
        self.graph = PathGraph(name, self.inventory, lambda: self.clock)
        self.zones = ZoneIndex(ZoneMap())
        self.watermarks = Watermarks()
        self.sensors = Sensors()
        self.alerting = Alerting(name, self.inventory.name_of, Gate(calendar, settings.alerts_a_day, settings.least))
        self.scan_tracker = ScanTracker()
        self.taught = Taught()
        self.verdicts = SiteVerdicts(self.graph, self.inventory, self.alerting, self.taught)
        self.service_names = ServiceNames(self.graph, self.verdicts.standing)
        self.flood_tracker = FloodTracker()
        self.digest = FirstLookDigest()
        self.maintenance = SiteMaintenance(name, calendar)
        self.listeners = Listeners(make() for make in REMEMBERING)
        self.clock = 0.0
        self.next_quiet_check = 0.0
        self.reviewed: float | None = None
        """The `learn_until` whose learning was reviewed; None: none yet."""
        self.windows = OpenWindows(heard=bool(self.listeners.of_path_windows))
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
        self.nobody = new_asset(NOBODY, "", 0.0, external=True)
        self.nobodys_path = _nobodys_path(self.nobody)
        """The path of what comes from nobody: it counts nowhere."""

    @property
    def began(self) -> float:
        """The first time of a flow that is believed; 0 before any."""
        return self.watermarks.began

    def begin(self, path: Path, time: float, day: int) -> None:
        """A path's first flow: its window opens, and its assets have had traffic."""
        self.windows.open(path, time)
        self.seen(path.initiator_asset, time, day)
        if path.slot != NO_SLOT:
            self.seen(path.responder_asset, time, day)

    def broadcasts_of(self, asset: Asset, time: float, day: int) -> Path:
        """The path of what an asset sends to nobody: its windows count, and it is kept with the asset alone."""
        if asset is self.nobody:
            return self.nobodys_path
        path = asset.broadcasts
        if path is None:
            path = Path(asset.id, NOBODY, "none", NO_SLOT, time, time, 0.0, asset, self.nobody, answered=True)
            asset.broadcasts = path
            self.begin(path, time, day)
        return path

    def seen(self, asset: Asset, time: float, day: int) -> None:
        """An asset has had traffic at `time`, seconds UTC, on the site's `day`."""
        record = asset.record
        record.last_seen = max(record.last_seen, time)
        if day > record.day:
            record.day = day
            record.days += 1
        self.inventory.changed_assets.add(record.id)

    def learning(self, time: float) -> bool:
        """Whether the settings say that all of this time is to be learnt."""
        until = self.settings.learn_until
        return until is not None and time < until


def _nobodys_path(nobody: Asset) -> Path:
    path = Path(NOBODY, NOBODY, "none", NO_SLOT, -NEVER, NEVER, NEVER, nobody, nobody, answered=True, dirty=True)
    path.window_begin, path.window_end = -NEVER, NEVER
    return path
