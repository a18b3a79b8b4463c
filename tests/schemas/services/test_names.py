import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.services.names import (
    CONTROL_SERVICES,
    NAMES,
    OT_SERVICES,
    by_port,
    canonical_name,
    is_ephemeral,
    is_named,
    is_ot_port,
    service_of,
    split_services,
    usual_ports,
)


@pytest.mark.parametrize(
    ("name", "transport", "port", "service"),
    [
        ("modbus", "tcp", 502, "modbus"),
        (None, "tcp", 502, "modbus"),
        ("UMAS", "tcp", 502, "modbus"),
        ("s7comm", "tcp", 102, "iso-tsap"),
        ("cotp,s7comm", "tcp", 102, "iso-tsap"),
        (None, "tcp", 102, "iso-tsap"),
        ("dnp3_tcp", "tcp", 20000, "dnp3"),
        ("cip,enip", "tcp", 44818, "enip"),
        (None, "tcp", 4444, "tcp/4444"),
        (None, "icmp", 8, "icmp-echo"),
        (None, "ipv6-icmp", 128, "icmp-echo"),
        (None, "icmp", 38, "icmp/38"),
        (None, "gre", None, "gre"),
        ("ssl", "tcp", 3389, "rdp"),
        ("ssl", "tcp", 22, "tls"),
        ("ssl,http", "tcp", 443, "tls"),
        ("http", "tcp", 5985, "winrm"),
        ("http", "tcp", 22, "http"),
        ("gssapi,smb,ntlm,dce_rpc", "tcp", 445, "smb"),
        ("dce_rpc", "tcp", 49155, "dce-rpc"),
        ("krb_tcp", "tcp", 88, "kerberos"),
        ("dns", "udp", 5353, "mdns"),
        ("dns", "tcp", 502, "dns"),
        ("failed", "tcp", 80, "http"),
        ("TLS.Google", "tcp", 443, "tls"),
        ("iso-tsap", "tcp", 102, "iso-tsap"),
        ("tcp/4444", "tcp", 4444, "tcp/4444"),
    ],
)
def test_one_conversation_has_one_service(name: str | None, transport: str, port: int | None, service: str) -> None:
    assert service_of(name, transport, port) == service


def test_a_removed_analyser_is_no_service() -> None:
    assert split_services("ssl,-http") == ("tls",)
    assert split_services("-http") == ()


def test_the_finest_service_comes_first_whatever_the_order() -> None:
    assert split_services("ssl,http") == split_services("http,ssl") == ("http", "tls")


def test_an_unknown_word_is_kept_and_cleaned() -> None:
    assert canonical_name("Acme Proto|x") == "acme-proto-x"
    assert canonical_name(" - ") is None


def test_only_a_name_is_a_name() -> None:
    assert is_named("modbus")
    assert not is_named("tcp/4444")


def test_usual_ports_are_those_of_the_table() -> None:
    assert usual_ports("modbus") == {("tcp", 502), ("tcp", 802)}
    assert usual_ports("icmp-echo") == frozenset()


def test_every_name_is_its_own_canonical_name() -> None:
    assert [name for name in NAMES if "/" not in name and canonical_name(name) != name] == []


def test_ports_of_services_are_not_ephemeral() -> None:
    assert is_ephemeral(49152)
    assert not is_ephemeral(502)
    assert not is_ephemeral(44818)
    assert not is_ephemeral(None)


def test_ot_ports_are_told_by_transport() -> None:
    assert is_ot_port("udp", 47808)
    assert not is_ot_port("tcp", 47808)
    assert not is_ot_port("tcp", None)
    assert by_port("icmp", 8) is None


def test_ot_and_control_are_two_sets() -> None:
    assert not OT_SERVICES & CONTROL_SERVICES


@given(st.text(max_size=40), st.sampled_from(["tcp", "udp", "icmp"]), st.integers(0, 65535))
def test_naming_is_idempotent_and_clean(name: str, transport: str, port: int) -> None:
    service = service_of(name, transport, port)
    assert service_of(service, transport, port) == service
    assert "|" not in service
    assert " " not in service
