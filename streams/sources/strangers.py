"""Who sends flows and is not declared, as a shell's notes say it: for those who look at them from outside."""

from collections.abc import Mapping

from schemas.formats.memory import SensorMemory
from streams.sources.kept_memory import stored
from streams.sources.listening.parked import FORGOTTEN_S, Parked
from streams.sources.listening.standing import strangers_told

NOTE_BEGINS = f"{Parked.name}:"
"""How the names of the notes begin that hold what was parked."""

REMEDY = "declare those that are yours, and keep the others from the port by a firewall"


def strangers_in(notes: Mapping[str, bytes], now: float) -> list[str]:
    """A sentence for each input of which exporters are parked that have sent something within a day of `now`.

    `notes` are those that begin as `NOTE_BEGINS` says, by name; `now` is in seconds UTC.
    """
    told = []
    for source in sorted({name.removeprefix(NOTE_BEGINS).partition("#")[0] for name in notes}):
        parked = Parked()
        stored(SensorMemory([parked]), notes, source)
        if strangers := [one for one in parked.strangers() if one.last_s >= now - FORGOTTEN_S]:
            told.append(f"{source}: {strangers_told(strangers)}")
    return told
