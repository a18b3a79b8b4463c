"""Publishes alerts to a topic, of a cluster of its own: keyed by the alert's id, the revision in a header.

An alert counts once all replicas that are in step have it. The producer numbers what it sends, so what it sends again
by itself is there once; what was not acknowledged in time is given again, with the same id and revision.
"""

import time
from collections.abc import Sequence
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    SaslAuthenticationFailedError,
    UnknownTopicOrPartitionError,
)

from streams.kafka.client.access import is_let_in
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.letting_go import let_go
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings
from streams.outputs.kafka.wording import of_an_output
from streams.outputs.refused import Refuse
from streams.outputs.sink import Outgoing, TryLater

_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
_BARRED = (NoAccess, AuthorizationError, SaslAuthenticationFailedError, UnknownTopicOrPartitionError)

_CLOSE_S = 1.0


class TopicBarred(OSError):
    """The cluster won't have us: a person must look."""


class Topic:
    """Publishes to one topic. `timeout_s` is how long the acknowledgements of what is given at once may take."""

    def __init__(
        self, settings: KafkaSettings, topic: str, refuse: Refuse, *, media_type: str, timeout_s: float
    ) -> None:
        self._settings = settings
        self._topic = topic
        self._refuse = refuse
        self._media_type = media_type.encode()
        self._timeout_s = timeout_s
        self._producer: KafkaProducer | None = None

    def open(self, length: int | None) -> None:
        """Nothing is asked of the cluster before there is an alert."""

    def begin(self) -> int:
        """It has no length that is ours alone."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Publish them and wait until each is acknowledged. Raises TryLater and TopicBarred."""
        try:
            self._published(outgoing)
        except (KafkaError, NoAccess) as error:
            # What it has in hand goes with it, and is given again.
            self.close()
            where = self._settings.bootstrap_servers
            if isinstance(error, _BARRED):
                raise TopicBarred(0, of_an_output(str(error)), where) from error
            raise TryLater(0, str(error) or type(error).__name__, where) from error
        return 0

    def close(self) -> None:
        """End the producer; what is not acknowledged waits in the outbox."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            let_go(producer, _CLOSE_S)

    def _published(self, outgoing: Sequence[Outgoing]) -> None:
        """Publish them; what is too large is refused, alone. Raises KafkaError.

        Once a broker has refused one, a producer that numbers its messages gives up all that it has in hand, with the
        same error (seen with kafka-python 3.0.12): so those are published one by one.
        """
        producer = self._connected()
        answers = [(one, self._sent(producer, one)) for one in outgoing]
        # For all of them together: the last one was given to the producer now, and it gives up none later than that.
        until = time.monotonic() + self._timeout_s
        failed: list[tuple[Outgoing, KafkaError]] = []
        for one, answer in answers:
            try:
                if answer is not None:
                    answer.get(timeout=max(0.0, until - time.monotonic()))
            except KafkaError as error:
                failed.append((one, error))
        if not failed:
            return
        if not any(isinstance(error, _TOO_LARGE) for _, error in failed):
            raise failed[0][1]
        self.close()
        if len(outgoing) == 1:
            self._refuse(outgoing[0], str(failed[0][1]))
            return
        for one, _ in failed:
            self._published([one])

    def _sent(self, producer: KafkaProducer, one: Outgoing) -> Any:  # noqa: ANN401 - kafka-python has no types
        """The future of its acknowledgement; None where the client itself finds it too large."""
        headers = [("revision", str(one.alert.revision).encode()), ("content-type", self._media_type)]
        try:
            return producer.send(self._topic, one.body, key=one.alert.id.encode(), headers=headers)
        except _TOO_LARGE as error:
            self._refuse(one, str(error))
            return None

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            # The producer itself asks for ever, and says of a wrong password only that it found no broker.
            if not is_let_in(self._settings):
                msg = "no broker answers"
                raise TryLater(0, msg, self._settings.bootstrap_servers)
            milliseconds = int(self._timeout_s * 1_000)
            self._producer = KafkaProducer(
                **blocking_arguments(self._settings, within_ms=milliseconds),
                acks="all",
                enable_idempotence=True,
                max_block_ms=milliseconds,
                request_timeout_ms=max(milliseconds // 2, 1),
                delivery_timeout_ms=milliseconds,
                reconnect_backoff_max_ms=1_000,
            )
        return self._producer
