from schemas.codec import encode_for_people
from schemas.overview.conduits import ConduitEntry


def test_a_way_is_declared_where_it_has_a_name() -> None:
    way = ConduitEntry(site="north", from_zone="a", to_zone=None, from_side="it", to_side=None, policy="watched")
    named = ConduitEntry(
        site="north", from_zone="a", to_zone="b", from_side="it", to_side="ot", policy="quiet", name="a>b"
    )
    assert (way.declared, named.declared) == (False, True)
    assert b'"name":"a>b"' in encode_for_people(named)
    assert b"name" not in encode_for_people(way)
