"""Words for numbers: criticality and Purdue levels as inventories write them, and words for nothing."""

import re
import unicodedata
from functools import lru_cache

NOTHING = frozenset(
    {
        *("", "-", "--", "---", "\u2013", "\u2014", "n/a", "n.a.", "n. a.", "na", "#n/a", "#nv", "none", "null", "nil"),
        *("unknown", "undefined", "unassigned", "not set", "not available", "tbd", "tbc", "t.b.d.", "?", "??", "???"),
        *("k.a.", "unbekannt", "inconnu", "desconocido", "desconhecido", "sconosciuto", "onbekend", "nieznany"),
        *("(empty)", "(blank)", "<empty>", "\u2014 none \u2014"),
    }
)
"""Cells that say nothing, in lower case. `#N/A` and `#NV` are Excel's."""

CRITICALITY: dict[int, tuple[str, ...]] = {
    5: (
        *("critical", "mission critical", "business critical", "safety critical", "very high", "highest"),
        *("most critical", "tier 1", "tier one", "p1", "kritisch", "sehr hoch", "critique", "très élevé", "crítico"),
        *(
            "crítica",
            "muy alta",
            "muy alto",
            "muito alta",
            "muito alto",
            "critico",
            "critica",
            "molto alta",
            "molto alto",
            "zeer hoog",
        ),
        *("krytyczny", "krytyczna", "bardzo wysoka"),
    ),
    4: (
        *("high", "major", "important", "severe", "somewhat critical", "tier 2", "tier two", "p2", "hoch", "wichtig"),
        *("élevé", "élevée", "haute", "alta", "alto", "hoog", "wysoka", "wysoki"),
    ),
    3: (
        *("medium", "moderate", "normal", "average", "standard", "less critical", "tier 3", "tier three", "p3"),
        *("business operational", "mittel", "moyen", "moyenne", "media", "medio", "média", "médio", "gemiddeld"),
        *("średnia", "średni", "med"),
    ),
    2: (
        *("low", "minor", "tier 4", "tier four", "p4", "niedrig", "gering", "faible", "basse", "baja", "bajo", "baixa"),
        *("baixo", "bassa", "basso", "laag", "niska", "niski", "administrative services", "administrative"),
    ),
    1: (
        *("very low", "not critical", "non critical", "noncritical", "negligible", "lowest", "tier 5"),
        *("tier five", "p5", "sehr niedrig", "unkritisch", "non critique", "très faible", "no crítico", "muy baja"),
        *("não crítico", "muito baixa", "non critico", "molto bassa", "niet kritisch", "zeer laag", "niekrytyczny"),
    ),
}
"""The five steps of a criticality (5 is the highest) by the words that inventories use: Claroty, Tenable and Splunk
(low to critical), ServiceNow ("1 - most critical" to "4 - not critical") and Gartner's tiers (mission critical to
administrative)."""

LEVELS: dict[float, tuple[str, ...]] = {
    0.0: (
        *("process", "physical process", "field", "field level", "field device", "field devices", "field instruments"),
        *("instrumentation", "sensors and actuators", "Feldebene", "Prozessebene"),
    ),
    1.0: (
        *("basic control", "control", "control level", "intelligent devices", "controllers", "local control"),
        *("process control", "safety and basic control", "Steuerungsebene"),
    ),
    2.0: (
        *("supervisory", "supervisory control", "area supervisory control", "area control", "area supervisory"),
        *("control systems", "process supervision", "SCADA", "Prozessleitebene"),
    ),
    3.0: (
        *("site operations", "operations", "operations management", "manufacturing operations", "site control"),
        *("manufacturing operations management", "manufacturing operations systems", "site manufacturing operations"),
        *("site operations and control", "operations and control", "production control", "Betriebsleitebene"),
    ),
    3.5: (
        *("dmz", "idmz", "i-dmz", "industrial dmz", "ot dmz", "it/ot dmz", "plant dmz", "demilitarized zone"),
        *("industrial demilitarized zone",),
    ),
    4.0: (
        *("site business planning and logistics", "site business planning", "business planning and logistics"),
        *("business logistics", "business logistics systems", "business planning", "business", "business systems"),
        *("site business", "it", "office", "Unternehmensleitebene"),
    ),
    5.0: ("enterprise", "enterprise network", "enterprise level", "corporate", "corporate network"),
}
"""The levels by their names in ISA-95 (IEC 62264-1) and the Purdue model as IEC 62443-1-1 and NIST SP 800-82r3 (section
5.2.3.1) draw it, and as asset tools print them. "Process control" is level 1, where controllers hold the process (so
Microsoft Defender for IoT has it, whose layers are process control, supervisory and enterprise)."""

REMEMBERED = 4_096
"""Cells whose reading is remembered: most columns hold few different words."""

MAX_WORDS = 128
"""Characters of a cell that is looked up here; what is longer is no word of these tables, and costs no search."""

_LEVEL = re.compile(
    r"(?:(?:(?:purdue|isa[- ]?95|isa)\s*(?:level|lvl|l|layer|zone)?|level|lvl|l|layer|zone)\s*[-_:#]?\s*)?"
    r"([0-5](?:[.,][0-9])?)"
)
_WITH_NAME = re.compile(r"(.*?[0-5](?:[.,][0-9])?)\s*(?:[-:/\u2013\u2014]|\(|\s)\s*([^\d].*?)\)?")
_LEVEL_WORD = re.compile(r"(?:purdue\s*)?(?:level|lvl|l|layer)\b")
NUMBERED = re.compile(r"[0-9]{1,2}\s*[-.:)\u2013]\s*(?=\D)")
"""A rank before a word: "7 - Retired"."""
_STEP = re.compile(r"([1-5])(?:[.,]0+)?")
"""A step of five, also as a spreadsheet of decimal numbers shows it: 4.0."""
_COMBINING = re.compile("[\u0300-\u036f]")


def normal_word(text: str) -> str:
    """A word without case, accents, hyphens and doubled spaces."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold().replace("ł", "l"))
    plain = unicodedata.normalize("NFC", _COMBINING.sub("", folded))
    return " ".join(plain.replace("-", " ").replace("_", " ").replace("&", " and ").split())


_CRITICALITY_OF = {normal_word(word): step for step, words in CRITICALITY.items() for word in words}
_LEVEL_OF = {normal_word(word): level for level, words in LEVELS.items() for word in words}


@lru_cache(maxsize=REMEMBERED)
def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or says that nobody knows."""
    return cell.strip().lower() in NOTHING


@lru_cache(maxsize=REMEMBERED)
def criticality(text: str, *, numbers: bool = True) -> int | None:
    """A criticality from 1 (lowest) to 5, from a number or a word; None when it is neither.

    A number before a word is the rank in some list and not read ("1 - High" is high), nor is `Criticality` behind it
    (Tenable). `numbers` False: words alone.
    """
    if len(text) > MAX_WORDS:
        return None
    word = normal_word(text)
    if (number := _STEP.fullmatch(word)) is not None:
        return int(number[1]) if numbers else None
    for one in (word, normal_word(NUMBERED.sub("", text.strip(), count=1)), word.removesuffix("criticality").strip()):
        if one in _CRITICALITY_OF:
            return _CRITICALITY_OF[one]
    return None


@lru_cache(maxsize=REMEMBERED)
def purdue_level(text: str) -> float | None:
    """A Purdue level from 0 to 5, from a number ("L2", "Level 3.5", "2 - Supervisory") or a name; None for no level.

    What contradicts itself ("Level 4 - DMZ") is None as well.
    """
    if len(text) > MAX_WORDS:
        return None
    word = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if (plain := _LEVEL.fullmatch(word)) is not None:
        return _in_range(plain[1])
    if (named := _LEVEL_OF.get(normal_word(word))) is not None:
        return named
    both = _WITH_NAME.fullmatch(word)
    number = None if both is None else _LEVEL.fullmatch(both[1].strip())
    if both is None or number is None:
        return _LEVEL_OF.get(normal_word(_LEVEL_WORD.sub("", word)))
    name = _LEVEL_OF.get(normal_word(both[2].removesuffix(")")))
    level = _in_range(number[1])
    # A number with a word that is not known counts only where it says that it is a level: "2. floor" does not.
    if name is None:
        return level if _LEVEL_WORD.match(word) else None
    return level if level == name or {level, name} <= {0.0, 1.0, 2.0} or {level, name} <= {4.0, 5.0} else None


def _in_range(number: str) -> float | None:
    level = float(number.replace(",", "."))
    return level if level <= 5.0 else None
