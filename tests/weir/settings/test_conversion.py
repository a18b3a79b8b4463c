"""Each mistake of a section is told; what fits of it holds."""

from pathlib import Path

from streams.kafka.client.settings import KafkaSettings
from weir.settings.conversion import convert_sections
from weir.settings.sections import Settings, SiteOverrides
from weir.settings.source import Place, Tree


def _converted(tree: Tree) -> tuple[Settings, list[str]]:
    told: list[str] = []
    made = convert_sections(tree, Settings, Place(Path("weir.toml")), told.append)
    return Settings(**made), told  # type: ignore[arg-type]


def test_all_mistakes_are_told_and_the_rest_holds() -> None:
    made, told = _converted({"kafka": {"partitions": "8", "prefix": "ö", "replication": 3}, "log": {"format": "xml"}})
    assert [line.partition(": ")[2].partition(":")[0] for line in told] == [
        "kafka.partitions",
        "kafka.prefix",
        "log.format",
    ]
    assert made.kafka == KafkaSettings(replication=3)


def test_a_mistake_of_a_site_names_the_site() -> None:
    made, [told] = _converted({"sites": {"b": {"time_zone": 3}, "c": {"time_zone": "UTC"}}})
    assert told.startswith("weir.toml: sites.b.time_zone: expected")
    assert made.sites == {"b": SiteOverrides(), "c": SiteOverrides(time_zone="UTC")}


def test_values_that_contradict_each_other_and_no_tables_are_told_once() -> None:
    made, told = _converted({"kafka": {"sasl_username": "a"}, "log": 3, "sites": "x"})
    assert len(told) == 3
    assert made == Settings()
