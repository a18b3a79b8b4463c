"""The same events in the same order give the same alerts, byte for byte, however they are handed over."""

import os
import subprocess
import sys

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alert import Alert
from schemas.flow import Flow
from tests.models import builders as b
from tests.models import cuts


@settings(max_examples=40)
@given(plan=cuts.drafts)
def test_twice_the_same_input_is_twice_the_same_output(plan: list[cuts.Draft]) -> None:
    runs = [cuts.events_of(b.learnt_plant(), b.after(), plan)[1] for _ in range(2)]
    assert runs[0] == runs[1]


@settings(max_examples=40)
@given(plan=cuts.drafts, sizes=st.lists(st.integers(1, 9), min_size=1))
def test_how_flows_are_batched_does_not_matter(plan: list[cuts.Draft], sizes: list[int]) -> None:
    events = [event for event in cuts.events_of(b.learnt_plant(), b.after(), plan)[0] if event is not None]
    single, batched = b.learnt_plant(), b.learnt_plant()
    expected = b.run(single, events)
    flows: list[Flow] = []
    for number, event in enumerate(events):
        if isinstance(event, Flow):
            flows.append(event)
            if len(flows) < sizes[number % len(sizes)]:
                continue
        batched.observe(flows)
        flows = []
        if not isinstance(event, Flow):
            b.apply(batched, event)
    batched.observe(flows)
    out = batched.take_output()
    assert (out.alerts if out else []) == expected.alerts
    assert (out.rejects if out else []) == expected.rejects
    assert batched.paths() == single.paths()
    assert batched.assets() == single.assets()


@settings(max_examples=20)
@given(plan=cuts.drafts, neighbours=cuts.drafts)
def test_two_pipelines_do_not_hear_of_each_other(plan: list[cuts.Draft], neighbours: list[cuts.Draft]) -> None:
    ours, theirs = (
        [event for event in cuts.events_of(b.learnt_plant(), b.after(), each)[0] if event is not None]
        for each in (plan, neighbours)
    )
    alone, beside, neighbour = b.learnt_plant(), b.learnt_plant(), b.new_pipeline()
    expected = b.run(alone, ours)
    alerts: list[Alert] = []
    for number, event in enumerate(ours):
        b.run(neighbour, theirs[number : number + 1])
        alerts += b.run(beside, [event]).alerts
    assert alerts == expected.alerts
    assert beside.assets() == alone.assets()


PROGRAM = """
import hashlib, msgspec
from tests.models import builders as b
p = b.learnt_plant(3)
tries = [b.tried(b.after(3) + n, f"10.1.0.{n % 50 + 3}", f"10.9.0.{n % 90 + 3}", 102) for n in range(400)]
told = b.run(p, b.ticked(tries)).alerts
stored = b"".join(record.value or b"" for record in p.changed_records())
print(hashlib.sha256(msgspec.json.encode([told, p.paths(), p.assets()]) + stored).hexdigest())
"""


def test_the_seed_of_hashes_does_not_matter() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(digests) == 1


def test_a_pipeline_leaves_its_input_as_it_was() -> None:
    events = b.days_of_work(b.MONDAY, 1)
    before = msgspec.json.encode(events)
    b.run(b.new_pipeline(), events)
    assert msgspec.json.encode(events) == before
