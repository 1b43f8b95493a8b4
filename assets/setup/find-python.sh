#!/bin/sh
# Prints the Python to build .venv with: the system's own if it fits, else the newest that does.
#
# usage: find-python.sh LIST
#
# LIST is the list of Debian packages, handed on where Python itself or its venv module has to be installed.
# Fits: 3.11 to 3.14, for which every locked package has a wheel, so that no compiler is needed.
set -eu

list=$1
install=$(dirname "$0")/install-packages.sh

fits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$python" >/dev/null 2>&1 && fits "$python"; then
            command -v "$python"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    # Ubuntu 22.04 has 3.11 beside its own 3.10.
    "$install" /dev/null python3.11 'Assent is written in Python 3.11 or newer' \
        python3.11-venv 'keeps its packages in .venv, apart from the system' >&2
    python=$(find_python)
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$install" "$list" "python$version-venv" 'keeps the Python packages in .venv, apart from the system' >&2
fi
printf '%s\n' "$python"
