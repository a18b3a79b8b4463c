"""What docs/siem/ and deploy/siem/ have from the code: tables of fields, samples, templates. `make siem` writes them.

A page says where: `<!-- fields: cef -->` and `<!-- sample: cef -->` begin what is made, `<!-- end -->` ends it.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.registry import ALERT_FORMATS
from schemas.formats.alerts.siem.ecs_template import index_template, ingest_pipeline
from schemas.formats.alerts.siem.udm import event
from streams.outputs.settings import OutputSettings
from tests.docs.siem.origins import bases, origins, samples
from tests.schemas.formats.alerts.alerts import HERE

REPOSITORY = Path(__file__).resolve().parents[3]
PAGES = REPOSITORY / "docs" / "siem"
FILES = REPOSITORY / "deploy" / "siem"

MADE = re.compile(r"<!-- (fields|sample): (\w+) -->\n.*?<!-- end -->", re.DOTALL)

LONGEST_EXAMPLE = 64
"""Characters of an example in a table: wider tables are hard to read."""


def table(form: str) -> str:
    """The fields of a format, where each comes from, and an example."""
    examples = samples(form)
    lines = ["| field | from | example |", "|---|---|---|"]
    for name, sources in origins(form).items():
        if name.endswith("Label"):
            continue  # of CEF: it stands beside the field that it names
        label = f' "{examples[f"{name}Label"]}"' if f"{name}Label" in examples else ""
        said = ", ".join(source if " " in source else f"`{source}`" for source in sources) or "always the same"
        lines.append(f"| `{name}`{label} | {said} | {_example(examples[name])} |")
    return "\n".join(lines)


def _example(text: str) -> str:
    short = text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"
    return "`" + short.replace("|", "\\|") + "`"


def sample(form: str) -> str:
    """The sample alert as it is sent, in a block of the page."""
    return f"    {ALERT_FORMATS[form].write(bases()[0], HERE).decode()}"


def made_anew(page: str) -> str:
    """A page with what is made put in anew."""

    def made(found: re.Match[str]) -> str:
        what, form = found.groups()
        return f"<!-- {what}: {form} -->\n\n{table(form) if what == 'fields' else sample(form)}\n\n<!-- end -->"

    return MADE.sub(made, page)


def files() -> Iterator[tuple[Path, str]]:
    """Files of deploy/siem/ that are made from the code, with what they hold."""
    yield FILES / "elastic" / "index-template.json", _json(index_template(f"{OutputSettings(to='').index}*"))
    yield FILES / "elastic" / "ingest-pipeline.json", _json(ingest_pipeline())
    yield FILES / "secops" / "sample.json", _json(event(bases()[0], HERE))
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(["event_id", "name"])
    writer.writerows(KIND_NAMES.items())
    yield FILES / "qradar" / "event-ids.csv", rows.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all of it."""
    for path in sorted(PAGES.glob("*.md")):
        path.write_text(made_anew(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path, text in files():
        path.write_text(text, encoding="utf-8")
    sys.stdout.write("docs/siem and deploy/siem are as the code says\n")


if __name__ == "__main__":
    main()
