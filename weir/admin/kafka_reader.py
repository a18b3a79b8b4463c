"""What the reading commands ask for, from the topics: the same `StateReader` as on the embedded state."""

from schemas.asset_change import AssetChange
from schemas.state import StateRecord
from schemas.verdict import Verdict
from streams.read_model.kafka import KafkaReadModel
from weir.admin.reader import StateReader
from weir.errors import told
from weir.settings.sections import Settings


class KafkaReader(StateReader):
    """Reads committed messages only, and joins no group."""

    def __init__(self, settings: Settings) -> None:
        self._topics = KafkaReadModel(settings.kafka, settings.settings_for)
        super().__init__(self._topics, settings)

    def give_verdict(self, verdict: Verdict) -> str:
        """Write it to the verdicts topic, where the worker of its site reads it."""
        from streams.kafka.log import read
        from streams.kafka.log.topics import TopicsError

        with told(TopicsError):
            offset = read.publish_verdict(self._settings.kafka, verdict)
        return f"{self._settings.kafka.topic('verdicts')} at offset {offset}"

    def give_change(self, change: AssetChange) -> str:
        """Write it to the topic of asset changes, where the worker of its site reads it."""
        from streams.kafka.log import read
        from streams.kafka.log.topics import TopicsError

        with told(TopicsError):
            offset = read.publish_change(self._settings.kafka, change)
        return f"{self._settings.kafka.topic('asset-changes')} at offset {offset}"

    def nobody_takes(self) -> str | None:
        """Whether the workers' group has members. To ask it needs the right to describe the group."""
        from streams.kafka.log.topics import TopicsError, group_members

        group = self._settings.kafka.group
        try:
            members = group_members(self._settings.kafka)
        except TopicsError as error:
            return f"whether a worker runs can't be seen: {error}"
        return None if members else f"no worker runs in group {group} to take it: it counts once one is started"

    def _records(self) -> list[StateRecord]:
        return self._topics.records()
