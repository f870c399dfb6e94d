#!/bin/sh
# `make test`: every suite, from the simple to the whole, and one total.
set -u
build=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
begin=$(date +%s)

expected=0
suite() {
	expected=$((expected + 1))
	echo "--- $*"
	"$@" 2>&1 | tee -a "$log"
}
make_() { make --no-print-directory -j2 "$@" >"$log.make" 2>&1 || { tail -n 60 "$log.make"; echo "build: 0 passed, 1 failed" | tee -a "$log"; }; }

make_ BUILD="$build" all
make_ BUILD="$build/asan" V=asan all
suite make --no-print-directory -j2 -s BUILD="$build" unit
suite make --no-print-directory -j2 -s BUILD="$build/asan" V=asan unit
suite tests/policy.sh "$build"
suite node tests/shells.mjs "$build"
suite tests/golden.sh "$build"
suite tests/install.sh "$build"
suite tests/proc.sh "$build"
suite tests/proc.sh "$build/asan" short
suite tests/e2e.sh "$build"
suite tests/matrix.sh "$build"
# some of the scenarios; the soak plays all of them
suite tests/scenes.sh "$build" policy/taishi/scenarios/take-out.yaml policy/taishi/scenarios/compliance.yaml policy/taishi/scenarios/mail-send.yaml
suite make --no-print-directory -s BUILD="$build" FUZZ_SECONDS=2 fuzz
suite make --no-print-directory -s BUILD="$build" check

awk -v t=$(($(date +%s) - begin)) -v expected=$expected '
/^[a-z0-9_.-]+: [0-9]+ passed, [0-9]+ failed/ {
	for (i = 2; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i; if ($(i+1) ~ /^skipped/) s += $i }
	suites++
}
END {
	if (suites < expected) { f += 1; print "a suite is missing: only " suites " of " expected " reported" }
	print "time: " t " s"
	print p+0 " passed, " f+0 " failed, " s+0 " skipped"
	exit f > 0
}' "$log"
