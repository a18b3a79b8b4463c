"""A role as scripts read it."""

import msgspec

from schemas.codec import encode_for_people
from schemas.overview.roles import Role, RoleHabit, RoleMember


def test_it_comes_back_as_it_was_written() -> None:
    role = Role(
        site="plant",
        id="cell/plc",
        habits=(RoleHabit(service="modbus", place="control", serves=True, members=1),),
        members=(RoleMember(asset="ip:10.9.0.11", differs=0, ips=("10.9.0.11",)),),
        zone="cell",
    )
    line = encode_for_people(role)
    assert b"declared" not in line
    assert msgspec.json.decode(line, type=Role) == role
