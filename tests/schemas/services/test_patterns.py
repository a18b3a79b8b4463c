"""Services as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.services.names import NAMES, service_of
from schemas.services.patterns import conduit_service, covers, path_service


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        *(("opcua", "opc-ua"), ("opcua-binary", "opc-ua"), ("OPC UA", "opc-ua"), ("s7comm", "iso-tsap")),
        *(("Modbus/TCP", "modbus"), ("modbus", "modbus"), ("DNS/udp", "dns"), ("ping", "icmp-echo")),
        *(("502", "502"), ("tcp/502", "tcp/502"), ("502/tcp", "tcp/502"), ("TCP 502", "tcp/502"), ("udp:9", "udp/9")),
        *(("tcp/1024-2048", "tcp/1024-2048"), ("tcp/1024 - 2048", "tcp/1024-2048"), ("1024-2048/udp", "udp/1024-2048")),
        *(("TCP_443", "tcp/443"), ("tcp-443", "tcp/443"), ("tcp443", "tcp/443"), ("TCP port 443", "tcp/443")),
        *(("port 443", "443"), ("tcp/*", "tcp"), ("UDP/any", "udp"), ("rfc1006", "iso-tsap"), ("mbap", "modbus")),
        *(("https (443)", "tls"), ("modbus/502", "modbus"), ("Modbus (tcp/502)", "modbus"), ("ssl:443", "tls")),
        *(("ms-wbt-server", "rdp"), ("microsoft-ds", "smb"), ("IEC 60870-5-104", "iec104"), ("domain", "dns")),
        *(("80-90", "80-90"), ("tcp/7-7", "tcp/7"), ("icmp/8", "icmp-echo"), ("icmp/38", "icmp/38")),
        *(("ICMP6", "icmp"), ("udp", "udp"), ("any", "*"), (" * ", "*"), ("tcp/dynamic", "tcp/dynamic")),
        *(("=Acme Proto", "=acme-proto"), ("=modbus", "modbus"), ("gre", "gre")),
    ],
)
def test_every_spelling_has_one_stored_form(written: str, stored: str) -> None:
    assert conduit_service(written) == stored
    assert conduit_service(stored) == stored


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        *(("modbuz", "did you mean 'modbus'"), ("opc-uaa", "did you mean 'opc"), ("s7com", "did you mean 's7comm'")),
        *(("qqqqq", "no service is called 'qqqqq'; Understood"), ("", "a service has no name"), (" ", "has no name")),
        *(("tpc/502", "did you mean tcp/502"), ("tcp/70000", "no port"), ("tcp/90-80", "lower one first")),
        *(("modbus/503", "ports are those"), ("https (8444)", "no service"), ("modbus (udp/102)", "no service")),
        *(("icmp/3-5", "no ranges"), ("=", "no service is called '='")),
    ],
)
def test_what_fits_no_flow_is_refused_with_the_nearest(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        conduit_service(written)


@pytest.mark.parametrize(
    ("pattern", "service", "transport", "port", "holds"),
    [
        ("*", "modbus", "tcp", 502, True),
        ("modbus", "modbus", "tcp", 5_502, True),
        ("tcp", "modbus", "tcp", 502, True),
        ("udp", "modbus", "tcp", 502, False),
        ("502", "modbus", "tcp", 502, True),
        ("502", "udp/502", "udp", 502, True),
        ("tcp/502", "udp/502", "udp", 502, False),
        ("tcp/8080", "http", "tcp", 80, False),
        ("tcp/80-90", "http", "tcp", 80, True),
        ("tcp/1024-2048", "tcp/2048", "tcp", 2_048, True),
        ("tcp/1024-2048", "tcp/2049", "tcp", 2_049, False),
        ("tcp/49152-65535", "tcp/dynamic", "tcp", 50_000, True),
        ("tcp/502", "modbus", "tcp", None, True),
        ("tcp/503", "modbus", "tcp", None, False),
        ("icmp", "icmp-echo", "icmp", 0, True),
        ("icmp", "icmp-echo", "ipv6-icmp", 129, True),
        ("icmp-echo", "icmp-timestamp", "icmp", 0, False),
        ("0-10", "icmp-echo", "icmp", 0, False),
        ("=acme-proto", "acme-proto", "tcp", 9, True),
        ("gre", "gre", "gre", None, True),
    ],
)
def test_a_conduit_covers_by_name_by_port_and_by_range(
    pattern: str, service: str, transport: str, port: int | None, holds: bool
) -> None:
    assert covers(conduit_service(pattern), service, transport, port) is holds


@pytest.mark.parametrize(
    ("written", "service"),
    [
        *(("umas", "modbus"), ("tcp/502", "modbus"), ("502", "modbus"), ("502/tcp", "modbus"), ("53", "dns")),
        *(("tcp/4444", "tcp/4444"), ("icmp/8", "icmp-echo"), ("icmp", "icmp"), ("acme-proto", "acme-proto")),
        *(("tcp/dynamic", "tcp/dynamic"), ("=acme-proto", "acme-proto"), ("=new", "new")),
    ],
)
def test_a_path_has_the_service_that_flows_name(written: str, service: str) -> None:
    assert path_service(written, also={"acme-proto"}) == service


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        *(("tcp/80-90", "one service"), ("4444", "tcp/4444 or udp/4444"), ("443", "tcp/443 or udp/443")),
        ("acme-prot", "did you mean 'acme-proto'"),
    ],
)
def test_what_is_no_single_service_is_refused(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        path_service(written, also={"acme-proto"})


@given(st.text(max_size=30))
def test_any_text_is_a_service_or_refused_and_a_stored_form_stays(text: str) -> None:
    try:
        stored = conduit_service(text)
    except ValueError:
        return
    assert conduit_service(stored) == stored


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_of_the_table_is_taken_as_it_is(name: str) -> None:
    assert conduit_service(name) == name
    assert path_service(name) == name


@pytest.mark.parametrize(
    ("pattern", "sensor_word", "port", "holds"),
    [
        ("http", "http", 443, True),
        ("https", "ssl", 8_080, True),
        ("https", "http", 8_080, False),
        ("https", None, 8_080, False),
        ("https", "ssl", 3_389, False),
        ("http", "http", 5_985, False),
    ],
)
def test_of_web_traffic_the_sensors_own_word_counts_and_of_nothing_else(
    pattern: str, sensor_word: str | None, port: int, holds: bool
) -> None:
    service = service_of(sensor_word, "tcp", port)
    assert covers(conduit_service(pattern), service, "tcp", port, sensor_word) is holds
