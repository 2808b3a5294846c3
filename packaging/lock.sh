#!/usr/bin/env bash
# Resolves pyproject.toml into requirements/*.txt: every file pinned, with hashes, for all platforms.
# With "upgrade" as argument, newer releases are taken; without it, only what pyproject.toml demands moves.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=.cache/lock-venv
[ -x "$tool/bin/uv" ] || { "${PYTHON:-python3}" -m venv "$tool" && "$tool/bin/pip" install --quiet uv; }

flags=(--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet)
# axe-playwright-python is used for its axe.min.js only: playwright, and what only playwright needs, stay out.
flags+=(--no-emit-package playwright --no-emit-package pyee --no-emit-package greenlet)
[ "${1:-}" = upgrade ] && flags+=(--upgrade)

lock() { # lock NAME TITLE SOURCE...
    local file="requirements/$1.txt" title="$2"
    shift 2
    "$tool/bin/uv" pip compile "$@" "${flags[@]}" --output-file "$file" >/dev/null
    { printf '# %s\n# Made by "make lock" from pyproject.toml; install with --require-hashes --no-deps.\n' "$title"
      sed '/^$/d; /^#/d' "$file"; } >"$file.new"
    mv "$file.new" "$file"
}

mkdir -p requirements
lock runtime "What the program needs to run." pyproject.toml
lock dev "What the program needs to run, and its checks and tests." pyproject.toml --group dev
lock bench "The static site generator that the benchmarks measure against." --group bench
lock package "The tool that freezes the program." --group package
lock fuzz "What the reader of mails is fuzzed with." --group fuzz
