"""`weir sensors`."""

import json
from pathlib import Path

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]


@pytest.mark.usefixtures("state")
def test_a_table_has_each_sensor_with_its_shares() -> None:
    said = weir("sensors")
    assert said.code == 0, said.error
    assert all(heading in said.out for heading in ("sensor", "flows", "one side", "no begin", "checksums", "OT last"))
    assert "as of" in said.error


@pytest.mark.usefixtures("state")
def test_json_has_a_sensor_a_line_and_another_site_is_refused() -> None:
    (one,) = [json.loads(line) for line in weir("sensors", "--json").out.splitlines()]
    assert (one["site"], one["checksums"], "faults" in one) == ("demo", 0.0, False)
    assert one["flows"] > one["rows"] > 30
    said = weir("sensors", "--site", "nowhere")
    assert (said.code, "nowhere" in said.error) == (1, True)


ROW = (
    "{at}.0\tC{n}\t10.1.0.5\t{port}\t10.1.0.9\t502\ttcp\tmodbus\t1.0\t0\t0\tOTH\t{history}\t40\t4000\t{back}\t{back}000"
)
FIELDS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history "
    "orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes"
)


def test_a_replay_ends_with_what_is_to_be_mended_and_its_state_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ROW.format(
            at=1_767_600_000 + n, n=n, port=4_000 + n, history="C" if n % 10 else "ShADa", back=0 if n % 2 else 40
        )
        for n in range(200)
    ]
    log = tmp_path / "conn.log"
    log.write_text("\n".join([f"#fields\t{FIELDS.replace(' ', chr(9))}", *rows]) + "\n", encoding="utf-8")
    left = tmp_path / "left"
    said = weir("replay", str(log), "--json", "--state-out", str(left))
    assert said.code == 0, said.error
    figures = json.loads(said.out)
    told = [one["text"] for one in figures["warnings"] if one["about"] == "sensor"]
    assert [line.split(" of its ")[0] for line in told] == [
        "sensor zeek: 90%", "sensor zeek: 50%", "sensor zeek: 90%",
    ]  # fmt: skip
    (one,) = [json.loads(line) for line in weir("sensors", "--state", str(left), "--json").out.splitlines()]
    assert one["faults"] == ["checksums", "one-direction", "beginnings"] == figures["sensors"][0]["faults"]
    assert "ethtool -K" in weir("sensors", "--state", str(left)).out
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(left))
    lines = [json.loads(line) for line in weir("doctor", "--json").out.splitlines()]
    (line,) = [line for line in lines if line["check"] == "sensors"]
    assert line["status"] == "warn"
    assert line["said"] == "to mend: zeek of plant (checksums, one-direction, beginnings)"
    assert "`weir sensors`" in line["remedy"]
