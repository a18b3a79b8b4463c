"""The templates that come with Weir, a file each, by the names that `template` takes."""

from importlib.resources import files

TEMPLATE_NAMES = ("slack", "teams", "jira", "servicenow", "servicenow-events", "pagerduty")


def shipped(name: str) -> str:
    """The text of a template that comes with Weir."""
    return (files("streams.outputs.templates") / "bodies" / f"{name}.json.j2").read_text(encoding="utf-8")
