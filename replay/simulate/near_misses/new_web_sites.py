"""An office computer visits sites that nobody visited before."""

from replay.simulate.plant import NEW_SITES_NETWORK
from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def new_web_sites(stage: Stage) -> Planted:
    """Thirty new addresses on the internet in an hour, from the office."""
    visitor = stage.plant.workstations[6]
    visits = [
        tcp(
            stage.random, stage.day.at(14.2) + 110.0 * number, visitor.ip, f"{NEW_SITES_NETWORK}.{100 + number}",
            443, "ssl", sent=3_000, received=60_000, duration=4.0,
        )
        for number in range(30)
    ]  # fmt: skip
    text = f"{visitor.name} in the office visits {len(visits)} new web sites"
    return Planted(visits, [item(stage, "external-path", visits, text, expected="silent")])
