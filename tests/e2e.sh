#!/bin/sh
# Journeys through the pages: `e2e.sh BUILD [DIR]`. Drives the town at E2E_URL,
# else the one that runs from DIR (as `make run` starts it), else a demo town of
# its own. ONLY=a,k names some of the journeys. Whatever this starts is gone at
# its end.
set -u
cd "$(dirname "$0")/.." || exit 1
SEKIMORI_BUILD=$(cd "${1:?usage: e2e.sh BUILD [DIR]}" && pwd)
SEKIMORI_TMP=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-e2e-XXXXXX")
export SEKIMORI_BUILD SEKIMORI_TMP

# Only what names our own folder on its command line is ours; Chromium's profile is there too.
TMPDIR=$SEKIMORI_TMP
export TMPDIR
end() {
	for p in $(grep -lF "$SEKIMORI_TMP/" /proc/[0-9]*/cmdline 2>/dev/null); do
		p=${p#/proc/}
		kill -9 "${p%/cmdline}" 2>/dev/null
	done
	rm -rf "$SEKIMORI_TMP"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

fail() { echo "  FAIL $1"; echo "e2e: 0 passed, 1 failed, 0 skipped"; exit 1; }

# The address of a town that runs from the folder DIR, by its supervisor's command line.
running() {
	pid=$(sed -n 's/.*"supervisor":\([0-9]*\).*/\1/p' "$1/run/programs.json" 2>/dev/null)
	[ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | awk '
		/sekimori$/ && NR == 1 { ours = 1 }
		last == "--listen" { at = $0 }
		{ last = $0 }
		END { if (ours) print "http://" (at ? at : "127.0.0.1:8400") }'
}

: "${CHROMIUM:=$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
export CHROMIUM
[ -x "$CHROMIUM" ] || fail "no Chromium: apt-get install chromium, or CHROMIUM=/path"
make --no-print-directory -s node_modules/.stamp >"$SEKIMORI_TMP/npm" 2>&1 || { cat "$SEKIMORI_TMP/npm"; fail "npm ci"; }
: "${E2E_URL:=$([ -z "${2:-}" ] || running "$2")}"
export E2E_URL
[ -z "$E2E_URL" ] || echo "e2e: the town at $E2E_URL"
node tests/e2e/run.mjs &
wait $!
