"""What is kept of exporters over a restart."""

import pytest

from schemas.formats.netflow.memory import TemplateMemory, templates_of
from schemas.formats.netflow.wire.template import Template
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory

KEY = (9, 1)
PACKED = Template(((0, 8, 4), (0, 12, 4))).packed()
OTHER = Template(((0, 27, 16), (0, 28, 16))).packed()


def filled() -> TemplateMemory:
    memory = TemplateMemory()
    memory.track()
    domain = memory.heard("10.0.0.1", KEY)
    domain.learn_rate(None, 100)
    domain.next_sequence, domain.uptime, domain.boot_ms, domain.sampling_noted = 5, 6, 7, True
    memory.learn("10.0.0.1", KEY, 256, PACKED)
    memory.learn("10.0.0.1", KEY, 257, OTHER)
    memory.withdraw("10.0.0.1", KEY, 257)
    return memory


def test_changes_and_everything_make_an_equal_memory() -> None:
    memory = filled()
    changes = memory.changes()
    assert changes is not None
    assert memory.changes() is None
    for kept in (changes, memory.everything()):
        other = TemplateMemory()
        other.restore([kept])
        domain = other.heard("10.0.0.1", KEY)
        assert (domain.templates, domain.rates) == ({256: PACKED}, {None: 100})
        assert (domain.next_sequence, domain.uptime, domain.boot_ms, domain.sampling_noted) == (5, 6, 7, True)


def test_a_withdrawal_is_a_change() -> None:
    memory = filled()
    before = memory.everything()
    memory.withdraw("10.0.0.1", KEY)
    after = memory.changes()
    assert after is not None
    other = TemplateMemory()
    other.restore([before, after])
    assert other.heard("10.0.0.1", KEY).templates == {}


@pytest.mark.parametrize("kept", [b"", b"\x91", b"\x91\x99\xa1a\x09\x01\x81\x01\xc4\x02ab\x80\xc0\xc0\xc0\xc2"])
def test_a_memory_that_can_not_be_read_is_refused_and_teaches_nothing(kept: bytes) -> None:
    memory = TemplateMemory()
    with pytest.raises(ValueError, match=r".+"):
        memory.restore([filled().everything(), kept])
    assert memory.heard("10.0.0.1", KEY).templates == {}


def test_one_that_only_looks_knows_the_templates_and_learns_apart() -> None:
    memory = filled()
    looking = memory.forgetful()
    assert looking.heard("10.0.0.1", KEY).templates == {256: PACKED}
    looking.learn("10.0.0.1", KEY, 300, OTHER)
    assert 300 not in memory.heard("10.0.0.1", KEY).templates


def test_captures_tell_nothing_of_each_others_flows() -> None:
    memory = TemplateMemory()
    assert not memory.spans(["a.pcap", "b.pcap"])
    assert memory.counted_once([]) == []


def test_readers_of_a_sensor_share_its_memory() -> None:
    shared = new_memory()
    context = ReaderContext(site="a", source="f", memory=shared)
    assert templates_of(context) is templates_of(context)
    assert templates_of(ReaderContext(site="a", source="f")) is not templates_of(context)
