"""The names that a bundle must not tell: those of the state, of the settings and of this machine."""

import getpass
import socket
from collections.abc import Iterator

from streams.outputs.settings import shown_place
from streams.read_model.protocol import ReadModel
from streams.read_model.wanted import AssetsWanted
from weir.admin.bundle.pseudonyms import tells_nobody
from weir.settings.sections import Settings

_HARMLESS = frozenset({"kafka", "localhost", "root", "weir", "worker", "collector", "unknown", "external"})
"""Words that Weir's own sentences are made of, and that name nobody's plant."""


def names_of_state(model: ReadModel) -> Iterator[str]:
    """Sites, zones, assets with all they are called, and who gave verdicts. Raises ReadError."""
    known = model.known()
    yield from (*known.sites, *known.zones, *known.assets)
    for zone in model.zones():
        yield from (zone.name, zone.site, zone.realm)
    for asset in model.assets(AssetsWanted()).items:
        for one in (asset.id, asset.name, asset.declared_id, asset.vendor, asset.note, asset.zone, asset.site):
            yield one or ""
        yield from (*asset.ips, *asset.macs)
    for word in model.words():
        yield from (word.author, word.reason or "")


def names_of_settings(settings: Settings) -> Iterator[str]:
    """What the settings name: sites, realms, sensors, who Weir is to Kafka, and its servers."""
    yield from (settings.site.name, *settings.sites)
    realms = [rule for own in settings.sites.values() for rule in own.realms or ()]
    for rule in (*settings.site.realms, *realms):
        yield from (rule.realm, rule.sensor or "")
    yield from settings.sensors
    for source in settings.sources():
        yield from (source.site or "", source.sensor or "")
    yield settings.kafka.sasl_username or ""
    for path in _paths_of(settings):
        yield from (part for part in path.rpartition(":")[2].split("/") if not tells_nobody(part))
    for server in settings.kafka.bootstrap_servers.split(","):
        yield server.strip().rpartition(":")[0].strip("[]")


def _paths_of(settings: Settings) -> Iterator[str]:
    """Files and folders of the settings; those of outputs with their kind in front."""
    embedded, kafka = settings.embedded, settings.kafka
    yield from (embedded.state_dir, embedded.alerts_file or "", *embedded.assets, *embedded.zones, *embedded.verdicts)
    yield from (source.path for source in settings.sources())
    yield from (output.to for output in settings.outputs.values())
    for key in kafka.__struct_fields__:
        if key.endswith("_file"):
            yield getattr(kafka, key) or ""


def names_of_machine() -> Iterator[str]:
    """This machine's names and who runs this."""
    host = socket.gethostname()
    yield from (host, host.partition(".")[0])
    try:
        yield getpass.getuser()
    except (OSError, KeyError):
        # Containers may have no such user.
        return


def telling(names: Iterator[str]) -> set[str]:
    """Those that are worth replacing: no empty ones, none of Weir's own words."""
    return {name for name in names if len(name) > 1 and name.lower() not in _HARMLESS}


def secrets_of(settings: Settings) -> list[str]:
    """The texts of the settings' secrets: nothing may hold them, whatever else goes wrong."""
    kafka, outputs = settings.kafka, settings.outputs.values()
    secrets = [kafka.sasl_password, kafka.ssl_key_password, *(one.token for one in outputs)]
    secrets += [one.secret for one in outputs]
    paths = [one.to.removeprefix(place) for one in outputs if (place := shown_place(one.to)) != one.to]
    headers = [value for one in outputs for value in one.headers.values()]
    # Short ones would be found within words, and hide nothing.
    return [one.reveal() for one in secrets if one is not None] + [one for one in (*paths, *headers) if len(one) > 8]
