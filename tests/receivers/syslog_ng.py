"""A real syslog-ng: UDP, TCP in octet-counted frames, TLS with client certificates, and the older syslog in lines."""

import json
import socket
from pathlib import Path
from typing import Any

from tests.receivers.certificates import CLIENT, Certificates
from tests.receivers.programs import Program, Served, debian
from tests.receivers.rsyslog import free_port

_CONFIGURATION = """
options {{ keep-hostname(yes); use-dns(no); keep-timestamp(yes); log-msg-size(65536); flush-lines(1); stats-freq(0);
           ts-format(iso); frac-digits(3); }};
source s_weir_test {{
  syslog(ip("127.0.0.1") port({udp}) transport("udp"));
  syslog(ip("127.0.0.1") port({tcp}) transport("tcp"));
  syslog(ip("127.0.0.1") port({tls}) transport("tls") tls(key-file("{server_key}") cert-file("{server}")
         ca-file("{authority}") peer-verify(required-trusted) trusted-dn("{client}")));
  network(ip("127.0.0.1") port({lines}) transport("tcp"));
}};
{leef}
destination d_weir_test {{
  file("{folder}/out.jsonl"
       template("$(format-json --scope rfc5424,nv-pairs,dot-nv-pairs --pair SOURCE=\\"$SOURCE\\")\\n"));
}};
log {{
  source(s_weir_test);
  if (message("LEEF:2.0|" type(string) flags(prefix))) {{ parser(p_weir_leef); }} else {{ }};
  destination(d_weir_test);
}};
"""


def configured(configuration: str, program: Program) -> str:
    """A configuration with the version in front that this syslog-ng asks for."""
    (modules,) = (program.root / "usr" / "lib" / "syslog-ng").glob("[0-9]*")
    return f"@version: {modules.name}\n{configuration}"


def arguments(folder: Path, program: Program) -> list[str]:
    """In the foreground, with everything of its own in this folder."""
    (modules,) = (program.root / "usr" / "lib" / "syslog-ng").glob("[0-9]*")
    return [
        f"--module-path={modules}", "-f", str(folder / "syslog-ng.conf"), "-R", str(folder / "persist"),
        "-c", str(folder / "ctl"), "-p", str(folder / "pid"), "--no-caps", "-F", "-e",
    ]  # fmt: skip


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Whole lines of JSON, oldest first."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


class SyslogNg:
    """One syslog-ng in a folder of its own, with Weir's parser of LEEF from deploy/siem/."""

    def __init__(self, folder: Path, certificates: Certificates, leef: str) -> None:
        program = debian("syslog-ng")
        self.udp, self.tcp, self.tls, self.lines = free_port(socket.SOCK_DGRAM), free_port(), free_port(), free_port()
        self._folder = folder
        configuration = _CONFIGURATION.format(
            folder=folder, udp=self.udp, tcp=self.tcp, tls=self.tls, lines=self.lines, leef=leef,
            client=f"CN={CLIENT}, *", authority=certificates.authority, server=certificates.server,
            server_key=certificates.server_key,
        )  # fmt: skip
        (folder / "syslog-ng.conf").write_text(configured(configuration, program))
        self._served = Served(program, arguments(folder, program), folder, (self.tcp, self.tls, self.lines))

    def stop(self) -> None:
        self._served.stop()

    def said(self) -> str:
        return self._served.said()

    def taken(self) -> list[dict[str, Any]]:
        """What it has written down, oldest first."""
        return lines_of(self._folder / "out.jsonl")
