"""A topic as an output: its cluster, how it knows us, and what does not fit together."""

import pytest

from streams.outputs.kafka.kinds import cluster_of
from streams.outputs.registry import kind_of
from streams.outputs.settings import OutputSettings
from streams.secret import Secret


def test_a_cluster_is_told_as_weirs_own_is() -> None:
    settings = OutputSettings(
        to="kafka+tls://a:9093,b:9093/soc.alerts", user="weir", password=Secret("x"), ca_file="ca"
    )
    kind, where = kind_of(settings)
    cluster = cluster_of(kind, settings, where)
    assert (cluster.bootstrap_servers, cluster.security_protocol) == ("a:9093,b:9093", "SASL_SSL")
    assert (cluster.sasl_username, cluster.ssl_ca_file) == ("weir", "ca")
    assert cluster_of("kafka", OutputSettings(), "//a:9092/alerts").security_protocol == "PLAINTEXT"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (OutputSettings(to="kafka://a:9092"), "is no topic; one is like kafka://BROKER:9092/TOPIC"),
        (OutputSettings(to="kafka://a:9092/al erts"), "is no topic"),
        (OutputSettings(to="kafka://user@a:9092/alerts"), "is no topic"),
        (OutputSettings(to="kafka://a:9092/alerts", ca_file="ca"), "write kafka\\+tls"),
        (OutputSettings(to="kafka://a:9092/alerts", user="weir"), "user needs password_file"),
        (OutputSettings(to="kafka://a:9092/alerts", sasl_mechanism="GSSAPI"), "sasl_mechanism 'GSSAPI' is none"),
    ],
)
def test_a_slip_says_what_would_do(settings: OutputSettings, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kind_of(settings)
