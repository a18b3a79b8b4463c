"""What the reading commands ask for, from the topics: the same `Reader` as on the embedded state."""

from functools import cached_property

from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.verdict import Verdict
from streams.kafka.log import read
from streams.kafka.log.topics import TopicsError
from weir.errors import told
from weir.settings.sections import Settings


class KafkaReader:
    """Reads committed messages only, and joins no group."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def latest_alerts(self) -> list[Alert]:
        """Each alert's latest revision, by time of detection."""
        with told(TopicsError):
            return read.latest_alerts(self._settings.kafka)

    def paths(self) -> list[PathRecord]:
        """All paths, by key."""
        with told(TopicsError):
            return read.latest_paths(self._settings.kafka)

    def assets(self) -> list[AssetSummary]:
        """All assets: a pipeline is restored from each site's state, and asked."""
        found = [asset for pipeline in self._pipelines for asset in pipeline.assets()]
        return sorted(found, key=lambda asset: (asset.site, asset.id))

    def words(self) -> list[StandingWord]:
        """What people said and still stands, by site, in the order in which it came."""
        return [word for pipeline in self._pipelines for word in pipeline.spoken()]

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        """Which word decides for a path of a site; None where the site has no state."""
        for pipeline in self._pipelines:
            if pipeline.site == site:
                return pipeline.why(initiator, responder, service)
        return None

    @cached_property
    def _pipelines(self) -> list[Pipeline]:
        """Restored from each site's state, by site, to be asked: once a command."""
        found: list[Pipeline] = []
        with told(TopicsError):
            for site, records in read.states(self._settings.kafka):
                pipeline = Pipeline(site, self._settings.core(site))
                pipeline.restore(records)
                found.append(pipeline)
        return sorted(found, key=lambda pipeline: pipeline.site)

    def give_verdict(self, verdict: Verdict) -> str:
        """Write it to the verdicts topic, where the worker of its site reads it."""
        with told(TopicsError):
            offset = read.publish_verdict(self._settings.kafka, verdict)
        return f"{self._settings.kafka.topic('verdicts')} at offset {offset}"
