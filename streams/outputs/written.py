"""How the alerts of an output are written: by its format, with fields of one's own, or by a template."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.alert import Alert
from schemas.formats.alerts.fields import fields_problem, with_fields
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS, AlertFormat, from_origin
from streams.outputs.settings import OutputSettings, templated

if TYPE_CHECKING:
    from streams.outputs.templates.template import BodyTemplate


def written_of(settings: OutputSettings, origin: Origin) -> AlertFormat:
    """What makes the bytes of an alert. Raises ValueError with what is wrong, OSError for the template's file."""
    if templated(settings):
        template = template_of(settings)
        return lambda alert: template.body(alert, origin)
    problem = fields_problem(settings.format, settings.fields, settings.rename)
    if problem is not None:
        raise ValueError(problem)
    written = from_origin(settings.format, origin)
    if not settings.fields and not settings.rename:
        return written
    return with_fields(settings.format, written, settings.fields, settings.rename)


def check_written(settings: OutputSettings, origin: Origin, alerts: Sequence[Alert]) -> None:
    """Write these alerts, so that a slip is told before there is an alert that matters. Raises as `written_of`."""
    written = written_of(settings, origin)
    for alert in alerts if templated(settings) else ():
        written(alert)


def media_type_of(settings: OutputSettings) -> str:
    """The media type of a body: of a template that which `headers` name, or JSON."""
    if not templated(settings):
        return ALERT_FORMATS[settings.format].media_type
    given = (value for name, value in settings.headers.items() if name.lower() == "content-type")
    return next(given, "application/json")


def template_of(settings: OutputSettings) -> "BodyTemplate":
    """The template of an output that has one. Raises TemplateSlip, and OSError for its file."""
    # Jinja2 takes 0.05 s: only who has a template waits for it.
    from streams.outputs.templates.shipped import shipped  # noqa: PLC0415
    from streams.outputs.templates.template import BodyTemplate  # noqa: PLC0415

    if settings.template_file is not None:
        source, name = Path(settings.template_file).read_text(encoding="utf-8"), settings.template_file
    else:
        name = settings.template or ""
        source = shipped(name)
    return BodyTemplate(source, name, media_type=media_type_of(settings), constants=settings.fields)
