#!/usr/bin/env bash
# Freezes the program and wraps it as a Debian package: build-deb.sh FOLDER
# COMPRESSION=xz makes a package a quarter smaller in two minutes instead of seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-dist}"
command -v dpkg-deb >/dev/null || { echo "A .deb is built with dpkg-deb, which is missing here; dist/ holds the wheel." >&2; exit 1; }

.venv/bin/pyinstaller --noconfirm --log-level WARN --distpath build/frozen --workpath build/pyinstaller \
    packaging/atlas-curator.spec
# What does not start here is not shipped. (Chromium refuses its sandbox to root.)
[ "$(id -u)" != 0 ] || export QTWEBENGINE_DISABLE_SANDBOX=1
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
QT_QPA_PLATFORM=offscreen build/frozen/atlas-curator/atlas-curator --library "$scratch/library" self-check

version="$(.venv/bin/python -c 'import curator_app; print(curator_app.__version__)')"
architecture="$(dpkg --print-architecture)"
depends="$(awk '$2 == "run" { printf "%s%s", sep, $1; sep = ", " }' packaging/system-packages.txt)"
tree=build/deb
rm -rf "$tree"
mkdir -p "$tree"/{DEBIAN,usr/bin,usr/lib,usr/share/applications,usr/share/doc/atlas-curator} "$out"
cp -a build/frozen/atlas-curator "$tree/usr/lib/atlas-curator"
ln -s ../lib/atlas-curator/atlas-curator "$tree/usr/bin/atlas-curator"
cp packaging/atlas-curator.desktop "$tree/usr/share/applications/"
cp LICENSE "$tree/usr/share/doc/atlas-curator/copyright"
if [ -f resources/icons/app.svg ]; then
    mkdir -p "$tree/usr/share/icons/hicolor/scalable/apps"
    cp resources/icons/app.svg "$tree/usr/share/icons/hicolor/scalable/apps/atlas-curator.svg"
fi
chmod -R u=rwX,go=rX "$tree"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: atlas-curator
Version: $version
Architecture: $architecture
Maintainer: The Atlas Curator authors
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Depends: libc6 (>= $(getconf GNU_LIBC_VERSION | cut -d" " -f2)), $depends
Recommends: fonts-noto-core, gnome-keyring
Section: science
Priority: optional
Description: workbench for the people who make the ME/CFS Atlas
 Entries, contributions and the published site of an atlas of ME/CFS
 research, edited, checked and built on one computer, offline.
CONTROL

if git rev-parse --git-dir >/dev/null 2>&1; then
    SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
    export SOURCE_DATE_EPOCH
fi
dpkg-deb --root-owner-group "-Z${COMPRESSION:-zstd}" --build "$tree" "$out/atlas-curator_${version}_$architecture.deb"
