"""What goes into a bundle, a file a fact, before anything is replaced in it."""

import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

import msgspec
from msgspec import Struct

from streams.checkup import CheckLine
from streams.read_model.dead_letters import LettersWanted, embedded_letters, kafka_letters
from streams.read_model.protocol import ReadError, ReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted
from streams.state.inspection import HeldState
from streams.status.probe import fetch
from weir.errors import UserError
from weir.settings.sections import Settings
from weir.settings.shown import shown_settings, toml_value
from weir.settings.source import Place, Tree

LOG_BYTES = 1_000_000
"""The end of a log file that is taken: some 8,000 lines."""

LIBRARIES = ("aiokafka", "faust-streaming", "kafka-python", "msgspec", "orjson", "river", "numpy", "rich", "typer")


class SiteCounts(Struct, frozen=True, kw_only=True):
    """How much is kept of a site, by number alone."""

    site: str
    partition: int | None
    assets: int
    paths: int
    held: int
    records: int
    bytes: int
    versions: dict[str, int]
    problems: int
    assets_by_side: dict[str, int]
    alerts_by_kind: dict[str, int]
    alerts_by_level: dict[str, int]
    alerts_by_status: dict[str, int]


def version_text() -> str:
    """Weir, Python, the system and the libraries that matter."""
    lines = [f"weir {_version('weir')}", f"python {sys.version}", f"platform {platform.platform()}"]
    return "\n".join([*lines, *(f"{name} {_version(name)}" for name in LIBRARIES)]) + "\n"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def settings_text(settings: Settings, place: Place, given: Tree, replaced: Callable[[str], str]) -> str:
    """All settings as a settings file, with where each comes from. Values alone are replaced, keys are not."""
    lines: list[str] = []
    section = None
    for one in shown_settings(settings, place, given):
        if one.section != section:
            section = one.section
            lines.append(f"[{replaced(section)}]" if "." in section else f"[{section}]")
        comment = "" if one.origin == "default" else f"  # {one.origin}"
        lines.append(f"{'# ' * (one.value is None)}{one.key} = {replaced(toml_value(one.value))}{comment}")
    return "\n".join(lines) + "\n"


def doctor_text(lines: Sequence[CheckLine]) -> str:
    """What the doctor found, as it tells it."""
    return "".join(f"{one.status:<4}  {one.check:<16}  {one.said}\n" for one in lines)


def counts(held: Sequence[HeldState], model: ReadModel) -> Iterator[SiteCounts]:
    """Each site by counts. Raises ReadError."""
    alerts = model.alerts(AlertsWanted()).items
    assets = model.assets(AssetsWanted()).items
    for one in held:
        for site in one.sites:
            own = [alert for alert in alerts if alert.site == site.site]
            yield SiteCounts(
                site=site.site,
                partition=one.partition,
                assets=site.assets,
                paths=site.paths,
                held=site.held,
                records=site.records,
                bytes=site.bytes,
                versions=site.versions,
                problems=len(site.problems),
                assets_by_side=Counter(asset.side or "unknown" for asset in assets if asset.site == site.site),
                alerts_by_kind=Counter(alert.kind for alert in own),
                alerts_by_level=Counter(alert.level for alert in own),
                alerts_by_status=Counter(alert.status for alert in own),
            )


def dead_letter_counts(settings: Settings, *, kafka: bool) -> dict[str, int]:
    """How many records were refused, by kind. Raises ReadError."""
    where = kafka_letters(settings.kafka) if kafka else embedded_letters(Path(settings.embedded.state_dir))
    found: Counter[str] = Counter()
    for kept in where.wanted(LettersWanted())[0]:
        found[kept.letter.kind] += kept.letter.count
    return dict(found)


def state_text(settings: Settings, model: ReadModel, held: Callable[[], Sequence[HeldState]], *, kafka: bool) -> str:
    """State and dead letters by counts, as JSON; or why there are none."""
    try:
        sites = list(counts(held(), model))
        letters = dead_letter_counts(settings, kafka=kafka)
    except (ReadError, UserError) as error:
        return f"not read: {error}\n"
    both = {"sites": msgspec.to_builtins(sites), "dead_letters": letters}
    return msgspec.json.format(msgspec.json.encode(both)).decode() + "\n"


def status_texts(settings: Settings) -> dict[str, str]:
    """What the running process shows of itself; empty where it shows nothing or does not run."""
    listen = settings.metrics.listen
    if listen is None:
        return {}
    pages = {"metrics.txt": "/metrics", "health.json": "/healthz", "ready.json": "/readyz"}
    got = {name: fetch(listen, page) for name, page in pages.items()}
    return {name: text for name, text in got.items() if text is not None}


def log_text(file: Path) -> str:
    """The end of a log file, from the beginning of a line on. Raises OSError."""
    with file.open("rb") as log:
        size = log.seek(0, 2)
        log.seek(max(0, size - LOG_BYTES))
        tail = log.read()
    if size > LOG_BYTES:
        tail = tail.partition(b"\n")[2]
    return tail.decode("utf-8", errors="backslashreplace")
