"""The index template for alerts in ECS: what `weir` sends has its type before the first alert comes.

Source: elastic/ecs 9.4 for the types of its fields. It makes a data stream. Fields that the template does not name are
kept and not indexed, so that a newer Weir breaks no index. `event.ingested` is the receiver's to say, as the schema has
it ("when an event arrived in the central data store"), so a pipeline there sets it, after any other.
"""

from schemas.formats.alerts.parts.documents import JsonObject

KEYWORDS = (
    "ecs.version", "event.action", "event.category", "event.dataset", "event.id", "event.kind", "event.module",
    "event.provider", "event.reason", "event.type", "destination.address", "destination.domain", "destination.mac",
    "labels.site", "network.community_id", "network.direction", "network.protocol", "network.transport",
    "network.vlan.id", "observer.hostname", "observer.product", "observer.type", "observer.vendor",
    "observer.version", "related.hosts", "rule.category", "rule.id", "rule.name", "rule.ruleset", "source.address",
    "source.domain", "source.mac", "threat.framework", "threat.tactic.id", "threat.tactic.name",
    "threat.technique.id", "threat.technique.name", "weir.advice", "weir.alert.change", "weir.alert.closed_because",
    "weir.alert.id", "weir.alert.level", "weir.alert.related", "weir.alert.status", "weir.alert.title",
    "weir.crossing", "weir.evidence", "weir.initiator.asset", "weir.initiator.owner", "weir.initiator.role",
    "weir.initiator.side", "weir.initiator.zone", "weir.paths", "weir.responder.asset", "weir.responder.owner",
    "weir.responder.role", "weir.responder.side", "weir.responder.zone",
)  # fmt: skip

TYPES = {
    "@timestamp": "date",
    "destination.ip": "ip",
    "destination.port": "long",
    "event.created": "date",
    "event.end": "date",
    "event.ingested": "date",
    "event.risk_score": "float",
    "event.severity": "long",
    "event.start": "date",
    "message": "text",
    "network.bytes": "long",
    "related.ip": "ip",
    "source.ip": "ip",
    "source.port": "long",
    "weir.alert.flows": "long",
    "weir.alert.revision": "long",
    "weir.initiator.criticality": "long",
    "weir.initiator.level": "float",
    "weir.responder.criticality": "long",
    "weir.responder.level": "float",
}

LONGEST_KEYWORD = 8_191
"""Characters indexed of a keyword: Lucene refuses a term above 32,766 bytes, and a character has up to four."""

PRIORITY = 500
"""Above the templates that Elasticsearch brings (100)."""


PIPELINE = "weir-event-ingested"
"""The pipeline's name; the template asks for it."""


def ingest_pipeline() -> JsonObject:
    """The body of `PUT _ingest/pipeline/NAME`: the time at which a document is stored, by the receiver's clock."""
    return {
        "description": "event.ingested of Weir's alerts",
        "processors": [{"set": {"field": "event.ingested", "value": "{{{_ingest.timestamp}}}"}}],
    }


def index_template(pattern: str) -> JsonObject:
    """The body of `PUT _index_template/NAME` for data streams whose names fit `pattern`. Wants the pipeline first."""
    return {
        "index_patterns": [pattern],
        "data_stream": {},
        "priority": PRIORITY,
        "template": {
            "settings": {"index": {"final_pipeline": PIPELINE}},
            "mappings": {"dynamic": False, "properties": _properties()},
        },
        "_meta": {"description": "Alerts of Weir"},
    }


def _properties() -> JsonObject:
    types: dict[str, JsonObject] = {name: {"type": kind} for name, kind in TYPES.items()}
    types |= {name: {"type": "keyword", "ignore_above": LONGEST_KEYWORD} for name in KEYWORDS}
    properties: JsonObject = {}
    for name, kind in sorted(types.items()):
        *parents, leaf = name.split(".")
        level = properties
        for parent in parents:
            held = level.setdefault(parent, {"properties": {}})
            inner = held["properties"] if isinstance(held, dict) else None
            if not isinstance(inner, dict):
                msg = f"{name}: {parent} is a field already"
                raise TypeError(msg)
            level = inner
        level[leaf] = kind
    return properties
