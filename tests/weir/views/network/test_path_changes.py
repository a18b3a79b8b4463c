"""What differs between two days, and an asset as it was, as text."""

import msgspec

from schemas.overview.path_changes import AssetThen, ChangedPath, PathChanges
from tests.streams.records import SITE, T0, a_path
from weir.views.network.path_changes import asset_sections, sections


def utc(_site: str) -> str:
    return "UTC"


def test_each_list_that_is_not_empty_has_a_section_and_says_what_it_leaves_out() -> None:
    path = msgspec.structs.replace(a_path(), initiator_name="ws-1", initiator_zone="office")
    changes = PathChanges(
        new=(path, a_path("smb")),
        gone=(),
        changed=(ChangedPath(what=("held -> learnt", "answered now"), before=path, after=path),),
        silent=(path,),
        silent_after_days=7,
        alike=5,
    )
    first, new, silent, changed = sections(changes, "2026-01-01", "2026-02-01", utc, most=1)
    assert first.text == ("2 new, 0 gone, 1 changed, 1 silent, 5 alike.",)
    assert (new.title, new.text) == ("New: 2 paths", ("The first 1 of them; --limit N and --json have more.",))
    assert new.rows[0][:3] == ("ws-1 (office)", "ip:10.1.0.1", "modbus")
    assert silent.text == ("Not used in the last 7 days.",)
    assert changed.rows == (("ws-1 (office)", "ip:10.1.0.1", "modbus", "held -> learnt; answered now"),)


def test_an_asset_has_its_place_and_its_busiest_paths() -> None:
    busy = msgspec.structs.replace(a_path("smb"), flows=9)
    asset = AssetThen(
        site=SITE, asset="ip:10.0.0.1", name="ws-1", zone="office", first_seen=T0, last_seen=T0,
        began=(a_path(), busy), asked=(),
    )  # fmt: skip
    place, began = asset_sections(asset, "2026-01-01", utc, most=1)
    assert place.title == "ws-1, as of 2026-01-01"
    assert place.text[0] == f"ip:10.0.0.1: zone office, side unknown, site {SITE}."
    assert [row[2] for row in began.rows] == ["smb"]
    assert began.text == ("The first 1 of them; --peers N and --json have more.",)
