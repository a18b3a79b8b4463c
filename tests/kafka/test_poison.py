"""Poison of every kind at once, amid good traffic, through the real worker: dead letters, and nothing else happens."""

from collections import Counter
from pathlib import Path

import pytest

from schemas.dead_letter import MAX_DEAD_BYTES, DeadKind
from schemas.flow import Flow
from streams.checkpoint.refusals import LETTERS_EACH
from streams.kafka.log import read
from tests.chaos import Chaos
from tests.kafka import poison, scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, stop, until

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

MAX_RISE_MIB = 200
"""What the worker may take more than before the poison (measured: some 55). One bomb whole would be 96 MiB of bytes,
twice while it is inflated; there are four of them, two at once."""


def peak_mib(process_id: int) -> int:
    """The most memory a process has had, in MiB (proc(5), VmHWM)."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    (peak,) = (line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) // 1024


@pytest.mark.timeout(900)
def test_poison_of_every_kind_costs_no_flow_and_stops_nothing(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path, chaos: Chaos
) -> None:
    flows, alerts = Counter[str](), Counter[str]()
    repetitions = chaos.times(3)
    duplicates = 0
    for number in range(repetitions):
        folder = tmp_path / str(number)
        folder.mkdir()
        world = World(broker, f"{kafka_prefix}-{number}", folder)
        poisoned(world, flows, seed=number + 1)
        seen, expected = world.alerts(), world.replayed()
        assert seen == expected
        assert world.known() == world.known_by_replay()
        alerts.update({"seen": len(seen), "expected": len(expected)})
        revisions = Counter((alert.id, alert.revision) for alert in read.revisions(world.settings))
        duplicates += sum(revisions.values()) - len(revisions)
    chaos.report(
        "poison: bytes, sizes, bombs, keys, times, clocks; a kill",
        repetitions=repetitions,
        flows=(flows["in"], flows["counted"]),
        alerts=(alerts["expected"], alerts["seen"]),
        duplicates=duplicates,
    )


def poisoned(world: World, flows: Counter[str], *, seed: int) -> None:
    """Good traffic to both partitions with poison between; the worker is killed once while it takes it."""
    poison.let_in(world.settings)
    expected: Counter[DeadKind] = Counter()
    good = [list(scenario.messages(site, 120, seed=seed, forgets=False)) for site in scenario.sites()]
    flows["in"] += sum(isinstance(record, Flow) for site in good for message in site for record in message)

    process = world.start_worker()
    try:
        for messages in good:
            world.publish(messages[:60])
        until(lambda: world.applied() == poison.ends(world.settings), "what came before is applied")
        before = peak_mib(process.pid)
        for partition, site in enumerate(scenario.sites()):
            bad = list(poison.for_site(site, scenario.BEGIN + 80.0))
            poison.send(world.settings, partition, bad)
            expected.update(poison.bomb(world.settings, partition))
            for one in bad:
                expected.update(one.letters)
                flows["in"] += one.flows
        process_peak = peak_mib(process.pid)
        process.kill()
        process.wait()
        process = world.start_worker()
        for messages in good:
            world.publish(messages[60:])
        until(lambda: world.applied() == poison.ends(world.settings), "all is applied", 180.0)
        assert process.poll() is None
        process_peak = max(process_peak, peak_mib(process.pid))
        print(f"worker: {before} MiB before the poison, {process_peak} MiB at most")
        assert process_peak < before + MAX_RISE_MIB
        assert stop(process) == 0
    finally:
        process.kill()
        process.wait()
    flows["counted"] += sum(path.flows for paths in world.known().values() for path in paths)
    assert "Traceback" not in world.logs()

    letters = poison.letters_of(world.settings)
    counted: Counter[DeadKind] = Counter()
    for letter in letters:
        counted[letter.kind] += letter.count
    assert counted == expected
    assert len(letters) < 20 * LETTERS_EACH < 2 * poison.FLOOD_MESSAGES * poison.FLOOD_LINES
    assert all(letter.reason and letter.position is not None and letter.partition is not None for letter in letters)
    assert all(len(letter.raw) <= MAX_DEAD_BYTES for letter in letters)
    assert {letter.source for letter in letters} == {world.settings.topic("flows")}
