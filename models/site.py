"""Everything the core knows of one site, in one place: what is stored, and what marks it as changed."""

from models.alerting import Alerting
from models.asset import Asset, new_asset
from models.calendar import Calendar
from models.crowds import Crowds
from models.digest import FirstLookDigest
from models.graph import PathGraph
from models.inventory import Inventory
from models.judgement import Judgement
from models.naming import Naming
from models.path import Path
from models.settings import CoreSettings
from models.sweeps import Sweeps
from models.watermark import Watermarks
from models.windows import WindowCounters
from models.zones import ZoneIndex, ZoneMap

_NEVER = float("inf")


class Site:
    """The state of one site's core. `clock` is the site's event time, `began` its first flow's; 0 means none yet."""

    def __init__(self, name: str, settings: CoreSettings, calendar: Calendar) -> None:
        self.name = name
        self.settings = settings
        self.calendar = calendar
        self.inventory = Inventory()
        self.graph = PathGraph(name, self.inventory)
        self.zones = ZoneIndex(ZoneMap())
        self.watermarks = Watermarks()
        self.alerting = Alerting(name)
        self.judgement = Judgement(self.graph, self.inventory, self.alerting)
        self.naming = Naming(self.graph)
        self.sweeps = Sweeps()
        self.crowds = Crowds()
        self.digest = FirstLookDigest()
        self.clock = 0.0
        self.began = 0.0
        self.next_quiet_check = 0.0
        self.dirty_windows: list[WindowCounters] = []
        self.parked_dirty = False
        self.zones_dirty = False
        self.digest_dirty = False
        self.routers_stored = 0
        self.parked_stored = 0
        self.nobody_asset, self.nobody_path = _nobody()

    def learning(self, time: float) -> bool:
        """Whether the settings say that all of this time is to be learnt."""
        until = self.settings.learn_until
        return until is not None and time < until


def _nobody() -> tuple[Asset, Path]:
    """A sink for what has no peer (broadcast, multicast): counted nowhere, stored nowhere."""
    asset = new_asset("nobody", "", 0.0, external=True)
    asset.record.window.dirty = True
    asset.record.window.begin = _NEVER
    asset.record.window.end = _NEVER
    path = Path("nobody", "nobody", "none", 0, -_NEVER, _NEVER, _NEVER, answered=True, dirty=True)
    return asset, path
