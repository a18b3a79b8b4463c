"""Where the tests' broker comes from: Java 17 or newer, and Apache Kafka's own jars, fetched once by Maven.

Run as `python -m tests.kafka.jars` to fetch them ahead of the tests. They are kept in .cache/kafka
of the clone, or where WEIR_TEST_KAFKA_JARS says.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).resolve().parent
POM = HERE / "pom.xml"
CACHE = HERE.parent.parent / ".cache" / "kafka"
OLDEST_JAVA = 17
"""What Apache Kafka 4 needs on its server side."""

FETCH_TIMEOUT_S = 600.0


class NoBroker(Exception):
    """This machine can't run the broker; the text says what is missing."""


def kafka_version() -> str:
    """The version the tests run, as pom.xml has it."""
    version = ET.parse(POM).findtext(".//{*}kafka.version")  # noqa: S314 - our own file
    if version is None:
        msg = f"{POM} names no kafka.version"
        raise NoBroker(msg)
    return version


def java() -> str:
    """The path of a Java that is new enough."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if found is None or not Path(found).is_file():
        msg = f"no Java: install a Java runtime {OLDEST_JAVA} or newer (Debian: openjdk-17-jre-headless)"
        raise NoBroker(msg)
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        msg = f"Java {version[1] if version else '(unknown)'} at {found}; the broker needs {OLDEST_JAVA} or newer"
        raise NoBroker(msg)
    return found


def jars() -> Path:
    """The folder of the broker's jars; fetched (54 MB) when it is not there yet."""
    said = os.environ.get("WEIR_TEST_KAFKA_JARS")
    return fetched(POM, Path(said) if said else CACHE / kafka_version(), "kafka-tools-*.jar")


def fetched(pom: Path, folder: Path, one_of_them: str) -> Path:
    """The folder with the jars of a pom.xml; fetched by Maven when no file there matches `one_of_them`."""
    if any(folder.glob(one_of_them)):
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        msg = f"no jars of {pom.parent.name} in {folder}, and no Maven to fetch them (Debian: maven)"
        raise NoBroker(msg)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Fetched beside and renamed: a fetch that was cut off, or two at once, leave no half a folder.
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix="fetching-"))
    try:
        run = subprocess.run(
            [
                maven, "--batch-mode", "--quiet", "--file", str(pom), "dependency:copy-dependencies",
                "-DincludeScope=runtime", f"-DoutputDirectory={beside}",
            ],
            capture_output=True, text=True, check=False, timeout=FETCH_TIMEOUT_S, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if run.returncode != 0:
            msg = f"Maven could not fetch the jars of {pom.parent.name}: {(run.stdout + run.stderr).strip()[-2000:]}"
            raise NoBroker(msg)
        try:
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{java()}\n{jars()}\n")
    except NoBroker as error:
        sys.exit(f"{error}")
