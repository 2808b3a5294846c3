#!/usr/bin/env bash
# Sees to the packages of system-packages.txt: install-system-packages.sh run|test
# Installs what is missing when it may (root on Debian or Ubuntu), otherwise says what to install.
set -euo pipefail
purpose="${1:-test}"
list="$(dirname "$0")/system-packages.txt"

[ "$(uname -s)" = Linux ] || exit 0

libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"

present() {
    case "$1" in
        lib:*) [[ "$libraries" == *[[:space:]]"${1#lib:}"[[:space:]]* ]] ;;
        cmd:*) command -v "${1#cmd:}" >/dev/null ;;
        font:*) [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts -name "${1#font:}" -print -quit 2>/dev/null)" ] ;;
        *) echo "system-packages.txt: no such sign: $1" >&2; exit 2 ;;
    esac
}

missing=()
while read -r package when sign; do
    [[ -z "$package" || "$package" == \#* ]] && continue
    [[ "$purpose" == run && "$when" != run ]] && continue
    present "$sign" || missing+=("$package")
done <"$list"

[ "${#missing[@]}" = 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    apt-get update -qq
    # Newer releases call some of them ...t64 (64-bit time).
    names=()
    for package in "${missing[@]}"; do
        if ! apt-cache show "$package" >/dev/null 2>&1 && apt-cache show "${package}t64" >/dev/null 2>&1; then
            package="${package}t64"
        fi
        names+=("$package")
    done
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null
else
    echo "Atlas Curator needs system packages that are missing here; on Debian or Ubuntu install them with: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
