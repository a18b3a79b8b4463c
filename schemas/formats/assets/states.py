"""States of life: whether a device is in use, by the words of an inventory and what people add to them.

"Decommissioned (2024)", "Spare part" and "In Use - Offline" are not in use: brackets, parts behind a dash, slash or
comma, and what follows on words that are known are taken apart.
"""

import re
from functools import lru_cache
from typing import Literal

from schemas.formats.assets.words import MAX_WORDS, NUMBERED, REMEMBERED, normal_word

State = Literal["live", "not live", "unknown"]

NOT_LIVE = frozenset(
    {
        *("decommissioning", "decommissioned", "offline", "planned", "staged", "inventory", "failed"),
        *("retired", "disposed", "disposal", "scrapped", "sold", "stolen", "lost", "missing", "absent", "removed"),
        *("dismantled", "inactive", "disabled", "deactivated", "obsolete", "archived", "deleted", "in stock", "stock"),
        *("in storage", "storage", "stored", "spare", "in store", "warehouse", "on order", "ordered"),
        *(
            "pending install",
            "pending installation",
            "not in use",
            "unused",
            "out of service",
            "not in service",
            "out of use",
        ),
        *("non operational", "not operational", "nonoperational", "not installed", "uninstalled", "not ready"),
        *("pending disposal", "to be decommissioned", "design", "concept", "proposed", "future"),
        *(
            "to be installed",
            "to be commissioned",
            "to be delivered",
            "to be ordered",
            "not active",
            "not commissioned",
        ),
        *(
            "not yet installed",
            "not deployed",
            "not connected",
            "awaiting installation",
            "awaiting disposal",
            "mothballed",
        ),
        *("in transit", "returned", "broken", "defective", "replaced", "withdrawn", "cancelled"),
        *("nicht in Betrieb", "nicht aktiv", "defekt", "non actif", "no activo", "non attivo", "niet actief"),
        *("außer Betrieb", "stillgelegt", "ausgemustert", "verschrottet", "entsorgt", "geplant", "auf Lager", "Lager"),
        *("Ersatzteil", "Reserve", "inaktiv", "bestellt", "hors service", "retiré", "mis au rebut", "en stock"),
        *("planifié", "prévu", "inactif", "fuera de servicio", "retirado", "dado de baja", "de baja", "planificado"),
        *("en almacén", "inactivo", "fora de serviço", "desativado", "descomissionado", "planejado", "em estoque"),
        *("inativo", "fuori servizio", "dismesso", "ritirato", "pianificato", "in magazzino", "inattivo"),
        *("buiten gebruik", "buiten dienst", "afgevoerd", "gepland", "op voorraad", "inactief", "wycofany"),
        *("wycofane", "nieaktywny", "planowany", "w magazynie", "poza eksploatacją", "廃棄", "廃止", "休止", "予備"),
        *("停用", "报废", "备用"),
    }
)
"""States in which a device is not in use: NetBox's (all but active), ServiceNow's and Maximo's, and their like."""

LIVE = frozenset(
    {
        *("active", "in use", "in service", "in operation", "in production", "operational", "operating", "production"),
        *(
            "productive",
            "live",
            "installed",
            "commissioned",
            "deployed",
            "running",
            "run",
            "online",
            "on",
            "up",
            "used",
        ),
        *("connected", "enabled", "available", "ok", "okay", "good", "healthy", "normal", "working", "functional"),
        *(
            "maintenance",
            "in maintenance",
            "under maintenance",
            "repair",
            "in repair",
            "degraded",
            "warning",
            "testing",
        ),
        *("test", "in test", "commissioning", "standby", "stand by", "hot standby", "complete", "yes", "true"),
        *("pending repair", "to be replaced", "supported", "existing", "current", "permanent", "temporary"),
        *("aktiv", "in Betrieb", "produktiv", "installiert", "Betrieb", "in Wartung", "verbaut", "actif", "en service"),
        *("en production", "en fonction", "en marche", "opérationnel", "installé", "activo", "en servicio", "en uso"),
        *("operativo", "instalado", "ativo", "em uso", "em serviço", "em operação", "attivo", "in uso", "in servizio"),
        *("in funzione", "installato", "actief", "in gebruik", "in bedrijf", "aktywny", "w użyciu", "w eksploatacji"),
        *("稼働", "稼働中", "使用中", "運用中", "在用", "运行", "运行中"),
    }
)
"""States in which a device is in use, or as good as."""

_ALONE = frozenset(
    {"lost", "missing", "failed", "absent", "disabled", "obsolete", "design", "concept", "future", "inventory"}
    | {"broken", "defective", "replaced", "withdrawn", "cancelled"}
    | {"stock", "storage", "store", "reserve", "proposed", "deleted", "returned", "on", "up", "run", "test", "normal"}
    | {"good", "current", "yes", "true", "production", "lager"}
)
"""Words that say it alone, or before a number: "lost communication" and "test bench spare" say something else."""

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_PARTS = re.compile(r"\s+-+\s*|-+\s+|[\u2013\u2014/\\|;,:.]+")
_NOT = ("not ", "nicht ", "non ", "no ", "niet ", "nao ", "nie ")

_NOT_LIVE = frozenset(map(normal_word, NOT_LIVE))
_LIVE = frozenset(map(normal_word, LIVE))


@lru_cache(maxsize=REMEMBERED)
def state_of_life(text: str) -> State:
    """What a state says. Of several parts one that is not in use decides; what no part tells is unknown."""
    if len(text) > MAX_WORDS:
        return "unknown"
    plain = NUMBERED.sub("", text.strip(), count=1)
    told = {_state(normal_word(text)), _state(normal_word(plain))}
    if told == {"unknown"}:
        told = {_state(normal_word(one)) for one in _BRACKETS.findall(plain)} - {"unknown"}
        told |= {_begins(normal_word(part)) for part in _PARTS.split(_BRACKETS.sub(" ", plain))}
    if "not live" in told:
        return "not live"
    return "live" if "live" in told else "unknown"


def _state(word: str) -> State:
    if word in _NOT_LIVE:
        return "not live"
    if word in _LIVE:
        return "live"
    negated = next((word.removeprefix(no) for no in _NOT if word.startswith(no)), None)
    if negated is None:
        return "unknown"
    return "not live" if negated in _LIVE else "live" if negated in _NOT_LIVE else "unknown"


def _begins(word: str) -> State:
    """The state in the words that a part begins with, the most of them that are known."""
    words = word.split()
    for length in range(len(words), 0, -1):
        begin, rest = " ".join(words[:length]), words[length:]
        state = _state(begin)
        if state != "unknown" and (begin not in _ALONE or not any(map(str.isalpha, rest))):
            return state
    return "unknown"
