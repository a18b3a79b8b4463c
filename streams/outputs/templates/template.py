"""A template of a body: what it makes of an alert, and where in it a slip is.

Jinja2's sandbox, in which a name that is not there is an error. Each `{{ }}` gives a whole value of the media type: in
JSON that is a value with its quotes, so nothing that a name holds ends a string, and nothing has to be remembered by
who writes the template.
"""

import html
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

import msgspec
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.alert import Alert
from schemas.formats.alerts.parts.documents import JsonObject
from schemas.formats.alerts.parts.origin import Origin
from streams.outputs.templates.told import Constant, told

JSON = "application/json"


class TemplateSlip(ValueError):
    """A template that does not do; its message names the file and the line."""


class _Json(str):
    """Text that is JSON already."""

    __slots__ = ()


def _json(value: object) -> _Json:
    if isinstance(value, StrictUndefined):
        str(value)  # raises, with the name that is not there
    return value if isinstance(value, _Json) else _Json(json.dumps(value, ensure_ascii=False))


def _written(value: object) -> str:
    return "" if value is None else str(value)


WRITERS: Mapping[str, Callable[[object], str]] = {
    JSON: _json,
    "text/plain": _written,
    "text/html": lambda value: html.escape(_written(value)),
    "application/xml": lambda value: html.escape(_written(value)),
    "application/x-www-form-urlencoded": lambda value: quote_plus(_written(value)),
}
"""How a value is written so that it stays one, by the media type of the body."""


def mrkdwn(text: str) -> str:
    """Text as Slack's mrkdwn takes it: its three characters escaped, so no link and no mention; nor `@channel`."""
    for character, said in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, said)
    return text.replace("@", "@ ")


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, marked where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class BodyTemplate:
    """A template called `name` in errors. Raises TemplateSlip where it can't be read."""

    def __init__(
        self, source: str, name: str, *, media_type: str = JSON, constants: Mapping[str, Constant] | None = None
    ) -> None:
        self._name = name
        self._constants = constants or {}
        self.media_type = media_type
        self._plain_type = media_type.partition(";")[0].strip().lower()
        writer = WRITERS.get(self._plain_type)
        if writer is None:
            msg = f"{name}: no body of {media_type!r} can be made; it is one of: {', '.join(WRITERS)}"
            raise TemplateSlip(msg)
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=writer)
        environment.filters |= {"mrkdwn": mrkdwn, "cut": cut, "tojson": _json}
        for way_around in ("safe", "pprint", "xmlattr"):
            del environment.filters[way_around]
        try:
            tree = environment.parse(source, name, name)
            code = environment.compile(tree, name, name)
        except TemplateSyntaxError as error:
            msg = f"{name}, line {error.lineno}: {error.message}"
            raise TemplateSlip(msg) from error
        self.takes_token = "token" in find_undeclared_variables(tree)
        """Whether the receiver's token stands in the body."""
        self._template = Template.from_code(environment, code, environment.globals)

    def body(self, alert: Alert, origin: Origin) -> bytes:
        """The body of one alert. Raises TemplateSlip with the line."""
        return self.made(told(alert, origin, self._constants))

    def made(self, values: JsonObject) -> bytes:
        """The body of these values. Raises TemplateSlip."""
        try:
            text = self._template.render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            msg = f"{self._name}{_line(error, self._name)}: {error}"
            raise TemplateSlip(msg) from error
        return self._checked(text) if self._plain_type == JSON else text.encode()

    def _checked(self, text: str) -> bytes:
        """The JSON on one line. Raises TemplateSlip where it is none, with the line that was made."""
        try:
            value: Any = json.loads(text, object_pairs_hook=self._once_each)
        except json.JSONDecodeError as error:
            line = error.doc.splitlines()[error.lineno - 1].strip()
            msg = f"{self._name} makes no JSON: {error.msg} in what it made, line {error.lineno}: {line[:100]}"
            raise TemplateSlip(msg) from error
        return msgspec.json.encode(value)

    def _once_each(self, pairs: list[tuple[str, object]]) -> JsonObject:
        made = dict(pairs)
        if len(made) != len(pairs):
            twice = next(key for key, _ in pairs if [one for one, _ in pairs].count(key) > 1)
            msg = f"{self._name} writes {twice!r} twice; it may be one of `fields` that the template has already"
            raise TemplateSlip(msg)
        return made


def _line(error: BaseException, name: str) -> str:
    """Where in the template it went wrong: Jinja2 gives its lines in the traceback."""
    found, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            found = f", line {trace.tb_lineno}"
        trace = trace.tb_next
    return found
