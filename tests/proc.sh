#!/bin/sh
# Process tests: `proc.sh BUILD [short]`. Every file of tests/proc/ that ends in
# .test.mjs is one program; each says how many passed. Whatever they started
# lives under one temporary folder and is gone when this ends.
set -u
here=$(cd "$(dirname "$0")" && pwd)
SEKIMORI_BUILD=$(cd "${1:?usage: proc.sh BUILD [short]}" && pwd)
SEKIMORI_SHORT=$([ "${2:-}" = short ] && echo 1 || echo 0)
SEKIMORI_TMP=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-procs-XXXXXX")
export SEKIMORI_BUILD SEKIMORI_SHORT SEKIMORI_TMP
case $SEKIMORI_BUILD in */asan) name=proc-asan ;; *) name=proc ;; esac
only=${ONLY:-}

# Only what names our own folder on its command line is ours.
ours() {
	for p in /proc/[0-9]*; do
		[ "${p#/proc/}" = $$ ] || ! { tr '\0' '\n' <"$p/cmdline"; } 2>/dev/null | grep -qF "$SEKIMORI_TMP/" || echo "${p#/proc/}"
	done
}
end() {
	ours | while read -r p; do kill -9 "$p" 2>/dev/null; done
	grep -F " $SEKIMORI_TMP/" /proc/mounts | cut -d' ' -f2 | while read -r m; do umount -l "$m"; done
	rm -rf "$SEKIMORI_TMP"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

passed=0 failed=0 skipped=0
log=$SEKIMORI_TMP/log
for t in "$here"/proc/*.test.mjs; do
	[ -z "$only" ] || [ "$(basename "$t" .test.mjs)" = "$only" ] || continue
	node "$t" >"$log" 2>&1 &
	wait $!
	rc=$?
	cat "$log"
	set -- $(sed -n 's/^  [a-z]*: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log" | tail -n 1) 0 0 0
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
	if [ $rc -ne 0 ] && [ "$2" -eq 0 ]; then
		echo "  FAIL $(basename "$t"): ended with $rc and no summary"
		failed=$((failed + 1))
	fi
done
left=$(ours | wc -l)
if [ "$left" -ne 0 ]; then
	echo "  FAIL $left processes outlived their test"
	failed=$((failed + 1))
fi
echo "$name: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
