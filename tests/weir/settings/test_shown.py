"""What is shown is a settings file that says the same, and each setting tells where it comes from."""

import tomllib
from pathlib import Path

from weir.settings.sections import read_settings
from weir.settings.shown import ShownSetting, shown_settings, toml_value
from weir.settings.source import raise_it


def _shown(folder: Path, text: str, **environment: str) -> dict[str, ShownSetting]:
    path = folder / "weir.toml"
    path.write_text(text, encoding="utf-8")
    shown = shown_settings(*read_settings(path, environment, raise_it))
    return {f"{one.section}.{one.key}": one for one in shown}


def test_each_setting_tells_where_it_comes_from(tmp_path: Path) -> None:
    text = "[kafka]\nprefix = 'a'\npartitions = 4\n[sites.plant-b]\ntime_zone = 'UTC'\n"
    shown = _shown(tmp_path, text, WEIR_KAFKA_PARTITIONS="16")
    said = {
        key: (shown[key].value, shown[key].origin, shown[key].place)
        for key in ("kafka.prefix", "kafka.partitions", "kafka.replication", 'sites."plant-b".time_zone')
    }
    assert said == {
        "kafka.prefix": ("a", "file", f"{tmp_path}/weir.toml:2"),
        "kafka.partitions": (16, "environment", "WEIR_KAFKA_PARTITIONS"),
        "kafka.replication": (-1, "default", None),
        'sites."plant-b".time_zone': ("UTC", "file", f"{tmp_path}/weir.toml:5"),
    }
    assert 'sites."plant-b".learn_until' not in shown


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    text = "[kafka]\nsecurity_protocol = 'SASL_SSL'\nsasl_username = 'u'\n"
    shown = _shown(tmp_path, text, WEIR_KAFKA_SASL_PASSWORD="hunter2")
    assert shown["kafka.sasl_password"].value == "***"


def test_a_value_is_written_as_toml_reads_it() -> None:
    value = {"a": ['x"y', 1, 2.5, True], "b": {"c": "ö"}, "gone": None}
    assert tomllib.loads(f"v = {toml_value(value)}")["v"] == {"a": ['x"y', 1, 2.5, True], "b": {"c": "ö"}}
