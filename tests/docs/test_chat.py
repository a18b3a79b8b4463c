"""The page of chat and tickets names every template and every name in one, and its examples do."""

import json
import re
from pathlib import Path

import pytest

from streams.outputs.templates.shipped import TEMPLATE_NAMES
from streams.outputs.templates.template import BodyTemplate
from streams.outputs.templates.told import told
from tests.schemas.formats.alerts.alerts import HERE, whole
from weir.settings.sections import load_settings
from weir.wiring.outputs import outputs_of


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "siem" / "chat.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    return [
        re.sub("^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    ]


def test_every_template_and_every_name_has_its_row(page: str) -> None:
    _, templates, names = re.split(r"^(?:\|---)+\|$", page, flags=re.MULTILINE)
    assert tuple(re.findall(r"^\| `([\w-]+)` \|", templates, re.MULTILINE)) == TEMPLATE_NAMES
    rows = "".join(row.split("|")[1] for row in re.findall(r"^\| `.*$", names, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", rows)) == set(told(whole(), HERE, {}))


def test_every_example_of_settings_is_an_output_whose_template_does(page: str, tmp_path: Path) -> None:
    examples = [block for block in blocks(page) if block.startswith("[outputs.")]
    (tmp_path / "weir.toml").write_text("".join(examples))
    assert len(outputs_of(load_settings(tmp_path / "weir.toml", {}))) == len(examples)


def test_the_template_of_ones_own_does(page: str) -> None:
    (source,) = [block for block in blocks(page) if block.startswith("{")]
    for alert in (whole(), whole(responder=None)):
        assert json.loads(BodyTemplate(source, "page").body(alert, HERE))["key"] == alert.id
