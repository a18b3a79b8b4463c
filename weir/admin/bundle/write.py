"""Writes the bundle: gathers, replaces and packs."""

import io
import os
import secrets
import tarfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from streams.checkup import CheckLine
from streams.read_model.protocol import ReadError
from weir.admin.bundle import contents, known_names
from weir.admin.bundle.pseudonyms import Pseudonyms
from weir.admin.reader import open_reader
from weir.admin.state_admin import inspected
from weir.admin.state_places import open_place
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.settings.source import Place, Tree

README = """\
What Weir knows of itself, for a bug report. Made by `weir doctor --bundle`.

  version.txt    Weir, Python, the system, libraries
  settings.toml  the settings as they hold, and whether file or environment set them; passwords are ***
  doctor.txt     what `weir doctor` found
  state.json     how many assets, paths, alerts and refused records each site has: numbers, no records
  metrics.txt, health.json, ready.json
                 what the running process shows of itself, if [metrics] listen is set and it answered
  log.txt        the end of the log file that was named with --log, if one was

Replaced throughout, the same by the same, with a key that was made for this bundle and kept nowhere:

  IP addresses   by others of the same kind; two that share a network still do. The first octet stays (of private
                 networks what makes them private), and so do 127.0.0.1 and ::1
  MAC addresses  by others that begin with 02
  names          of sites, zones, assets, realms, sensors, authors, users and machines, as far as state, settings and
                 this machine know them: name-...
  hosts, paths   host-....example, part-...; words such as opt, zeek, logs stay

Not replaced: services and ports, times, time zones, versions, figures. A name that neither state nor settings know
stays if a log line tells it: read log.txt before you send it.
"""


def write_bundle(  # noqa: PLR0913 - what it is made of
    file: Path,
    settings: Settings,
    place: Place,
    given: Tree,
    found: Sequence[CheckLine],
    *,
    kafka: bool,
    log: Path | None = None,
    key: bytes | None = None,
) -> list[str]:
    """Write FILE, a .tar.gz that is not there yet; the names of what is in it. `key` None: made here, and forgotten.

    Raises UserError when it can't be written, or the log file can't be read.
    """
    model = open_reader(settings, kafka=kafka).model
    names = [*known_names.names_of_settings(settings), *known_names.names_of_machine()]
    # Where there is no state to ask, state.json says why.
    with suppress(ReadError, UserError):
        names += known_names.names_of_state(model)
    pseudonyms = Pseudonyms(secrets.token_bytes(32) if key is None else key, known_names.telling(iter(names)))
    texts = {
        "doctor.txt": contents.doctor_text(found),
        "state.json": contents.state_text(
            settings,
            model,
            lambda: inspected(open_place(settings, kafka=kafka), settings, site=None, asset=None),
            kafka=kafka,
        ),
        **contents.status_texts(settings),
    }
    if log is not None:
        with told(OSError):
            texts["log.txt"] = contents.log_text(log)
    replaced = {
        "README.txt": README,
        "version.txt": contents.version_text(),
        "settings.toml": contents.settings_text(settings, place, given, pseudonyms.text),
        **{name: pseudonyms.text(text) for name, text in texts.items()},
    }
    for secret in known_names.secrets_of(settings):
        replaced = {name: text.replace(secret, "***") for name, text in replaced.items()}
    _pack(file, replaced)
    return sorted(replaced)


def _pack(file: Path, texts: Mapping[str, str]) -> None:
    """One folder of that name, for its owner's eyes only."""
    folder = file.name.removesuffix(".gz").removesuffix(".tgz").removesuffix(".tar")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        msg = f"{file}: is there already, and is left as it is; name another file"
        raise UserError(msg) from error
    except OSError as error:
        msg = f"{file}: {error.strerror}"
        raise UserError(msg) from error
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as packed:
        for name, text in sorted(texts.items()):
            body = text.encode("utf-8", errors="backslashreplace")
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mode, entry.mtime = len(body), 0o600, int(time.time())
            packed.addfile(entry, io.BytesIO(body))
