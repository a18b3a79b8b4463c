"""Roles as a table."""

from rich.console import Console

from schemas.overview.roles import Role, RoleHabit, RoleMember
from weir.views.network.roles import MOST_MEMBERS, print_roles


def printed(*roles: Role) -> str:
    console = Console(width=140, record=True)
    with console.capture() as captured:
        print_roles(console, roles)
    return captured.get()


def role(members: int, **facts: str) -> Role:
    return Role(
        site=facts.pop("site", "plant"),
        id="cell/plc",
        habits=(
            RoleHabit(service="modbus", place="control", serves=True, members=members),
            RoleHabit(service="dns", place="servers", serves=False, members=1),
        ),
        members=tuple(RoleMember(asset=f"ip:10.0.0.{n}", differs=n, name=f"plc-{n}") for n in range(members)),
    )


def test_a_role_says_what_its_members_do_and_how_many_of_them() -> None:
    said = printed(role(2))
    assert "cell/plc" in said
    assert "answer modbus from control (2 of 2)" in said
    assert "use dns in servers (1 of 2)" in said
    assert "plc-1*" in said
    assert "plc-0*" not in said


def test_past_a_few_members_a_number_stands() -> None:
    assert "and 3 more" in printed(role(MOST_MEMBERS + 3))


def test_the_site_stands_where_there_are_several() -> None:
    assert "north" in printed(role(1, site="north"), role(1, site="south"))


def test_before_roles_are_formed_it_says_when_they_will_be() -> None:
    assert "no roles yet: they are formed with the first Tick of each day" in printed()
