"""Inspect and export over places of several partitions: one that can't be read hides no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.state import site_of
from streams.checkpoint.protocol import Loaded
from streams.state.change import StateChange
from tests.models import stored_state
from weir.admin import state_admin
from weir.errors import UserError
from weir.settings.sections import Settings

SITE, OTHER = stored_state.sites()


class Place:
    """Two partitions with a site each, and one that is damaged."""

    def __init__(self, *, damaged: bool = False) -> None:
        self.damaged = damaged

    def partitions(self) -> list[int | None]:
        return [0, 1, 2] if self.damaged else [0, 1]

    def load(self, partition: int | None) -> Loaded:
        if partition == 2:
            msg = "damaged in partition 2"
            raise UserError(msg)
        wanted = stored_state.sites()[partition or 0]
        return Loaded(records=[r for r in stored_state.records() if site_of(r) == wanted], positions={})

    def change(self, site: str, make: Callable[[Loaded], StateChange]) -> StateChange:
        return make(self.load(stored_state.sites().index(site)))


def test_a_partition_that_can_not_be_read_hides_no_other() -> None:
    held = state_admin.inspected(Place(damaged=True), Settings(), site=None, asset=None)
    assert [[site.site for site in one.sites] for one in held] == [[SITE], [OTHER], []]
    assert [one.problem for one in held] == [None, None, "damaged in partition 2"]


def test_an_asset_that_two_sites_have_is_asked_for_with_its_site(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    with pytest.raises(UserError, match="2 sites have an asset 'plc-1'"):
        state_admin.export(Place(), Settings(), path, site=None, asset="plc-1", may_replace=False)
    header = state_admin.export(Place(), Settings(), path, site=OTHER, asset="plc-1", may_replace=False)
    assert (header.site, header.asset, header.records) == (OTHER, "plc-1", 2)


def test_one_site_of_a_file_is_taken_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    state_admin.export(Place(), Settings(), path, site=None, asset=None, may_replace=False)
    taken = list(state_admin.bring_in(Place(), Settings(), path, site=OTHER, may_replace=True))
    assert [name for name, _ in taken] == [OTHER]
    with pytest.raises(UserError, match="nothing of site 'nowhere'"):
        list(state_admin.bring_in(Place(), Settings(), path, site="nowhere", may_replace=True))


def test_what_is_not_kept_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing is kept of asset 'x' of site 'nowhere'"):
        state_admin.export(Place(), Settings(), tmp_path / "x", site="nowhere", asset="x", may_replace=False)
    assert list(tmp_path.iterdir()) == []
