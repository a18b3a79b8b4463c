"""Settings: the example is whole, nothing is ignored, the environment goes before the file."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from models.boundary.policy import DEFAULT_POLICY
from models.sensors.clocks import ClockOffset
from models.settings import CoreSettings, Least
from streams.embedded.settings import EmbeddedSettings, SourceSettings
from streams.kafka.client.settings import KafkaSettings
from streams.listener.settings import ListenerSettings
from streams.outputs.settings import OutputSettings
from streams.secret import Secret
from streams.sources.listening.settings import ExporterSettings, NetflowSettings
from streams.status.settings import MetricsSettings
from weir.errors import UserError
from weir.settings.filters import FilterSettings
from weir.settings.log_lines import LogSettings
from weir.settings.sections import (
    DetectorSettings,
    PolicySettings,
    SiteOverrides,
    SiteSettings,
    load_settings,
    parse_time,
)


def _write(folder: Path, text: str) -> Path:
    path = folder / "weir.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _error(folder: Path, text: str, **environment: str) -> str:
    with pytest.raises(UserError) as raised:
        load_settings(_write(folder, text), environment)
    return str(raised.value)


def test_the_example_as_it_stands_changes_nothing(repository: Path) -> None:
    assert load_settings(repository / "docs" / "weir.example.toml", {}) == load_settings(_empty(), {})


def test_what_the_example_comments_out_can_be_taken(repository: Path, tmp_path: Path) -> None:
    text = re.sub(
        r"^((sasl|ssl)_\w+|token|secret|password|template|template_file) = .*$",
        "",
        _uncommented(repository),
        flags=re.MULTILINE,
    )
    settings = load_settings(_write(tmp_path, text), {})
    assert settings.core("plant-b").time_zone == "America/New_York"
    assert settings.sources()[1].sensor == "tap-1"


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        (("site",), SiteSettings),
        (("sites", "plant-b"), SiteOverrides),
        (("policy",), PolicySettings),
        (("detectors",), DetectorSettings),
        (("embedded",), EmbeddedSettings),
        (("outputs", "siem"), OutputSettings),
        (("filters", "night"), FilterSettings),
        (("kafka",), KafkaSettings),
        (("netflow",), NetflowSettings),
        (("listener",), ListenerSettings),
        (("metrics",), MetricsSettings),
        (("log",), LogSettings),
    ],
)
def test_the_example_shows_every_key(repository: Path, section: tuple[str, ...], kind: type[msgspec.Struct]) -> None:
    table = tomllib.loads(_uncommented(repository))
    for part in section:
        table = table[part]
    assert set(table) == {field.encode_name for field in msgspec.structs.fields(kind)}


def _uncommented(repository: Path) -> str:
    """The example with the keys that are commented out, since they have no default."""
    text = (repository / "docs" / "weir.example.toml").read_text(encoding="utf-8")
    return re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.MULTILINE)


def test_what_the_example_comments_out_fits_together(repository: Path, tmp_path: Path) -> None:
    text = _uncommented(repository).replace('"PLAINTEXT"', '"SASL_SSL"')
    path = _write(
        tmp_path,
        re.sub(r"^(\w+_password|token|secret|password|template|template_file) = .*$", "", text, flags=re.MULTILINE),
    )
    assert load_settings(path, {}).kafka.sasl_username == "weir-worker"


def _empty() -> Path:
    return Path("/dev/null")


def test_every_core_setting_can_be_set() -> None:
    settable = {
        "time_zone",
        "learn_until",
        "policy",
        "realms",
        "detectors_off",
        "alerts_a_day",
        "least",
        "clock_offsets",
    }
    assert {field.name for field in msgspec.structs.fields(CoreSettings)} == settable


def test_a_sensor_whose_clock_is_ahead_is_told_to_the_core(tmp_path: Path) -> None:
    path = _write(tmp_path, "[sensors.tap-7]\nclock_offset_s = 3600\n[sensors.tap-8]\n")
    assert load_settings(path, {}).core("plant").clock_offsets == (ClockOffset(sensor="tap-7", ahead_s=3_600.0),)


def test_a_clock_that_is_off_by_years_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "[sensors.tap-7]\nclock_offset_s = 9e9\n")
    with pytest.raises(UserError, match="clock_offset_s"):
        load_settings(path, {})


def test_no_file_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).core("plant") == CoreSettings(alerts_a_day=3)


def test_a_site_may_have_a_budget_of_its_own_and_0_is_none(tmp_path: Path) -> None:
    path = _write(tmp_path, "[site]\nalerts_a_day = 0\n[sites.north]\nalerts_a_day = 7\n")
    settings = load_settings(path, {})
    assert (settings.core("plant").alerts_a_day, settings.core("north").alerts_a_day) == (None, 7)


def test_a_file_of_the_working_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path, "[site]\nname = 'here'\n")
    assert load_settings(None, {}).site.name == "here"


def test_the_variable_names_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, "[site]\nname = 'there'\n")
    assert load_settings(None, {"WEIR_SETTINGS": str(path)}).site.name == "there"


def test_an_unknown_key_names_file_line_and_the_nearest_known(tmp_path: Path) -> None:
    said = _error(tmp_path, "[site]\nname = 'a'\n\n[embedded]\nstate_dirr = 'x'\n")
    assert said.startswith(str(tmp_path / "weir.toml") + ":5: embedded.state_dirr: ")
    assert "did you mean 'state_dir'?" in said


def test_an_unknown_section_names_the_nearest_known(tmp_path: Path) -> None:
    assert "did you mean 'kafka'?" in _error(tmp_path, "[kafak]\npartitions = 2\n")


def test_an_unknown_key_of_a_site_or_a_source_is_refused(tmp_path: Path) -> None:
    assert "did you mean 'time_zone'?" in _error(tmp_path, "[sites.b]\ntimezone = 'UTC'\n")
    assert "did you mean 'sensor'?" in _error(tmp_path, "[embedded]\nsources = [{path = 'a', senser = 'b'}]\n")


def test_an_unknown_side_in_a_rule_is_refused(tmp_path: Path) -> None:
    assert "policy" in _error(tmp_path, "[policy]\nrules = [{from = 'OT', to = 'it', action = 'quiet'}]\n")
    said = _error(tmp_path, "[policy]\nrules = [{from = 'ot', to = 'it', axtion = 'quiet'}]\n")
    assert "did you mean 'action'?" in said


def test_a_wrong_type_names_its_line(tmp_path: Path) -> None:
    said = _error(tmp_path, "[kafka]\nprefix = 'w'\npartitions = 'many'\n")
    assert ":3: kafka.partitions: expected `int`" in said


def test_no_toml_and_no_file_are_told(tmp_path: Path) -> None:
    assert "no TOML" in _error(tmp_path, "[site\n")
    with pytest.raises(UserError, match="no such settings file"):
        load_settings(tmp_path / "nowhere.toml", {})


def test_an_unknown_time_zone_names_the_nearest(tmp_path: Path) -> None:
    said = _error(tmp_path, "[site]\ntime_zone = 'Europe/Zuerich'\n")
    assert ":2: site.time_zone:" in said
    assert "'Europe/Zurich'" in said


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "is no time" in _error(tmp_path, "[sites.b]\nlearn_until = 'tomorrow'\n")


def test_a_site_name_with_a_separator_is_refused(tmp_path: Path) -> None:
    assert "no name for a site" in _error(tmp_path, "[site]\nname = 'a|b'\n")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, "[kafka]\npartitions = 2\n[sites.plant-b]\ntime_zone = 'UTC'\n")
    settings = load_settings(
        path,
        {
            "WEIR_KAFKA_PARTITIONS": "7",
            "WEIR_KAFKA_BOOTSTRAP_SERVERS": "one:9092,two:9092",
            "WEIR_EMBEDDED_SOURCES": "a.log, b.log",
            "WEIR_EMBEDDED_CHECKPOINT_S": "1.5",
            "WEIR_POLICY_SHIPPED": "false",
            "WEIR_POLICY_RULES": '[{"from":"ot","to":"it","action":"forbidden"}]',
            "WEIR_SITES_PLANT_B_TIME_ZONE": "Asia/Tokyo",
            "WEIR_SITE_LEARN_UNTIL": "1000",
            "WEIR_SHARED_DATA": "is no setting and left alone",
        },
    )
    assert settings.kafka.partitions == 7
    assert settings.kafka.bootstrap_servers == "one:9092,two:9092"
    assert settings.sources() == (SourceSettings(path="a.log"), SourceSettings(path="b.log"))
    assert settings.embedded.checkpoint_s == 1.5
    assert len(settings.core("plant").policy.rules) == 1
    assert settings.core("plant-b").time_zone == "Asia/Tokyo"
    assert settings.core("plant").learn_until == 1000.0


@pytest.mark.parametrize("variable", ["WEIR_KAFKA_PARTITION", "WEIR_SITES_NOBODY_TIME_ZONE", "WEIR_SITE_NAMES"])
def test_a_variable_that_sets_nothing_is_refused(tmp_path: Path, variable: str) -> None:
    assert _error(tmp_path, "", **{variable: "1"}).startswith(variable)


def test_a_bad_value_names_its_variable(tmp_path: Path) -> None:
    assert _error(tmp_path, "", WEIR_KAFKA_PARTITIONS="many").startswith("WEIR_KAFKA_PARTITIONS: ")
    assert _error(tmp_path, "", WEIR_KAFKA_PARTITIONS="0").startswith("WEIR_KAFKA_PARTITIONS: ")


@pytest.mark.parametrize("kind", [SiteSettings, PolicySettings, EmbeddedSettings, KafkaSettings])
def test_every_key_has_its_variable(tmp_path: Path, kind: type[msgspec.Struct]) -> None:
    section = kind.__name__.removesuffix("Settings").lower()
    for field in msgspec.structs.fields(kind):
        variable = f"WEIR_{section}_{field.encode_name}".upper()
        if field.encode_name.startswith(("sasl_", "ssl_")):
            continue  # these hold only together: see below
        value = getattr(kind(), field.name)
        given = "" if value == () else str(1000 if value is None else value)
        loaded = load_settings(_write(tmp_path, ""), {variable: given})
        got = getattr(getattr(loaded, section), field.name)
        assert got == value or str(got) == given, variable


def test_own_rules_come_before_the_shipped_ones(tmp_path: Path) -> None:
    path = _write(tmp_path, "[policy]\nrules = [{from = 'it', to = 'ot', action = 'watched'}]\n")
    policy = load_settings(path, {}).core("plant").policy
    assert policy.action("it", "ot", has_dmz=True) == "watched"
    assert (
        policy.action("external", "ot", has_dmz=True)
        == DEFAULT_POLICY.action("external", "ot", has_dmz=True)
        == "forbidden"
    )


def test_a_site_has_its_own_rules(tmp_path: Path) -> None:
    text = "[policy]\nrules = [{from = 'it', to = 'ot', action = 'watched'}]\n[sites.b]\nrules = []\n"
    settings = load_settings(_write(tmp_path, text), {})
    assert settings.core("b").policy.action("it", "ot", has_dmz=True) == "forbidden"
    assert settings.core("a").policy.action("it", "ot", has_dmz=True) == "watched"


def test_detectors_are_switched_off_everywhere_and_otherwise_in_a_site(tmp_path: Path) -> None:
    text = "[detectors]\noff = ['volume', 'scan', 'scan']\n[sites.b]\ndetectors_off = []\n[sites.c]\ntime_zone='UTC'\n"
    loaded = load_settings(_write(tmp_path, text), {})
    off = [loaded.core(site).detectors_off for site in ("plant", "b", "c")]
    assert off == [("scan", "volume"), (), ("scan", "volume")]


def test_a_detector_that_is_none_is_refused_with_those_there_are(tmp_path: Path) -> None:
    said = _error(tmp_path, "[detectors]\noff = ['vloume']\n")
    assert ":2: detectors.off: no detector of kind 'vloume'; there are scan, " in said
    assert said.endswith("; did you mean 'volume'?")
    assert "sites.b.detectors_off: no detector" in _error(tmp_path, "[sites.b]\ndetectors_off = ['heartbeat']\n")


def test_times_are_utc_unless_they_say_otherwise() -> None:
    assert parse_time("1970-01-01T01:00:00") == 3600.0
    assert parse_time("1970-01-01T01:00:00+01:00") == 0.0
    assert parse_time("1970-01-02") == 86400.0
    assert parse_time("12.5") == parse_time(12.5) == 12.5


def test_the_last_definition_of_a_name_is_found_in_its_own_table(tmp_path: Path) -> None:
    assert ":4: sites.b.time_zone:" in _error(tmp_path, "[site]\ntime_zone='UTC'\n[sites.b]\ntime_zone='X/Y'\n")


def test_a_toml_time_is_taken(tmp_path: Path) -> None:
    path = _write(tmp_path, "[site]\nlearn_until = 1970-01-02T00:00:00Z\n")
    assert load_settings(path, {}).core("plant").learn_until == 86400.0


SECURED = {
    "WEIR_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
    "WEIR_KAFKA_SASL_MECHANISM": "PLAIN",
    "WEIR_KAFKA_SASL_USERNAME": "ana",
    "WEIR_KAFKA_SASL_PASSWORD": "open sesame",
    "WEIR_KAFKA_SSL_CA_FILE": "ca.pem",
    "WEIR_KAFKA_SSL_CERTIFICATE_FILE": "ana.pem",
    "WEIR_KAFKA_SSL_KEY_FILE": "ana.key",
    "WEIR_KAFKA_SSL_KEY_PASSWORD": "open barley",
    "WEIR_KAFKA_SSL_CHECK_HOSTNAME": "false",
}


def test_a_secured_broker_is_set_from_the_environment(tmp_path: Path) -> None:
    kafka = load_settings(_write(tmp_path, ""), SECURED).kafka
    for variable, given in SECURED.items():
        found = getattr(kafka, variable.removeprefix("WEIR_KAFKA_").lower())
        assert found == Secret(given) if "PASSWORD" in variable else str(found).lower() == given.lower(), variable


def test_no_password_is_shown(tmp_path: Path) -> None:
    settings = load_settings(_write(tmp_path, ""), SECURED)
    for shown in (repr(settings), str(settings), repr(settings.kafka.sasl_password), f"{settings.kafka.sasl_password}"):
        assert "sesame" not in shown
        assert "barley" not in shown
    with pytest.raises(TypeError):
        msgspec.json.encode(settings)
    text = "[kafka]\nsasl_password = ['open sesame']\n"
    for said in (_error(tmp_path, text), _error(tmp_path, "", WEIR_KAFKA_SASL_PASSWORD="open sesame")):
        assert "sesame" not in said


def test_a_password_that_would_be_left_in_the_clear_is_refused_with_its_place(tmp_path: Path) -> None:
    said = _error(tmp_path, "[site]\nname = 'a'\n[kafka]\nsasl_username = 'ana'\n")
    assert ":3: kafka: sasl_username does nothing with security_protocol PLAINTEXT" in said


def test_figures_and_log_lines_are_set_by_variables(tmp_path: Path) -> None:
    environment = {"WEIR_METRICS_LISTEN": "0.0.0.0:9108", "WEIR_LOG_FORMAT": "json"}
    settings = load_settings(_write(tmp_path, ""), environment)
    assert (settings.metrics.listen, settings.log.format) == ("0.0.0.0:9108", "json")
    assert "metrics.listen" in _error(tmp_path, "[metrics]\nlisten = '9108'\n")


def test_the_least_level_of_a_kind_is_set_for_all_sites_or_for_one(tmp_path: Path) -> None:
    text = "[detectors]\nleast = { new-asset = 'high', first-look = 'low' }\n[sites.b]\ndetectors_least = {}\n"
    loaded = load_settings(_write(tmp_path, text), {})
    assert loaded.core("plant").least == (Least("new-asset", "high"), Least("first-look", "low"))
    assert loaded.core("b").least == ()
    assert load_settings(_empty(), {"WEIR_DETECTORS_LEAST": '{"scan": "high"}'}).core("a").least == (
        Least("scan", "high"),
    )


def test_a_least_level_of_no_kind_or_of_no_level_is_an_error(tmp_path: Path) -> None:
    assert "no detector of kind 'new-aset'" in _error(tmp_path, "[detectors]\nleast = { new-aset = 'high' }\n")
    assert "detectors_least: no detector" in _error(tmp_path, "[sites.b]\ndetectors_least = { x = 'high' }\n")
    assert "least" in _error(tmp_path, "[detectors]\nleast = { new-asset = 'hi' }\n")


def test_exporters_are_a_list_of_tables_and_what_is_wrong_with_one_is_told(tmp_path: Path) -> None:
    text = '[netflow]\nunknown_exporters = "park"\n[[netflow.exporters]]\naddress = "10.0.0.1"\nsite = "north"\n'
    settings = load_settings(_write(tmp_path, text), {})
    assert settings.netflow.exporters == (ExporterSettings(address="10.0.0.1", site="north"),)
    assert settings.netflow.parks
    said = _error(tmp_path, text.replace("10.0.0.1", "router-1"))
    assert said.startswith(f"{tmp_path}/weir.toml:1: netflow: 'router-1' is no address and no network")
    assert "did you mean 'address'" in _error(tmp_path, text.replace("address", "adress"))


def test_a_source_that_listens_is_spelt_right(tmp_path: Path) -> None:
    said = _error(tmp_path, '[embedded]\nsources = ["udp:2055"]\n')
    assert "udp:ADDRESS:PORT" in said
    assert load_settings(_write(tmp_path, '[embedded]\nsources = ["udp:127.0.0.1:2055"]\n'), {}).sources()
