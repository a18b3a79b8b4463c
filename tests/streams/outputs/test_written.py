"""How the alerts of an output are written: by a format, with fields, by a template of Weir's or of one's own."""

import json
from pathlib import Path
from typing import get_args

import pytest

from streams.outputs.settings import OutputSettings, TemplateName
from streams.outputs.templates.shipped import TEMPLATE_NAMES
from streams.outputs.written import check_written, media_type_of, template_of, written_of
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, whole


def test_settings_name_the_templates_that_there_are() -> None:
    assert get_args(TemplateName) == TEMPLATE_NAMES


def test_a_format_is_written_as_it_is_and_with_fields_of_ones_own() -> None:
    plain = written_of(OutputSettings(format="ndjson"), HERE)(whole())
    more = written_of(OutputSettings(format="ndjson", fields={"customer": "north", "tier": 1}), HERE)(whole())
    assert json.loads(more) == {**json.loads(plain), "customer": "north", "tier": 1}
    with pytest.raises(ValueError, match="cef takes no fields"):
        written_of(OutputSettings(format="cef", fields={"customer": "north"}), HERE)


def test_a_template_of_ones_own_is_tried_on_alerts_of_every_kind(tmp_path: Path) -> None:
    file = tmp_path / "own.j2"
    file.write_text('{"a": {{ alert.title }}, "b": {{ alert.initiator.name }}}')
    settings = OutputSettings(template_file=str(file))
    check_written(settings, HERE, ONE_EACH)
    with pytest.raises(ValueError, match=r"own.j2, line 1: 'None' has no attribute 'name'"):
        check_written(settings, HERE, [whole(initiator=None)])
    with pytest.raises(FileNotFoundError, match="no-such"):
        written_of(OutputSettings(template_file=str(tmp_path / "no-such")), HERE)


def test_the_media_type_is_json_or_what_the_headers_say() -> None:
    assert media_type_of(OutputSettings(format="cef")) == "text/plain"
    assert media_type_of(OutputSettings(template="slack")) == "application/json"
    plain = OutputSettings(template="slack", headers={"Content-Type": "text/plain"})
    assert media_type_of(plain) == template_of(plain).media_type == "text/plain"
