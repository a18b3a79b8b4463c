"""How long each topic keeps its messages, as the settings say, and which topics keep them for another time.

Nothing here changes a topic that is there: shortening what it keeps deletes, which is for a person to do.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from streams.kafka.client.settings import KafkaSettings

_DAY_MS = 86_400_000


class Kept(Struct, frozen=True):
    """A topic that keeps its messages for another time than the settings say. Milliseconds; -1: for ever."""

    topic: str
    found_ms: int
    wanted_ms: int

    def __str__(self) -> str:
        """What it is, and the command that changes it."""
        found = "for ever" if self.found_ms < 0 else f"{self.found_ms / _DAY_MS:g} days"
        wanted = f"{self.wanted_ms / _DAY_MS:g} days"
        return (
            f"{self.topic} keeps its messages {found}, the settings say {wanted}; to change it: "
            f"kafka-configs.sh --alter --entity-type topics --entity-name {self.topic} "
            f"--add-config retention.ms={self.wanted_ms}"
        )


def kept_days(name: str, settings: KafkaSettings) -> float:
    """The days that a topic (without prefix) that forgets keeps its messages."""
    days = {"flows": settings.keep_flows_days, "dead-letter": settings.keep_dead_letters_days}
    return days.get(name, settings.keep_days)


def configs_of(name: str, configs: Mapping[str, str], settings: KafkaSettings) -> dict[str, str]:
    """A topic's settings with the retention of ours, where it forgets at all."""
    if "retention.ms" not in configs:
        return dict(configs)
    return {**configs, "retention.ms": str(round(kept_days(name, settings) * _DAY_MS))}


def differing(
    wanted: Mapping[str, Mapping[str, str]], found: Mapping[str, Mapping[str, str]], settings: KafkaSettings
) -> Iterator[Kept]:
    """Topics that keep messages for another time. `wanted` is by name without prefix, `found` by full name."""
    for name, configs in wanted.items():
        topic = settings.topic(name)
        ours = configs_of(name, configs, settings).get("retention.ms")
        there = found.get(topic, {}).get("retention.ms")
        if ours is not None and there is not None and ours != there:
            yield Kept(topic, int(there), int(ours))
