"""The readers of labelled sets, against what the sets' README says of them."""

import re
from collections import Counter
from pathlib import Path

from benchmarks.evaluate.labelled import darpa, four_sics, lemay, s4x15, westermo
from benchmarks.evaluate.labelled.packets import connections
from benchmarks.evaluate.labelled.running import judged
from benchmarks.evaluate.labelled.westermo_slices import seen_of


def test_lemays_labels_are_the_pairs_that_are_known(shared_data: Path, tmp_path: Path) -> None:
    first, second = lemay.sets(shared_data, tmp_path)
    assert [item.name for item in first.truth.items] == ["192.168.1.101 - 192.168.1.104"]
    assert [item.name for item in second.truth.items] == [
        "192.168.1.101 - 192.168.1.103",
        "192.168.1.101 - 192.168.1.105",
    ]
    assert first.log.read_text().count("\t502\ttcp\t") > 100


def test_the_crossing_pair_of_s4x15_is_in_its_log(shared_data: Path, tmp_path: Path) -> None:
    found = {one.name: one for one in s4x15.sets(shared_data, tmp_path)}
    assert "\t10.200.1.18\t" in found["s4x15 WinXP"].log.read_text()
    assert found["s4x15 iFix_Client86"].truth.items == ()


def test_a_capture_that_begins_half_way_has_the_low_port_respond(shared_data: Path) -> None:
    polled = [one for one in connections(shared_data / "lemay_modbus" / "moving_two_files_modbus_6RTU.pcap")
              if 502 in {one.initiator_port, one.responder_port}]  # fmt: skip
    assert all(one.responder_port == 502 for one in polled)


def test_westermos_windows_are_an_hour_back_and_good_ones_are_traps(shared_data: Path) -> None:
    items = westermo.events((shared_data / "westermo" / "events.txt").read_text())
    rows = westermo.rows_of(shared_data / "westermo" / "output_left.zip")
    begin, end = min(float(row["start"]) for row in rows), max(float(row["end"]) for row in rows)
    assert all(begin - 60.0 < item.start <= item.end < end + 60.0 for item in items)
    assert {item.name.rpartition(" ")[0] for item in items if item.expected == "silent"} == {"GOOD-SSH"}
    assert len([item for item in items if item.name.startswith("BAD-SSH ")]) == 16


def test_westermos_slices_hold_as_many_tries_as_its_events_say(shared_data: Path) -> None:
    text = (shared_data / "westermo" / "events.txt").read_text()
    seen = [one.connection for one in seen_of(westermo.rows_of(shared_data / "westermo" / "output_left.zip"))]
    assert {one.initiator_ip for one in seen if one.transport == "tcp"} == {"198.18.134.99"}
    windows = [item for item in westermo.events(text) if item.name.startswith("BAD-SSH ")]
    within = [
        sum(item.start - 1 <= one.start <= item.end for one in seen if one.transport == "tcp") for item in windows
    ]
    said = [int(count) for count in re.findall(r"SSH (\d+) times", text)]
    assert all(abs(found - count) <= 2 for found, count in zip(within, said, strict=True))


def test_of_westermos_second_half_each_brute_force_and_scan_is_told_and_nothing_false(
    shared_data: Path, tmp_path: Path
) -> None:
    [one] = westermo.sets(shared_data, tmp_path)
    found = judged(one, tmp_path)
    told = [each.name.rpartition(" ")[0] for each in found.scenarios if each.found]
    assert Counter(told) == {"BAD-SSH": 8, "BAD-PORTSCAN1": 4, "BAD-PORTSCAN2": 4}
    assert (found.false_alerts, found.traps_raised) == (0, ())


def test_4sics_and_darpa_are_read_as_they_are(shared_data: Path, tmp_path: Path) -> None:
    [one] = four_sics.sets(shared_data, tmp_path)
    assert one.log.is_file()
    assert one.truth.items == ()
    edges = darpa.edges(shared_data)
    first = next(edges)
    assert (first.source, first.target, first.attack) == ("172.16.112.20", "192.168.1.10", False)
    edges.close()


def test_darpas_edges_are_all_scored_and_told_apart(shared_data: Path) -> None:
    # The whole takes half a minute: `make evaluate` has it. These are the first attacks, one edge in a hundred.
    found = darpa.figures(shared_data, most=400_000)
    assert found.edges == 400_000
    assert found.roc > 0.85


def test_the_32nd_of_july_is_the_first_of_august() -> None:
    assert darpa.minute_of("07/32/1998-05:31") == darpa.minute_of("08/01/1998-05:31")
