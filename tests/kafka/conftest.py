"""The brokers of these tests: one for the whole run, one for each file that breaks it; a prefix for each test.

Where it can't run, its tests are skipped with the reason, and fail where CI=true: there, a
missing broker is a fault of the set-up.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from kafka import KafkaAdminClient

from tests.kafka.broker import Broker, RunningBroker
from tests.kafka.follower import close_all
from tests.kafka.jars import NoBroker
from tests.kafka.keeper import shared_broker
from tests.kafka.secured import SecuredBroker

_numbers = itertools.count(1)


@contextmanager
def where_there_is_a_broker() -> Iterator[None]:
    """Skip where this machine can't run one; with CI=true, fail."""
    try:
        yield
    except NoBroker as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Kafka broker: {reason}")
        pytest.skip(f"no Kafka broker: {reason}")


@pytest.fixture(scope="session")
def _shared_broker(tmp_path_factory: pytest.TempPathFactory) -> RunningBroker:
    folder = tmp_path_factory.getbasetemp()
    with where_there_is_a_broker():
        if "PYTEST_XDIST_WORKER" in os.environ:
            return shared_broker(folder.parent, os.getppid())
        return shared_broker(folder, os.getpid())


@pytest.fixture(scope="module")
def _own_broker() -> Iterator[Broker]:
    with where_there_is_a_broker():
        one = Broker()
    yield one
    one.remove()


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    """A broker of a file of tests, which wants TLS, a password and rights."""
    with where_there_is_a_broker():
        one = SecuredBroker(tmp_path_factory.mktemp("secured"))
    one.broker.start()
    yield one
    one.broker.remove()


@pytest.fixture
def broker(_shared_broker: RunningBroker) -> RunningBroker:
    """A running broker, shared by all tests: what one test leaves under its prefix harms no other."""
    return _shared_broker


@pytest.fixture
def own_broker(_own_broker: Broker) -> Broker:
    """A running broker of this file of tests, which may break it; `broker` is it as well where a file says so."""
    _own_broker.start()
    return _own_broker


@pytest.fixture(autouse=True)
def _followers_end_with_their_test() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def kafka_prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A prefix that no other test has. Its topics go with the test: each client would be told of them all."""
    prefix = f"test-{os.getpid()}-{next(_numbers)}"
    one = request.getfixturevalue("broker") if "broker" in request.fixturenames else None
    yield prefix
    if one is not None and (not isinstance(one, Broker) or one.running):
        admin = KafkaAdminClient(bootstrap_servers=one.bootstrap)
        admin.delete_topics([name for name in admin.list_topics() if name.startswith(f"{prefix}.")])
        admin.close()
