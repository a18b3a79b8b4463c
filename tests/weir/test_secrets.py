"""No secret of the settings comes out anywhere: each is a marked value, every failure is provoked, all is searched."""

import io
import json
import tarfile
import urllib.request
from pathlib import Path

import pytest

from tests.embedded_faults.plant import Shell, lines_of, recorded
from tests.kafka.world import until
from tests.receivers import certificates
from tests.receivers.answering import Asked, Hangup, Reply, answering
from tests.receivers.rsyslog import free_port
from tests.weir.command_line import Said, weir

pytestmark = pytest.mark.fault

MARK = "s3cr3tm4rk"


def secret(name: str) -> str:
    return f"{MARK}-{name}"


def echoed(asked: Asked) -> Reply:
    """As a badly made receiver does: it sends back what it was sent, path, token and all."""
    if "hangs-up" in asked.path:
        raise Hangup
    status = next((number for number in (400, 401, 403, 429, 500) if f"/{number}/" in asked.path), 400)
    return Reply(status, json.dumps({"path": asked.path, "headers": dict(asked.headers)}).encode())


def settings_of(folder: Path, url: str, listen: str) -> str:
    pems = certificates.made(folder)
    (folder / "token").write_text(secret("token-file"))
    (folder / "signing").write_text(secret("secret-file"))
    tables = [
        f'[metrics]\nlisten = "{listen}"\n[log]\nlevel = "debug"',
        f'[kafka]\nsecurity_protocol = "SASL_PLAINTEXT"\nsasl_username = "weir"\nsasl_password = "{secret("sasl")}"',
    ]
    tables += [
        f'[outputs.hook-{number}]\nto = "{url}/{number}/{secret("path")}?key={secret("query")}"\n'
        f'token = "{secret("token")}"\nsecret_file = "{folder}/signing"\n'
        f'headers = {{ x-key = "{secret("header")}" }}'
        for number in ("400", "401", "403", "429", "500", "hangs-up")
    ]
    tables.append(f'[outputs.splunk]\nto = "splunk+{url}/401"\nformat = "hec"\ntoken_file = "{folder}/token"')
    tables.append(f'[outputs.search]\nto = "bulk+{url}/500"\nformat = "ecs"\ntoken = "{secret("bulk-token")}"')
    away = f"https://127.0.0.1:{free_port()}/{secret('path')}"
    tables.append(f'[outputs.away]\nto = "{away}"\nsecret = "{secret("secret")}"')
    tls = f"https://127.0.0.1:{url.rpartition(':')[2]}/{secret('path')}"
    tables.append(f'[outputs.tls]\nto = "{tls}"\ncert_file = "{pems.client}"\nkey_file = "{pems.client_key}"')
    return "\n".join(tables) + "\n"


def searched(place: str, text: str, *also: str) -> list[str]:
    """The lines of a text that hold a mark, with where it was found."""
    return [f"{place}: {line[:300]}" for line in text.splitlines() if any(mark in line for mark in (MARK, *also))]


def said(place: str, one: Said, *also: str) -> list[str]:
    return [*searched(f"{place}, out", one.out, *also), *searched(f"{place}, error", one.error, *also)]


def test_no_secret_stands_in_any_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listen = f"127.0.0.1:{free_port()}"
    shell = Shell(tmp_path / "run")
    found: list[str] = []
    with answering(echoed) as server:
        settings = tmp_path / "weir.toml"
        settings.write_text(settings_of(tmp_path, server.url, listen))
        key = (tmp_path / "client.key").read_text().splitlines()[1]
        shell.environment["WEIR_SETTINGS"] = str(settings)
        shell.log.write_bytes(b"".join(lines_of(recorded(40))))
        shell.start()

        def page(path: str) -> str:
            try:
                with urllib.request.urlopen(f"http://{listen}{path}") as answer:
                    return str(answer.read().decode())
            except OSError:
                return ""

        def failed(name: str) -> bool:
            return any(
                line.startswith(f'weir_sink_failures_total{{sink="{name}"}}') and not line.endswith(" 0.0")
                for line in page("/metrics").splitlines()
            )

        failing = ("hook-401", "hook-429", "hook-500", "hook-hangs-up", "splunk", "search", "away", "tls")
        until(lambda: all(map(failed, failing)), "every output has failed")
        refused = shell.state / "refused-hook-400.ndjson"
        until(refused.exists, "what is refused for good is kept")
        for path in ("/metrics", "/readyz", "/healthz"):
            found += searched(path, page(path), key)
        monkeypatch.chdir(tmp_path)
        for name in [name for name in shell.environment if name.startswith("WEIR_")]:
            monkeypatch.setenv(name, shell.environment[name])
        bundle = tmp_path / "bundle.tar.gz"
        log = shell.folder / "said.log"
        for arguments in (
            ("doctor", "--bundle", bundle, "--log", log), ("doctor", "--json"), ("settings", "show"),
            ("settings", "show", "--json"), ("settings", "check"), ("sinks", "list"), ("sinks", "list", "--json"),
            ("sinks", "test", "hook-401"), ("sinks", "test", "hook-400"), ("sinks", "test", "hook-hangs-up"),
            ("sinks", "test", "splunk"), ("sinks", "test", "away"), ("sinks", "setup", "search"),
            ("health", "--ready", "--json"),
        ):  # fmt: skip
            found += said(" ".join(map(str, arguments)), weir(*arguments), key)
        shell.stop()
    assert "hook-401" in shell.said or "127.0.0.1" in shell.said
    found += searched("log", shell.said, key)
    found += searched("refused", refused.read_text(), key)
    with tarfile.open(bundle) as packed:
        for member in packed.getmembers():
            if (file := packed.extractfile(member)) is not None:
                found += searched(f"bundle {member.name}", io.TextIOWrapper(file).read(), key)
    assert found == []


@pytest.mark.parametrize(
    "slip",
    [
        f'to = "htps://hooks.example/{MARK}"',
        f'to = "https:/hooks.example/{MARK}"',
        f'to = "https://user:{MARK}@hooks.example/"',
        f'to = "https://hooks.example/"\ntoken = ["{MARK}"]',
        f'to = "https://hooks.example/"\ntoken = "ü{MARK}"',
        f'to = "https://hooks.example/"\ntoken = "{MARK}"\ntoken_file = "x"',
        f'to = "https://hooks.example/{MARK}"\nformat = "verse"',
    ],
)
def test_no_slip_in_the_settings_brings_a_secret_into_its_error(
    slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text(f"[outputs.hook]\n{slip}\n", encoding="utf-8")
    for arguments in (("settings", "check"), ("sinks", "list"), ("sinks", "test", "hook")):
        one = weir(*arguments)
        assert said(" ".join(arguments), one) == []
    assert one.code != 0
