"""A walk through the compiled OCSF schema: what is required, unknown, of another type or no value of an enumeration."""

import json
from functools import cache
from pathlib import Path
from typing import Any

WHOLE_NUMBERS = {"integer_t", "long_t", "timestamp_t", "port_t"}


def faults(finding: dict[str, Any], reference: Path) -> list[str]:
    schema = _schema(reference / "ocsf-1.8.0.json")
    return list(_walk(finding, schema["classes"]["detection_finding"], schema["objects"], ""))


@cache
def _schema(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def _walk(value: dict[str, Any], spec: dict[str, Any], objects: dict[str, Any], where: str) -> list[str]:
    found: list[str] = []
    attributes = spec["attributes"]
    for key, attribute in attributes.items():
        if attribute.get("requirement") == "required" and key not in value and not attribute.get("profile"):
            found.append(f"{where}.{key} is missing")
    for key, given in value.items():
        attribute = attributes.get(key)
        if attribute is None:
            found.append(f"{where}.{key} is unknown")
            continue
        if bool(attribute.get("is_array")) != isinstance(given, list):
            found.append(f"{where}.{key}: a list or none?")
            continue
        for each in given if isinstance(given, list) else [given]:
            found += _one(each, attribute, objects, f"{where}.{key}")
    needed = (spec.get("constraints") or {}).get("at_least_one", [])
    if needed and not set(needed) & value.keys():
        found.append(f"{where} has none of {needed}")
    return found


def _one(value: Any, attribute: dict[str, Any], objects: dict[str, Any], where: str) -> list[str]:
    kind = attribute.get("object_type")
    if kind is not None and kind != "object":
        return _walk(value, objects[kind], objects, where) if isinstance(value, dict) else [f"{where} is no object"]
    if attribute.get("enum") and str(value) not in attribute["enum"]:
        return [f"{where} can't be {value!r}"]
    if attribute.get("type") in WHOLE_NUMBERS and (not isinstance(value, int) or isinstance(value, bool)):
        return [f"{where} is no whole number: {value!r}"]
    if attribute.get("type") == "string_t" and not (isinstance(value, str) and value):
        return [f"{where} is no text: {value!r}"]
    return []
