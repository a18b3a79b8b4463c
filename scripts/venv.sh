#!/bin/sh
# Makes the virtual environment of this clone and installs Weir into it, editable.
#
#   scripts/venv.sh FOLDER [EXTRAS]
#
# PYTHON names the interpreter to use; without it, the first one that is new enough is taken.
set -eu

venv=$1
extras=${2:-}

fail() {
    printf 'weir: %s\n' "$@" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || fail "PYTHON=$PYTHON: there is no such command"
        new_enough "$PYTHON" || fail "PYTHON=$PYTHON is $("$PYTHON" --version 2>&1); Weir needs Python 3.11 or newer"
        python=$PYTHON
        return
    fi
    for python in python3.13 python3.12 python3.11 python3 python; do
        if new_enough "$python"; then
            return
        fi
    done
    fail "found no Python 3.11 or newer ($(python3 --version 2>/dev/null || echo 'no python3 at all'))" \
        "install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)," \
        "or say where it is: make PYTHON=/path/to/python3.12 ..."
}

# Also made anew when the interpreter it was made from has gone, or the clone was moved: its scripts name their place.
if [ "$(cat "$venv/.made-in" 2>/dev/null)" != "$(pwd)" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    find_python
    echo "making $venv with $("$python" --version 2>&1)"
    rm -rf "$venv"
    if ! "$python" -m venv "$venv"; then
        rm -rf "$venv"
        fail "$python could not make a virtual environment" \
            "its venv module is missing or broken (Debian, Ubuntu: apt install python3-venv)"
    fi
    pwd >"$venv/.made-in"
fi
new_enough "$venv/bin/python" || fail "$venv has a Python older than 3.11; 'make clean' and try again"

echo "installing Weir into $venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}"
