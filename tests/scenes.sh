#!/bin/sh
# Scenarios through the pages: `scenes.sh BUILD [FILE…]`, all of them when none
# is named. The same files that `sekimori policy play` judges in memory are
# played with a browser against towns that run. SCENES_TOWNS (2) at a time;
# VERBOSE=1 names every line. Whatever this starts is gone at its end.
set -u
cd "$(dirname "$0")/.." || exit 1
SEKIMORI_BUILD=$(cd "${1:?usage: scenes.sh BUILD [FILE…]}" && pwd)
shift
SEKIMORI_TMP=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-scenes-XXXXXX")
# Only what names our own folder on its command line is ours; Chromium's profile is there too.
TMPDIR=$SEKIMORI_TMP
export SEKIMORI_BUILD SEKIMORI_TMP TMPDIR
end() {
	for p in $(grep -lF "$SEKIMORI_TMP/" /proc/[0-9]*/cmdline 2>/dev/null); do
		p=${p#/proc/}
		kill -9 "${p%/cmdline}" 2>/dev/null
	done
	rm -rf "$SEKIMORI_TMP"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

fail() { echo "  FAIL $1"; echo "scenes: 0 passed, 1 failed, 0 skipped"; exit 1; }

: "${CHROMIUM:=$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
export CHROMIUM
[ -x "$CHROMIUM" ] || fail "no Chromium: apt-get install chromium, or CHROMIUM=/path"
make --no-print-directory -s node_modules/.stamp >"$SEKIMORI_TMP/npm" 2>&1 || { cat "$SEKIMORI_TMP/npm"; fail "npm ci"; }
node tests/scenes/run.mjs "$@" &
wait $!
