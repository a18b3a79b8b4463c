"""What is announced, from stored records alone."""

from models.pipeline import Pipeline
from models.queries.site_windows import site_windows
from models.settings import CoreSettings
from schemas.maintenance import MaintenanceWindow, weekly_of
from tests.models import builders as b
from tests.models.alerts.situations import UNKNOWN, T, plant
from tests.models.maintenance.announced import END, announced


def test_windows_zones_and_names_are_read_without_a_pipeline() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    weekly = announced(id="dmz", expires=None, weekly=weekly_of("sat 22:00-02:00"), initiator="laptop")
    assert weekly.weekly is not None
    work = b.flow(T + 10, UNKNOWN, b.PLC, 102, service="s7comm")
    b.run(
        pipeline, [*b.ZONES, b.asset("plc-1", b.PLC, name="line 1"), b.tick(T), announced(), weekly, *b.ticked([work])]
    )
    found = site_windows(b.SITE, pipeline.changed_records())
    assert found.zones == ("cell", "control", "dmz", "office")
    assert {"plc-1", "line 1", b.PLC, UNKNOWN} <= found.names
    [running, planned] = found.windows
    assert running == MaintenanceWindow(
        id=running.id, site=b.SITE, subject="zone", on="cell", state="running", begins=T, ends=END, who="ana",
        reason="firmware of line 1", paths=1,
    )  # fmt: skip
    assert (planned.state, planned.weekly, planned.initiator) == ("planned", "sat 22:00-02:00", "laptop")


def test_a_site_of_which_nothing_is_announced_has_no_windows() -> None:
    assert site_windows(b.SITE, plant().changed_records()).windows == ()
