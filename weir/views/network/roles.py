"""Which devices do alike: a table with a role a row, what its members do, and who they are."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from schemas.overview.roles import Role, RoleHabit, RoleMember
from weir.views.grid import Grid
from weir.views.terminal import clean

MOST_HABITS, MOST_MEMBERS = 6, 6
"""Of a role in the table: a few lines each. `--json` has all."""

LEGEND = (
    "A role is what the inventory calls its devices, or what they do: the habits are those that at least half of them "
    "have. * does not do quite the same. Roles are formed with the first Tick of each day; a device that came since "
    "has none yet."
)

NO_ROLES = (
    "no roles yet: they are formed with the first Tick of each day, by the site's clock, from what is learnt by then "
    "of what devices do"
)


def print_roles(console: Console, roles: Sequence[Role]) -> None:
    """All of them, site by site."""
    if not roles:
        console.print(NO_ROLES, soft_wrap=True)
        return
    several = len({role.site for role in roles}) > 1
    table = Grid(ruled=True)
    for heading in (*(("site",) if several else ()), "role", "devices", "what they do", "who"):
        table.add_column(heading, right=heading == "devices")
    for role in roles:
        cells = [clean(role.id), str(len(role.members)), _habits(role), _members(role.members)]
        table.add_row(*((clean(role.site),) if several else ()), *cells)
    console.print(table)
    console.print(Text(LEGEND, style="dim"), soft_wrap=True)


def _habits(role: Role) -> str:
    total = len(role.members)
    lines = [_habit(habit, total) for habit in role.habits[:MOST_HABITS]]
    if len(role.habits) > MOST_HABITS:
        lines.append(f"and {len(role.habits) - MOST_HABITS} more")
    return "\n".join(lines) or "nothing that half of them do"


def _habit(habit: RoleHabit, total: int) -> str:
    service, place = clean(habit.service), clean(habit.place)
    did = f"answer {service} from {place}" if habit.serves else f"use {service} in {place}"
    return f"{did} ({habit.members} of {total})"


def _members(members: Sequence[RoleMember]) -> str:
    named = [f"{clean(one.name or (one.ips[0] if one.ips else one.asset))}{'*' * (one.differs > 0)}" for one in members]
    more = len(named) - MOST_MEMBERS
    return "\n".join([*named[:MOST_MEMBERS], *([f"and {more} more"] if more > 0 else [])])
