"""Alerts as STIX 2.1 bundles, for threat intelligence platforms and for files.

Source: OASIS STIX 2.1. A bundle has Weir's identity, the traffic as observed data with its addresses, the sighting of
each ATT&CK for ICS technique, and a note with the judgement and its status. Ids are made from the content: observables
by the rule of the standard (section 2.9), so that other tools make the same; the rest by the alert: each
revision is a newer version of them.
"""

import uuid

import msgspec

from schemas.alert import Alert
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject
from schemas.formats.alerts.parts.origin import VENDOR, Origin

STIX_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""That of the standard for observables (section 2.9)."""

OWN_NAMESPACE = uuid.UUID("5e1a0c55-2f0e-5c1b-9a9b-6f0ad4b2f1c7")
"""Ours, for everything else; made once at random and never changed, or the same alert would get other ids."""

FIRST_RELEASE = "2026-01-01T00:00:00.000Z"
"""When the objects that never change, Weir's identity and the techniques, count as created."""

TECHNIQUE_PAGE = "https://attack.mitre.org/techniques/"


def stix(alert: Alert, origin: Origin) -> bytes:
    """One bundle in one line."""
    return msgspec.json.encode(bundle(alert, origin))


def bundle(alert: Alert, origin: Origin) -> JsonObject:
    """The bundle as JSON values."""
    _ = origin
    author = _object("identity", "weir", name=VENDOR, identity_class="system")
    observables = _observables(alert)
    objects = [author, *observables]
    created = facts.timestamp(alert.first_seen)
    times = {"created": created, "modified": _version(alert), "created_by_ref": author["id"]}
    first, last = sorted((created, facts.timestamp(alert.last_seen)))
    about: list[object] = []
    if observables:
        observed = _object(
            "observed-data", alert.id, **times, first_observed=first, last_observed=last,
            number_observed=min(max(1, alert.count), 999_999_999), object_refs=[each["id"] for each in observables],
        )  # fmt: skip
        objects.append(observed)
        about.append(observed["id"])
    seen = list(about)
    for technique, name in facts.techniques(alert).items():
        pattern = _object(
            "attack-pattern", technique, name=name or technique, created_by_ref=author["id"],
            external_references=[{
                "source_name": "mitre-ics-attack", "external_id": technique, "url": f"{TECHNIQUE_PAGE}{technique}"
            }],
        )  # fmt: skip
        sighting = _object(
            "sighting", f"{alert.id}|{technique}", **times, first_seen=first, last_seen=last,
            count=min(max(1, alert.count), 999_999_999), sighting_of_ref=pattern["id"],
            where_sighted_refs=[author["id"]], summary=False,
        )  # fmt: skip
        if seen:
            sighting["observed_data_refs"] = seen
        objects += [pattern, sighting]
        about.append(sighting["id"])
    objects.append(
        _object(
            "note",
            alert.id,
            **times,
            abstract=f"{clean(alert.title)} ({alert.level}, {alert.status})",
            content=_content(alert),
            object_refs=about or [author["id"]],
            labels=[alert.kind, alert.status],
            external_references=[
                {"source_name": "weir", "external_id": alert.id, "description": f"revision {alert.revision}"}
            ],
        )
    )
    return {"type": "bundle", "id": _own("bundle", f"{alert.id}|{alert.revision}"), "objects": objects}


def _observables(alert: Alert) -> list[JsonObject]:
    """The addresses that the alert names, and the traffic between its ends where both have one."""
    objects = {each: _address(each) for each in facts.addresses(alert)}
    initiator, responder = facts.address_of(alert.initiator), facts.address_of(alert.responder)
    if initiator is None and responder is None:
        return list(objects.values())
    protocols = [each for each in (alert.transport, facts.service_of(alert)) if each]
    contributing: JsonObject = {
        "dst_port": alert.responder.port if alert.responder else None,
        "dst_ref": objects[responder]["id"] if responder else None,
        "protocols": [_protocol(each) for each in protocols] or ["ip"],
        "src_port": alert.initiator.port if alert.initiator else None,
        "src_ref": objects[initiator]["id"] if initiator else None,
    }
    told = {key: value for key, value in contributing.items() if value is not None}
    return [*objects.values(), _observable("network-traffic", told)]


def _address(address: str) -> JsonObject:
    return _observable(f"ipv{facts.version_of(address)}-addr", {"value": address})


def _observable(kind: str, contributing: JsonObject) -> JsonObject:
    """An observable whose id follows from its properties: JSON of sorted keys without spaces (RFC 8785)."""
    name = msgspec.json.encode(dict(sorted(contributing.items()))).decode()
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid5(STIX_NAMESPACE, name)}", **contributing}


def _object(kind: str, key: str, **properties: object) -> JsonObject:
    made = {
        "type": kind,
        "spec_version": "2.1",
        "id": _own(kind, key),
        "created": FIRST_RELEASE,
        "modified": FIRST_RELEASE,
    }
    return made | properties


def _own(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(OWN_NAMESPACE, f'{kind}|{key}')}"


def _version(alert: Alert) -> str:
    """When this revision was made; its number stands in the microseconds, so that each is a version of its own."""
    judged = facts.timestamp(max(facts.judged(alert), alert.last_seen, alert.first_seen))
    return f"{judged[:-1]}{alert.revision % 1_000:03}Z"


def _protocol(name: str) -> str:
    """As the standard asks: lower case, the names of IANA's registry where there is one."""
    return clean(name).lower().replace(" ", "-")


def _content(alert: Alert) -> str:
    lines = [clean(alert.summary), *facts.reason_lines(alert), *(facts.hop_text(hop) for hop in alert.hops)]
    if alert.advice is not None:
        lines.append(clean(alert.advice.text))
    end = facts.ending(alert)
    if end:
        lines.append(end)
    return "\n".join(line for line in lines if line) or clean(alert.title) or alert.kind
