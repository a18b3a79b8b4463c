"""The retention of each topic follows the settings, whose defaults are those of the table."""

from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.retention import Kept, configs_of, differing
from streams.kafka.log.topics import TOPICS

WANTED = {spec.name: spec.configs for spec in TOPICS}


def test_the_defaults_are_those_of_the_table() -> None:
    assert {name: configs_of(name, configs, KafkaSettings()) for name, configs in WANTED.items()} == WANTED


def test_each_setting_moves_its_topics_and_compacted_ones_stay() -> None:
    settings = KafkaSettings(keep_flows_days=1.5, keep_days=2.0, keep_dead_letters_days=3.0)
    days = {
        name: int(made["retention.ms"]) / 86_400_000
        for name, configs in WANTED.items()
        if "retention.ms" in (made := configs_of(name, configs, settings))
    }
    assert (days.pop("flows"), days.pop("dead-letter")) == (1.5, 3.0)
    assert set(days.values()) == {2.0}
    assert configs_of("state", WANTED["state"], settings) == WANTED["state"]


def test_topics_that_differ_are_told_with_the_command_that_changes_them() -> None:
    settings = KafkaSettings(keep_flows_days=14.0)
    found = {settings.topic(name): configs for name, configs in WANTED.items()}
    found[settings.topic("alerts")] = {"retention.ms": "-1"}
    told = list(differing(WANTED, found, settings))
    assert told == [Kept("weir.flows", 604_800_000, 1_209_600_000), Kept("weir.alerts", -1, 34_560_000_000)]
    assert str(told[0]).startswith("weir.flows keeps its messages 7 days, the settings say 14 days; ")
    assert "--entity-name weir.flows --add-config retention.ms=1209600000" in str(told[0])
    assert "for ever" in str(told[1])
    assert list(differing(WANTED, {}, settings)) == [], "topics that are missing are told of elsewhere"
