"""The broker of these tests: one for the whole run; a prefix of topics, groups and ids for each test.

Where it can't run, its tests are skipped with the reason, and fail where CI=true: there, a
missing broker is a fault of the set-up.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from kafka import KafkaAdminClient

from tests.kafka.broker import Broker
from tests.kafka.follower import close_all
from tests.kafka.jars import NoBroker
from tests.kafka.secured import SecuredBroker

_numbers = itertools.count(1)


@contextmanager
def _there() -> Iterator[None]:
    try:
        yield
    except NoBroker as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Kafka broker: {reason}")
        pytest.skip(f"no Kafka broker: {reason}")


@pytest.fixture(scope="session")
def _one_broker() -> Iterator[Broker]:
    with _there():
        one = Broker()
    one.start()
    yield one
    one.remove()


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    """A second broker, which wants TLS, a password and rights."""
    with _there():
        one = SecuredBroker(tmp_path_factory.mktemp("secured"))
    one.broker.start()
    yield one
    one.broker.remove()


@pytest.fixture
def broker(_one_broker: Broker) -> Broker:
    """A running broker, shared by all tests: what one test leaves under its prefix harms no other."""
    _one_broker.start()
    return _one_broker


@pytest.fixture(autouse=True)
def _followers_end_with_their_test() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def kafka_prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A prefix that no other test has. Its topics go with the test: each client would be told of them all."""
    prefix = f"test-{os.getpid()}-{next(_numbers)}"
    yield prefix
    if "_one_broker" in request.fixturenames and (one := request.getfixturevalue("_one_broker")).running:
        admin = KafkaAdminClient(bootstrap_servers=one.bootstrap)
        admin.delete_topics([name for name in admin.list_topics() if name.startswith(f"{prefix}.")])
        admin.close()
