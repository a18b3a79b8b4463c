"""What the sinks over HTTP are tried with."""

import httpx

from schemas.formats.alerts.registry import from_origin
from streams.outputs.http.posting import Posting
from streams.outputs.sink import Outgoing
from tests.schemas.formats.alerts.alerts import HERE, whole


def posting(url: str) -> Posting:
    return Posting(httpx.Client(timeout=60.0), url)


def numbered(form: str, count: int) -> list[Outgoing]:
    alerts = [whole(id=f"{number:016x}") for number in range(count)]
    return [Outgoing(alert, from_origin(form, HERE)(alert)) for alert in alerts]


class Refusals(list[tuple[str, str]]):
    """The ids of alerts that were refused, with the answers."""

    def __call__(self, outgoing: Outgoing, answer: str) -> None:
        self.append((outgoing.alert.id, answer))
