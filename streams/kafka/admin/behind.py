"""How far the workers are behind their input: what they have not acknowledged yet."""

from typing import NamedTuple

from streams.kafka.admin.checkup_view import KafkaView
from streams.kafka.client import groups
from streams.messages import INPUT_TOPICS


class Behind(NamedTuple):
    """Messages not acknowledged, by topic without its prefix, and how old the oldest of them is; 0.0 of none."""

    messages: dict[str, int]
    oldest_s: float

    def told(self) -> str:
        """The messages of each topic."""
        return ", ".join(f"{name} {count:,}" for name, count in self.messages.items())


def behind(view: KafkaView) -> Behind:
    """Asked of the broker. Marks of transactions count only where a message follows them. Raises KafkaError."""
    acknowledged = groups.acknowledged(view.admin, view.settings.group)
    messages: dict[str, int] = {}
    oldest_s = 0.0
    for name in INPUT_TOPICS:
        where = view.partitions(name)
        if not where:
            continue
        begins, ends = view.consumer.beginning_offsets(where), view.consumer.end_offsets(where)
        messages[name] = 0
        for one in where:
            position = max(begins[one], acknowledged.get(one, 0))
            if position < ends[one] and (message := view.message_at(one, position)) is not None:
                messages[name] += ends[one] - position
                oldest_s = max(oldest_s, view.clock() - message.timestamp / 1_000.0)
    return Behind(messages, oldest_s)


def age(seconds: float) -> str:
    """A length of time in the unit that says most: `3 h`."""
    for unit, length in (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
