"""The broker of these tests: one for the whole run; a prefix of topics, groups and ids for each test.

Where it can't run, its tests are skipped with the reason, and fail where CI=true: there, a
missing broker is a fault of the set-up.
"""

import itertools
import os
from collections.abc import Iterator

import pytest

from tests.kafka.broker import Broker
from tests.kafka.jars import NoBroker

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _one_broker() -> Iterator[Broker]:
    try:
        one = Broker()
    except NoBroker as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Kafka broker: {reason}")
        pytest.skip(f"no Kafka broker: {reason}")
    one.start()
    yield one
    one.remove()


@pytest.fixture
def broker(_one_broker: Broker) -> Broker:
    """A running broker, shared by all tests: what one test leaves under its prefix harms no other."""
    _one_broker.start()
    return _one_broker


@pytest.fixture
def kafka_prefix() -> str:
    """A prefix that no other test has."""
    return f"test-{os.getpid()}-{next(_numbers)}"
