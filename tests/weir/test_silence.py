"""What keeps Weir from alerting is said, and nothing where it may alert."""

from models.boundary.policy import Rule
from weir.settings.sections import DetectorSettings, PolicySettings, Settings, SiteOverrides, SiteSettings
from weir.silence import learnt_whole, silenced, switched_off

NOW = 1_800_000_000.0


def test_settings_that_let_it_alert_are_not_told() -> None:
    assert silenced(Settings(site=SiteSettings(learn_until=NOW - 1.0)), NOW) == []


def test_learning_says_until_when_at_the_plants_clock() -> None:
    settings = Settings(
        site=SiteSettings(learn_until=NOW + 86_400.0, time_zone="Europe/Zurich"),
        sites={"north": SiteOverrides(learn_until=NOW - 1.0)},
    )
    assert silenced(settings, NOW) == [
        "site plant: learning until 2027-01-16 09:00 (Europe/Zurich); nothing alerts before"
    ]


def test_a_policy_that_names_nothing_is_told() -> None:
    off = PolicySettings(shipped=False, rules=(Rule("it", "ot", "quiet"),))
    (said,) = silenced(Settings(policy=off), NOW)
    assert "no crossing alerts" in said


def test_alerts_that_go_nowhere_are_told() -> None:
    (said,) = silenced(Settings(), NOW, outputs=False)
    assert "weir alerts list" in said


def test_data_that_were_learnt_whole_are_told_by_site() -> None:
    settings = Settings(site=SiteSettings(learn_until=NOW))
    (said,) = learnt_whole(settings, {"north": NOW - 60.0, "south": NOW + 60.0})
    assert said.startswith("site north: everything was learnt and nothing could alert")
    assert learnt_whole(Settings(), {"north": NOW}) == []


def test_a_detector_whose_loss_is_dangerous_is_told_with_its_sites_and_others_are_not() -> None:
    off = DetectorSettings(off=("volume", "external-path"))
    sites = {"north": SiteOverrides(detectors_off=()), "south": SiteOverrides(detectors_off=("dmz-bypass",))}
    told = switched_off(Settings(detectors=off, sites=sites))
    assert [line.partition(" is switched off: ")[0] for line in told] == [
        "site plant: detector external-path",
        "site south: detector dmz-bypass",
    ]
    (said,) = silenced(Settings(detectors=off), NOW)
    assert said.startswith("every site: detector external-path is switched off: nothing tells when the internet")
