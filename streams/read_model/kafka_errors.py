"""What is said where the read model gets nothing of Kafka."""

from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAuthorizationFailedError
from kafka.errors import KafkaError as OtherKafkaError

from streams.kafka.client.access import check_access
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import missing, unreachable
from streams.read_model.catch_up import NoAlert, TopicMissing
from streams.read_model.protocol import ReadError


def told(settings: KafkaSettings, error: Exception) -> ReadError | None:
    """The error with what to do about it; None for one that Kafka has no part in."""
    match error:
        case TopicMissing():
            return ReadError(missing(settings, str(error)))
        case NoAlert():
            return ReadError(str(error))
        case OtherKafkaError():
            return ReadError(unreachable(settings, error))
        case KafkaError() | TimeoutError():
            return ReadError(_why(settings, error))
        case _:
            return None


def _why(settings: KafkaSettings, error: Exception) -> str:
    try:
        # Asked once more: the client says only that it found no broker.
        check_access(settings)
    except OtherKafkaError as refused:
        return unreachable(settings, refused)
    if isinstance(error, KafkaConnectionError):
        return f"no Kafka at {settings.bootstrap_servers} ({error!r}): is it running, and is that its address?"
    hint = "; `weir topics acls` lists the rights that each command needs"
    return (
        f"reading {settings.topic('state')} at {settings.bootstrap_servers} failed: {error!r}"
        f"{hint * isinstance(error, TopicAuthorizationFailedError)}"
    )
