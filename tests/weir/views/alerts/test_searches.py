"""Where an alert's traffic is found: lines that the tools take, and links that nothing breaks out of."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from schemas.alert import Alert, Evidence, Hop
from tests.schemas.formats.alerts.alerts import BEGIN, HOSTILE, alerts, whole
from weir.settings.links import PLACES
from weir.views.alerts.searches import community_id, links_of, searches_of


def over(transport: str, *ends: object, service: str = "x") -> tuple[Alert, Evidence]:
    """An alert of one path between these ends (address and port of both), with one flow of it."""
    initiator, initiator_port, responder, responder_port = ends
    hop = Hop(
        "a", "b", "x", BEGIN, initiator_ip=str(initiator), responder_ip=str(responder), transport=transport,
        port=int(str(responder_port)),
    )  # fmt: skip
    flow = Evidence(
        "zeek", BEGIN, uid="C1", initiator_port=int(str(initiator_port)), responder_port=int(str(responder_port))
    )
    return whole(hops=(hop,), hops_total=1, evidence=(flow,), service=service), flow


@pytest.mark.parametrize(
    ("transport", "ends", "expected"),
    [
        # From the specification's own baseline, github.com/corelight/community-id-spec.
        ("tcp", ("66.35.250.204", 80, "128.232.110.120", 34855), "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        ("tcp", ("128.232.110.120", 34855, "66.35.250.204", 80), "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        ("udp", ("192.168.1.52", 54585, "8.8.8.8", 53), "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
        ("icmp", ("192.168.0.89", 8, "192.168.0.1", 0), None),
        ("tcp", ("not an address", 80, "128.232.110.120", 34855), None),
    ],
)
def test_a_community_id_is_made_of_the_ends(transport: str, ends: tuple[object, ...], expected: str | None) -> None:
    assert community_id(*over(transport, *ends)) == expected


def test_that_of_the_sensor_counts_and_what_is_none_does_not() -> None:
    alert, flow = over("udp", "192.168.1.52", 54585, "8.8.8.8", 53)
    given_id = "1:LQU9qZlK+B5F3KDmev6m5PMibrg="
    assert community_id(alert, replace(flow, community_id=given_id)) == given_id
    assert community_id(alert, replace(flow, community_id=HOSTILE)) == "1:d/FP5EW3wiY1vCndhwleRRKHowQ="


def test_of_several_paths_none_is_guessed() -> None:
    alert, flow = over("tcp", "10.0.0.1", 40000, "10.0.0.2", 502)
    other = replace(alert.hops[0], responder_ip="10.0.0.3")
    assert community_id(replace(alert, hops=(*alert.hops, other), hops_total=2), flow) is None
    assert community_id(replace(alert, hops_total=9), flow) is None
    elsewhere = replace(other, port=102)
    assert community_id(replace(alert, hops=(*alert.hops, elsewhere), hops_total=2), flow) is not None


def test_lines_find_the_flows_in_what_the_tools_write(tmp_path: Path) -> None:
    alert, flow = over("tcp", "10.0.0.1", 40000, "10.0.0.2", 502)
    found = {one.tool: one.line for one in searches_of(alert)}
    own = community_id(alert, flow)
    assert found["Arkime"] == f'communityId == "{own}"'
    (tmp_path / "conn.log").write_text("1.0\tC1\t10.0.0.1\n1.0\tC12\t10.0.0.9\n", encoding="utf-8")
    eve = [{"community_id": own, "flow_id": 1}, {"community_id": "1:other", "flow_id": 2}, {"flow_id": 3}]
    (tmp_path / "eve.json").write_text("".join(f"{json.dumps(one)}\n" for one in eve), encoding="utf-8")
    said = subprocess.run(["sh", "-c", found["Zeek"]], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["1.0\tC1\t10.0.0.1"]
    if shutil.which("jq"):
        said = subprocess.run(
            ["sh", "-c", found["Suricata"]], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        assert [json.loads(line)["flow_id"] for line in said.splitlines()] == [1]


def test_a_flow_of_suricata_is_asked_for_by_its_flow_id() -> None:
    alert, flow = over("tcp", "10.0.0.1", 40000, "10.0.0.2", 502)
    evidence = tuple(replace(flow, uid=uid) for uid in ("1374195536821504", "7-1700000000.250000", "C1"))
    found = searches_of(replace(alert, evidence=evidence))
    by_tool = {one.tool: one.line for one in found}
    assert len(by_tool) == len(found)
    assert ".flow_id | IN(1374195536821504, 7)" in by_tool["Suricata"]
    assert by_tool["Zeek"] == "zgrep -wF -e C1 *.log*"


def test_without_a_community_id_the_addresses_are_asked_for() -> None:
    alert, flow = over("tcp", "10.0.0.1", 40000, "10.0.0.2", 502)
    found = {one.tool: one.line for one in searches_of(replace(alert, evidence=(replace(flow, initiator_port=None),)))}
    assert found["Arkime"] == "ip.src == 10.0.0.1 && ip.dst == 10.0.0.2 && port.dst == 502"
    assert '.dest_ip == "10.0.0.2" and .dest_port == 502' in found["Suricata"]


def test_a_link_has_the_id_and_the_times_quoted() -> None:
    alert, flow = over("tcp", "10.0.0.1", 40000, "10.0.0.2", 502, service="a&b=c")
    template = "https://arkime.example/sessions?expression=communityId%3D%3D{community_id}&startTime={start}&stopTime={stop}&x={service}"
    (link,) = links_of(alert, {"arkime": template})
    asked = parse_qs(urlsplit(link.url).query)
    assert asked["expression"] == [f"communityId=={community_id(alert, flow)}"]
    assert (asked["startTime"], asked["stopTime"]) == ([f"{BEGIN - 60:.0f}"], [f"{BEGIN + 119:.0f}"])
    assert asked["x"] == ["a&b=c"]


def test_a_link_that_asks_for_what_is_not_known_is_left_out() -> None:
    alert = whole(hops=(), hops_total=0, evidence=())
    assert links_of(alert, {"one": "https://a/{community_id}", "two": "https://a/{alert}"})[0].name == "two"
    assert searches_of(alert) == ()


@settings(max_examples=40)
@given(alerts())
def test_no_alert_breaks_out_of_a_line_or_a_link(alert: Alert) -> None:
    for one in searches_of(alert):
        assert one.line.isprintable()
        if one.tool != "Arkime":
            assert not {";", "|", "&", "$", "`"} & {
                word for word in shlex.split(one.line, posix=False) if len(word) == 1
            }
    for link in links_of(alert, {"all": "https://a/?" + "&".join(f"{place}={{{place}}}" for place in PLACES)}):
        assert link.url.isascii()
        assert len(link.url.split("&")) == len(PLACES)
