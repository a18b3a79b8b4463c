"""ICMP messages by type."""

import pytest

from schemas.services.icmp import icmp_service, is_request, reports_on_another, request_of


@pytest.mark.parametrize(
    ("kind", "service"),
    [
        *((8, "icmp-echo"), (0, "icmp-echo"), (128, "icmp-echo"), (13, "icmp-timestamp"), (17, "icmp-address-mask")),
        *((134, "icmp-router-discovery"), (136, "icmp-neighbor-discovery"), (143, "icmp-multicast-listener")),
        *((38, "icmp/38"), (None, "icmp")),
    ],
)
def test_a_type_has_a_name_or_its_number(kind: int | None, service: str) -> None:
    assert icmp_service(kind) == service


@pytest.mark.parametrize(
    ("kind", "address", "reports"),
    [
        *((kind, "10.0.0.1", True) for kind in (3, 4, 5, 11, 12)),
        *((kind, "10.0.0.1", False) for kind in (0, 1, 8, 13, 128)),
        *((kind, "fd00::1", True) for kind in (1, 2, 3, 4, 100, 137)),
        *((kind, "fd00::1", False) for kind in (128, 129, 130, 135)),
        *((kind, "::ffff:10.0.0.1", kind == 3) for kind in (1, 3)),
        (None, "10.0.0.1", False),
    ],
)
def test_a_report_is_told_by_type_and_family(kind: int | None, address: str, reports: bool) -> None:
    assert reports_on_another(kind, address) is reports


def test_a_reply_names_its_request_and_shows_nobody_who_began() -> None:
    assert [request_of(reply) for reply in (0, 14, 129, 136)] == [8, 13, 128, 135]
    assert not any(is_request(reply) for reply in (0, 14, 129, 136, 131, None))
    assert [request_of(request) for request in (8, 128, 3, None)] == [None] * 4
    assert all(is_request(request) for request in (8, 13, 128, 135, 3, 11))
