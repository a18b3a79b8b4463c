"""A topic as an output over TLS with a login: taken with both, else a sentence that names this output's settings."""

import traceback

import pytest

from streams.outputs.kafka.topic import TopicBarred
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink
from streams.secret import Secret
from tests.kafka.secured import ALL_RIGHTS, PASSWORD, SecuredBroker
from tests.kafka.soc_topic import SocTopic
from tests.kafka.test_security import WRONG, without_passwords
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.http.posted import Refusals, numbered

pytestmark = pytest.mark.kafka


def sink(secured: SecuredBroker, **changes: object) -> Sink:
    settings: dict[str, object] = {
        "to": f"kafka+tls://{secured.broker.at('SECURED')}/secured", "user": ALL_RIGHTS, "password": Secret(PASSWORD),
        "ca_file": str(secured.ca), "timeout_s": 20.0,
    }  # fmt: skip
    return sink_of(OutputSettings(**(settings | changes)), HERE, Refusals())  # type: ignore[arg-type]


REFUSALS: dict[str, tuple[dict[str, object], str]] = {
    "wrong password": ({"password": Secret(WRONG)}, "refused user 'weir-all' .*check the name and the password"),
    "stranger's authority": ({"ca_file": "other"}, "certificate that is not trusted .*set ca_file"),
    "authorities of the system": ({"ca_file": None}, "certificate that is not trusted .*set ca_file"),
    "no login where one is wanted": ({"user": None, "password": None}, "ended the connection: .*SSL"),
    "no such mechanism": ({"sasl_mechanism": "SCRAM-SHA-256"}, "does not take SCRAM-SHA-256: set sasl_mechanism"),
}


def test_a_batch_arrives_over_tls_after_a_login_and_who_does_not_get_in_is_told_why(
    secured: SecuredBroker, caplog: pytest.LogCaptureFixture
) -> None:
    soc = SocTopic(secured.broker.bootstrap, "secured")
    topic = sink(secured)
    topic.deliver(numbered("ndjson", 20))
    topic.close()
    clear = sink(secured, to=f"kafka://{secured.broker.at('CLEAR')}/secured", ca_file=None)
    clear.deliver(numbered("ndjson", 20)[:1])
    clear.close()
    taken = soc.taken()
    assert (len(taken.bodies), taken.again) == (20, 1)
    with caplog.at_level("DEBUG"):
        for changes, said in REFUSALS.values():
            given = changes | ({"ca_file": str(secured.other_ca)} if changes.get("ca_file") == "other" else {})
            with pytest.raises(TopicBarred, match=said) as raised:
                sink(secured, **given).deliver(numbered("ndjson", 1))
            without_passwords("".join(traceback.format_exception(raised.value)))
    without_passwords(caplog.text)
    assert soc.messages() == 21
