"""Writes docs/reference/*.schema.json; run by `make schemas`."""

from pathlib import Path

from schemas.json_schema import schema_files

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"

FOLDER.mkdir(parents=True, exist_ok=True)
files = schema_files()
for stale in set(FOLDER.glob("*.schema.json")) - {FOLDER / name for name in files}:
    stale.unlink()
for name, content in files.items():
    (FOLDER / name).write_bytes(content)
