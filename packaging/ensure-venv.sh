#!/usr/bin/env bash
# Makes a working virtual environment: ensure-venv.sh PYTHON FOLDER
set -euo pipefail
python="$1" folder="$2"

if [ -z "$python" ]; then
    echo "Atlas Curator needs Python 3.11 or newer, and no such python3 is on the path (name one with: make PYTHON=...)." >&2
    exit 1
fi

"$folder/bin/python" -c 'import pip' 2>/dev/null && exit 0

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian splits these two modules off into a package named after the interpreter.
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        echo "Python's venv module is missing; install the package $package (Debian, Ubuntu: sudo apt-get install $package)." >&2
        exit 1
    fi
fi

"$python" -m venv --clear "$folder"
