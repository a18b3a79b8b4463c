#!/bin/sh
# Makes what is handed on, in dist/: wheel, sdist, a wheelhouse for machines without internet, and an SBOM of it; then proves it.
#
#   scripts/dist.sh
#
# PYTHON names the interpreter: the wheelhouse is for its version and this kind of machine. The tools (build, cyclonedx-bom) live in an
# environment of their own. The image is built where docker or podman runs.
set -eu

python=${PYTHON:-python3}
dist=dist
tools=.cache/dist-tools
installed=.cache/dist-installed

say() {
    printf '%s\n' "$*"
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "weir: $python is older than Python 3.11: make dist PYTHON=python3.12" >&2
    exit 1
}
kind=$("$python" -c 'import sys, sysconfig; print("cp%d%d-%s" % (*sys.version_info[:2], sysconfig.get_platform().replace("-", "_").replace(".", "_")))')

rm -rf "$dist" "$installed"
mkdir -p "$dist"
[ -x "$tools/bin/cyclonedx-py" ] || {
    rm -rf "$tools"
    "$python" -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check 'build>=1.2,<2' 'cyclonedx-bom>=7,<8'
}

say "wheel and sdist"
"$tools/bin/python" -m build --outdir "$dist" . >"$dist/build.log" 2>&1 || {
    cat "$dist/build.log" >&2
    exit 1
}
rm "$dist/build.log"
wheel=$(ls "$dist"/weir-*.whl)
version=$(basename "$wheel" | cut -d- -f2)

wheelhouse=weir-$version-wheelhouse-$kind
say "wheelhouse: $wheelhouse.tar"
"$tools/bin/pip" wheel --quiet --disable-pip-version-check --wheel-dir "$dist/$wheelhouse" "$wheel"
tar -C "$dist" -cf "$dist/$wheelhouse.tar" "$wheelhouse"

say "installing it without an index into an empty environment"
"$python" -m venv "$installed"
"$installed/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$dist/$wheelhouse" weir
# Not from this folder, where Python would find the sources.
(
    here=$(pwd)
    weir=$here/$installed/bin/weir
    trial=$(mktemp -d)
    trap 'rm -rf "$trial"' EXIT
    cd "$trial"
    "$weir" --version
    [ "$("$weir" --version)" = "weir $version" ]
    "$weir" settings init
    "$weir" simulate --out plant --days 9 --scale 1 --rate 0.5 >said 2>&1 || { cat said >&2; exit 1; }
    # It exits with 2 when an alert reached the level.
    code=0
    "$weir" replay plant/conn.log --zones plant/zones.toml --learn-until 7d --fail-on medium --settings /dev/null >said 2>&1 || code=$?
    [ "$code" = 2 ] || { cat said >&2; echo "weir: the replay of a simulated plant ended with $code" >&2; exit 1; }
    say "a simulated plant was replayed, and raised alerts"
)

say "SBOM: weir-$version.cdx.json"
# Of what the wheelhouse installs, and so without the pip that came with the environment.
"$installed/bin/pip" uninstall --quiet --disable-pip-version-check --yes pip setuptools 2>/dev/null
"$tools/bin/cyclonedx-py" environment "$installed/bin/python" --pyproject pyproject.toml --output-reproducible \
    --output-format JSON --output-file "$dist/weir-$version.cdx.json"
"$tools/bin/python" - "$dist/weir-$version.cdx.json" "$dist/$wheelhouse" <<'CHECK'
import json, pathlib, sys

bom = json.load(open(sys.argv[1], encoding="utf-8"))
listed = {(each["name"].lower().replace("_", "-"), each["version"]) for each in bom["components"]}
listed.add((bom["metadata"]["component"]["name"], bom["metadata"]["component"]["version"]))
there = {tuple(path.name.split("-")[:2]) for path in pathlib.Path(sys.argv[2]).glob("*.whl")}
there = {(name.lower().replace("_", "-").replace(".", "-"), version) for name, version in there}
listed = {(name.replace(".", "-"), version) for name, version in listed}
if listed != there:
    sys.exit(f"the SBOM and the wheelhouse differ: {sorted(listed ^ there)}")
print(f"{len(listed)} packages, as in the wheelhouse")
CHECK

image=no
for engine in docker podman; do
    if command -v "$engine" >/dev/null 2>&1 && "$engine" info >/dev/null 2>&1; then
        say "image: weir:$version, by $engine"
        "$engine" build --quiet --tag "weir:$version" .
        "$engine" run --rm "weir:$version" --version
        image=yes
        break
    fi
done
[ "$image" = yes ] || say "no image: neither docker nor podman runs here; on a machine where one does: docker build -t weir:$version ."

sums=$(command -v sha256sum || echo "shasum -a 256")
(cd "$dist" && $sums ./*.whl ./*.tar.gz ./*.tar ./*.json >SHA256SUMS)
du -sh "$dist"/*
