"""The command lines of README.md and docs, and those that no walk runs, each with its reason."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
BLOCK_LINE = re.compile(r"^    (\S.*)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|(?<!-n)\s|/)weir (?P<arguments>[a-z][a-z-]* ?.*)$")
ASIDE = re.compile(r"\s{2,}[#(].*$")
"""What stands behind a command for its reader."""

_PLANT = "plant/conn.log --zones plant/zones.toml --assets plant/assets.csv --learn-until 14d"
_LIVE = "/opt/zeek/logs/current/conn.log"

NOT_WALKED = {
    "weir replay plant.pcapng": "needs a capture: tests/streams/sources/captures and test_flow_files.py read some",
    "tcpdump -r ring.pcap0 -w - not port 22 | weir replay -": "needs tcpdump; test_metered.py feeds a pipe",
    **dict.fromkeys(
        ("weir formats guess sessions.csv --out fw.toml", "weir replay sessions.csv --format mapped:fw.toml"),
        "tests/weir/commands/operating/test_formats.py, with a file of its own",
    ),
    "cd /var/lib/weir && sudo -u weir WEIR_EMBEDDED_STATE_DIR=/var/lib/weir/state /opt/weir/bin/weir alerts list": (
        "needs another user; `weir alerts list` is walked"
    ),
    "systemctl start weir && weir doctor": "needs systemd; `weir doctor` is walked",
    "journalctl -u weir -n 5000 -o cat >weir.log && weir doctor --bundle report.tar.gz --log weir.log": (
        "needs a journal; the bundle with another log is walked"
    ),
    "weir replay eve.json --learn-until 14d": "tests/weir/commands/recorded/test_replay_eve.py has it with zones",
    "weir collect /var/log/suricata/eve.json --site north --sensor tap-1": "as with Zeek: tests/kafka/test_collect.py",
    "weir topics grow 16": "needs workers stopped and changes the topics for good: tests/kafka/test_grow.py",
    "weir state import north.ndjson.zst --kafka": "refuses while workers run: tests/kafka/test_state_places.py",
    "weir collect /opt/zeek/logs/current --site north --sensor tap-1 --collector north-tap-1 --zones zones.toml "
    "--assets assets.csv": "the README's with names of its own: tests/kafka/test_collect.py",
    "weir collect /opt/zeek/logs/current --site north --sensor tap-2 --collector north-tap-2": "as the one before",
    **dict.fromkeys(
        (
            "weir tune logs/ --budget 3/day --learn-until 14d --verdicts words.ndjson --report tuned.html",
            "weir tune plant/conn.log --budget 1/day --learn-until 14d --truth plant/truth.json --plot front.png",
        ),
        "a search each, and one is walked: tests/weir/commands/recorded/test_tune.py",
    ),
    "weir collect kafka:zeek --peek": "needs a raw topic: tests/kafka/test_newest_rows.py",
    "weir forward": "as the one with --to, with outputs of the settings: tests/weir/wiring/test_forwarding.py",
    "weir sinks setup search": "needs a cluster: tests/receivers/opensearch, tests/weir/wiring/test_sink_trial.py",
    "weir sinks test siem": "needs a receiver: tests/receivers/test_from_the_page.py",
    "weir sinks test search": "needs a cluster: tests/receivers/test_from_the_page.py",
    "weir sinks test syslog": "needs a receiver: tests/receivers/test_from_the_page.py",
    **dict.fromkeys(
        ("weir sinks test cef", "weir sinks test splunk", "weir sinks test wazuh"),
        "needs a receiver; tests/weir/commands/operating/test_sinks.py",
    ),
    "weir alerts export alerts.ndjson --format udm": (
        "tests/weir/admin/test_alert_export.py has every format; in CEF it is walked"
    ),
    "weir sinks list": "needs outputs: tests/weir/commands/operating/test_sinks.py",
    "weir alerts follow": "goes on until it is left: tests/weir/follow/test_live.py, on a terminal",
    "weir alerts follow --kafka --filter night": "as the one before, with a filter of the settings",
    "weir alerts follow --json --level high": "goes on too: tests/weir/commands/lists/test_follow.py",
    "weir alerts follow --once --status open": "tests/weir/commands/lists/test_follow.py, on a state of its own",
    "weir report plant.html plant.pdf --state plant-state": (
        "needs Chromium: tests/weir/report/test_pdf.py; `weir report plant.html` is walked"
    ),
    **dict.fromkeys(
        (
            "weir simulate --plant large --size 0.25 --days 28 --learn-days 14 --out plant",
            f"weir replay {_PLANT} --report plant.html --state-out month",
            f"weir tune {_PLANT} --budget 1/day --trials 12 --out tuned.toml",
            f"weir compare none tuned.toml --on {_PLANT}",
            "weir whatif --deny 'it -> ot' --state month",
            "weir paths diff 2026-03-10 2026-03-30 --crossing --state month",
            f"weir run {_LIVE} --settings tuned.toml --zones zones.toml --assets assets.csv --state month",
        ),
        "four weeks of a large plant take minutes; each command is walked on a smaller one",
    ),
    "weir alerts list --csv": "tests/weir/commands/lists/test_alerts.py, against the same list as JSON",
    "weir feed march/ --to kafka --speed 60x --shift-to-now": (
        "takes hours; tests/kafka/test_feed.py has both options, and without them it is walked"
    ),
    **dict.fromkeys(
        (
            "weir replay kafka://kafka-1:9092/weir --since 2026-03-01T00:00:00Z --until 2026-04-01T00:00:00Z",
            "weir replay kafka://kafka-1:9092/weir --verdicts words.ndjson --alerts alerts.ndjson",
        ),
        "tests/kafka/test_feed.py, against replays of the files; with --zones it is walked",
    ),
    "weir replay export.pcap --format netflow": "tests/weir/commands/recorded/test_replay_netflow.py",
    **dict.fromkeys(
        (
            "weir run udp:0.0.0.0:2055",
            "weir collect udp:0.0.0.0:2055 udp:[::]:4739 --site north --collector north-netflow",
            "weir collect udp:0.0.0.0:2055 --collector netflow-1",
            "weir collect udp:0.0.0.0:2056 --collector netflow-2",
            "weir run unix:/run/weir/eve.sock",
            "weir collect tcp:127.0.0.1:5170 --sensor tap-1",
        ),
        "goes on until it is stopped: tests/streams/sources/listening, tests/weir/wiring/test_receiving.py",
    ),
    "weir alerts list --kafka --site north": "a site of those; `weir alerts list --kafka` is walked",
}
"""By the line as it is written. Short, or the pages are not held to what they say."""


def written() -> dict[str, list[str]]:
    """Each command line as it is written in an indented block, with the pages that have it."""
    found: dict[str, list[str]] = {}
    for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))):
        for line in BLOCK_LINE.findall(page.read_text(encoding="utf-8")):
            command = ASIDE.sub("", line)
            if COMMAND.search(command):
                found.setdefault(command, []).append(page.name)
    return found


def arguments_of(command: str) -> str:
    """What stands behind `weir`, wherever that is installed and whoever calls it."""
    found = COMMAND.search(command)
    assert found is not None, command
    return found["arguments"]
