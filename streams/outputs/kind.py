"""What a kind of output is: how its sink is made, which formats it takes, and what is wrong with its settings."""

from collections.abc import Callable

from msgspec import Struct

from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS, ONE_A_LINE
from streams.outputs.refused import Refuse
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink

ANY_FORMAT = tuple(ALERT_FORMATS)


class Made(Struct, frozen=True):
    """What a sink is made of: its settings, what stands behind the colon, who sends, and who takes what is refused."""

    settings: OutputSettings
    where: str
    origin: Origin
    refuse: Refuse


class Prepared(Struct, frozen=True):
    """What was done to prepare a receiver. `document` is what a person must deploy there; None: nothing is left."""

    said: str
    document: bytes | None = None


class SinkKind(Struct, frozen=True):
    """One kind. `make` raises OSError for files of its TLS and its secrets, and asks nobody.

    `problem` says in a sentence what is wrong with the settings and the place; None: nothing. `set_up` prepares the
    receiver, raising OSError; None: there is nothing to prepare. `own` are settings that only such a kind makes use of.
    """

    make: Callable[[Made], Sink]
    problem: Callable[[OutputSettings, str], str | None] = lambda _settings, _where: None
    formats: tuple[str, ...] = ONE_A_LINE
    set_up: Callable[[OutputSettings, str], Prepared] | None = None
    own: frozenset[str] = frozenset()
