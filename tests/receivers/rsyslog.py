"""A real rsyslog: UDP, TCP and TLS with client certificates, its CEF parser, and what it took as JSON lines."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.certificates import CLIENT, Certificates

_MODULES = ("imudp", "imtcp", "mmnormalize", "mmpstrucdata")

_CONFIGURATION = """
global(workDirectory="{folder}" net.enableDNS="off" maxMessageSize="64k"
       parser.escapeControlCharactersOnReceive="off" preserveFQDN="on")
module(load="imudp") module(load="imtcp") module(load="mmnormalize") module(load="mmpstrucdata")
template(name="out" type="list" option.jsonf="on") {{
  property(outname="pri" name="pri" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="msgid" name="msgid" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="tag" name="syslogtag" format="jsonf")
  property(outname="msg" name="msg" format="jsonf")
  property(outname="input" name="inputname" format="jsonf")
  property(outname="parsed" name="$!" format="jsonf")
}}
ruleset(name="siem") {{
  action(type="mmpstrucdata" jsonRoot="$!sd" sd_name.lowercase="off")
  if $msg contains "CEF:" then {{
    set $.cef = $msg;
    action(type="mmnormalize" rulebase="{folder}/cef.rb" variable="$.cef" path="$!cef")
  }} else if $syslogtag startswith "CEF:" then {{
    set $.cef = $syslogtag & $msg;
    action(type="mmnormalize" rulebase="{folder}/cef.rb" variable="$.cef" path="$!cef")
  }}
  action(type="omfile" file="{folder}/out.jsonl" template="out")
}}
input(type="imudp" address="127.0.0.1" port="{udp}" ruleset="siem" name="udp")
input(type="imtcp" address="127.0.0.1" port="{tcp}" ruleset="siem" name="tcp")
input(type="imtcp" address="127.0.0.1" port="{tls}" ruleset="siem" name="tls" streamDriver.name="gtls"
  streamDriver.mode="1" streamDriver.authMode="x509/name" permittedPeer=["{client}"]
  streamDriver.CAFile="{authority}" streamDriver.certFile="{server}" streamDriver.keyFile="{server_key}")
"""


def program() -> str:
    """Where rsyslog is. Skips where there is none, fails where there must be one."""
    found = shutil.which("rsyslogd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        reason = "no rsyslog (Debian: rsyslog rsyslog-gnutls)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens on now."""
    with socket.socket(socket.AF_INET, kind) as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Rsyslog:
    """One rsyslog in a folder of its own."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self.folder = folder
        self.udp, self.tcp, self.tls = free_port(socket.SOCK_DGRAM), free_port(), free_port()
        self._program = program()
        self._process: subprocess.Popen[bytes] | None = None
        self._kills = 0
        (folder / "cef.rb").write_text("version=2\nrule=:%f:cef%\n")
        (folder / "rsyslog.conf").write_text(
            _CONFIGURATION.format(
                folder=folder, udp=self.udp, tcp=self.tcp, tls=self.tls, client=CLIENT,
                authority=certificates.authority, server=certificates.server, server_key=certificates.server_key,
            )
        )  # fmt: skip

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-n", "-f", str(self.folder / "rsyslog.conf"), "-i", str(self.folder / "pid")],
                stdout=log, stderr=log,
            )  # fmt: skip
        until(self._listens, "rsyslog listens")

    def kill(self) -> None:
        """At once, as an outage does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_S)
            self._kills += 1
            (self.folder / "pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)

    def taken(self) -> list[dict[str, Any]]:
        """What it has written down, oldest first.

        A line that it is writing is left out, and for each kill one that it was writing then: the next line stands
        right behind that half.
        """
        path = self.folder / "out.jsonl"
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        taken: list[dict[str, Any]] = []
        torn = 0
        for line in lines:
            if not line.endswith(b"\n"):
                continue
            try:
                one = json.loads(line)
            except ValueError:
                torn += 1
                assert torn <= self._kills, line
                one = json.loads(line[line.rindex(b'{"pri":') :])
            one["parsed"] = json.loads(one["parsed"]) if one.get("parsed") else {}
            taken.append(one)
        return taken

    def _listens(self) -> bool:
        for port in (self.tcp, self.tls):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)):
                    return False
        return True
