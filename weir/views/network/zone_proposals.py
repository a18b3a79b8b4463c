"""Zones proposed from traffic, as a zones.toml with a reason in each line, and questions about declared ones."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from models.boundary.contradicting import SideContradiction
from models.boundary.proposing import ProposedZone
from weir.views.terminal import clean, counted

MOST_QUESTIONS = 8
"""Zones asked about in a report; --json has them all."""

MOST_NAMED = 3

SIDE_NAMES = {"ot": "ot", "dmz": "dmz", "it": "it", "external": "external", None: "unknown"}

EXAMPLE = '[[zones]]\nzone = "cell-1"\nlevel = 1\nside = "ot"\ncidrs = ["10.20.0.0/16"]\n'


def zones_toml(zones: Iterable[ProposedZone], *, sites: bool = False) -> str:
    """A zone file; each line with its reason as a comment. `sites` writes the site of each zone into the file."""
    return "\n".join(_entry(zone, site=sites) for zone in zones)


def print_proposals(console: Console, zones: Sequence[ProposedZone]) -> None:
    """What to do about zones at the end of a replay that was given none."""
    if not zones:
        console.print(
            "No zones were declared and no host of a private network spoke, so no side is known. Say where\n"
            "OT is in a file zones.toml, and give it with --zones zones.toml (docs/zones.md):\n"
        )
        console.print(EXAMPLE, markup=False, highlight=False, style="cyan")
        return
    if not any(zone.side == "ot" for zone in zones):
        console.print("No OT protocol was answered, so it is not known where OT is.")
    console.print(
        "No zones were declared, so sides are guesses from OT protocols. Check these, save them\n"
        "as zones.toml, and give them with --zones zones.toml (`weir zones suggest PATH -o zones.toml` writes them):\n"
    )
    console.print(zones_toml(zones), markup=False, highlight=False, style="cyan", soft_wrap=True)
    print_doubts(console, zones)


def print_doubts(console: Console, zones: Sequence[ProposedZone]) -> None:
    """The zones of which a person has to say the side; nothing where there is none."""
    doubtful = [zone for zone in zones if zone.side is None]
    if doubtful:
        names = ", ".join(clean(cidr) for zone in doubtful for cidr in zone.cidrs)
        which = "its evidence is" if len(doubtful) == 1 else "their evidence is"
        console.print(
            Text(f"Say the side of {names}: {which} mixed or thin. Until then only ways to and from OT are watched."),
            style="bold",
            soft_wrap=True,
        )


def questions(found: Iterable[SideContradiction]) -> list[str]:
    """One question a zone and finding: "zone office (it): 10.2.10.5 answers modbus to 3 peers: is it OT?"."""
    by_zone: dict[tuple[str, str | None, str | None, str], list[SideContradiction]] = {}
    for one in found:
        by_zone.setdefault((one.site, one.zone, one.side, one.finding), []).append(one)
    return [_question(group) for group in by_zone.values()]


def print_questions(console: Console, found: Sequence[SideContradiction]) -> None:
    """Declared sides that contradict what is served there, marked; nothing where there is none."""
    asked = questions(found)
    if not asked:
        return
    console.print()
    console.print(f"! Declared sides contradict the traffic in {counted(len(asked), 'place')}:", style="bold yellow")
    for text in asked[:MOST_QUESTIONS]:
        console.print(Text(f"!   {clean(text)}"), style="yellow", soft_wrap=True)
    if len(asked) > MOST_QUESTIONS:
        console.print(f"!   and {len(asked) - MOST_QUESTIONS} more; --json has them all", style="yellow")


def _entry(zone: ProposedZone, *, site: bool) -> str:
    side = SIDE_NAMES[zone.side]
    lines: list[tuple[str, str]] = [(f"zone = {toml_text(zone.zone)}", "by its network; give it a name of your own")]
    if site:
        lines.append((f"site = {toml_text(zone.site)}", ""))
    lines.append((f"side = {toml_text(side)}", zone.why_side))
    if zone.level is not None:
        lines.append((f"level = {zone.level:g}", zone.why_level))
    if zone.realm:
        lines.append((f"realm = {toml_text(zone.realm)}", "the address space that its flows named"))
    cidrs = ", ".join(map(toml_text, zone.cidrs))
    lines.append((f"cidrs = [{cidrs}]", zone.why_cidrs))
    return "[[zones]]\n" + "".join(f"{line}{f'  # {clean(why)}' if why else ''}\n" for line, why in lines)


def toml_text(text: str) -> str:
    """As TOML's basic string, whose escapes are those of JSON."""
    import msgspec

    return msgspec.json.encode(text).decode()


def _question(group: Sequence[SideContradiction]) -> str:
    first = group[0]
    where = "in no zone" if first.zone is None else f"zone {first.zone}"
    if first.side is not None or first.zone is not None:
        where += f" ({SIDE_NAMES[first.side]})"
    if first.finding == "meets-internet":
        return (
            f"{where}: none of its {first.hosts} hosts speaks OT, and {first.peers} keep talking to the internet: "
            "is it an office?"
        )
    services = ", ".join(sorted({service for one in group for service in one.services}))
    names = ", ".join(_host(one) for one in group[:MOST_NAMED])
    more = f" and {len(group) - MOST_NAMED} more" if len(group) > MOST_NAMED else ""
    peers = max(one.peers for one in group)
    many = len(group) > 1
    up_to = "up to " if any(one.peers < peers for one in group) else ""
    if first.finding == "polls-ot":
        does = f"{'keep' if many else 'keeps'} polling {up_to}{counted(peers, 'host')} by {services}"
    else:
        does = f"{'answer' if many else 'answers'} {services} to {up_to}{counted(peers, 'peer')}"
    ask = "which zone is it in?" if first.zone is None else "is it OT?"
    if many:
        ask = "which zone are they in?" if first.zone is None else "are they OT?"
    return f"{where}: {names}{more} {does}: {ask}"


def _host(one: SideContradiction) -> str:
    if one.name and one.ip:
        return f"{one.name} ({one.ip})"
    return one.name or one.ip or one.asset
