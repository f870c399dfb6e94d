#!/bin/sh
# Every cell of the matrix of rights over HTTP: `matrix.sh BUILD`. One town, everybody logged in, everybody tries
# everything (tests/matrix/). PROCEDURE=a,b names some procedures, VERBOSE=1 tells how long each part took.
# Whatever this starts lives under one temporary folder and is gone when it ends.
set -u
here=$(cd "$(dirname "$0")" && pwd)
SEKIMORI_BUILD=$(cd "${1:?usage: matrix.sh BUILD}" && pwd)
SEKIMORI_TMP=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-matrix-XXXXXX")
export SEKIMORI_BUILD SEKIMORI_TMP

# Only what names our own folder on its command line is ours.
ours() {
	for p in /proc/[0-9]*; do
		[ "${p#/proc/}" = $$ ] || ! { tr '\0' '\n' <"$p/cmdline"; } 2>/dev/null | grep -qF "$SEKIMORI_TMP/" || echo "${p#/proc/}"
	done
}
end() {
	ours | while read -r p; do kill -9 "$p" 2>/dev/null; done
	rm -rf "$SEKIMORI_TMP"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

log=$SEKIMORI_TMP/log
node "$here/matrix/run.mjs" >"$log" 2>&1 &
wait $!
rc=$?
cat "$log"
set -- $(sed -n 's/^  matrix: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log" | tail -n 1) 0 0 0
passed=$1 failed=$2 skipped=$3
[ $rc -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "matrix: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
