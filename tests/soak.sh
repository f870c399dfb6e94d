#!/bin/sh
# `make soak`: what `make test` does a little of, for hours. SOAK_SHORT=1 does so
# little of it that one sees that it works.
set -u
build=$(cd "${1:?usage: soak.sh BUILD}" && pwd)
if [ "${SOAK_SHORT:-0}" = 1 ]; then
	kills=4 flips=499 fuzz=1 plays=2 demos=1 scenes=policy/taishi/scenarios/take-out.yaml
else
	kills=200 flips=1 fuzz=${FUZZ_SECONDS:-60} plays=50 demos=5 scenes=
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-soak-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
begin=$(date +%s)

suite() {
	echo "--- $*"
	"$@" 2>&1 | tee -a "$work/all"
}

# rounds NAME N FUNCTION: the function N times, and what went wrong
rounds() {
	passed=0 failed=0
	for i in $(seq "$2"); do
		if "$3" "$work/$1.$i" >"$work/log" 2>&1; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "== $1, round $i"
			tail -n 30 "$work/log"
		fi
	done
	echo "$1: $passed passed, $failed failed"
}
play_all() {
	for s in policy/taishi/scenarios/*.yaml tests/scenarios/*.yaml tests/policies/*/scenarios/*.yaml; do
		[ ! -f "$s" ] || "$build/sekimori" policy play "$s" || return 1
	done
}
# a town is made, rebuilt, verified, exported, and the export verified
demo_whole() {
	"$build/sekimori" init "$1" --policy policy/taishi --admin setup --demo &&
		"$build/sekimori" rebuild "$1" --compare &&
		"$build/sekimori" rebuild "$1" &&
		"$build/sekimori" verify "$1" &&
		"$build/sekimori" token "$1" kansa-1 "$1.token" &&
		"$build/sekimori" ledger export "$1" "$1.out" --token "$1.token" &&
		"$build/sekimori-verify" "$1.out" --key "$1/keys/log.pub" &&
		node tests/second/verify.mjs "$1.out" --key "$1/keys/log.pub" &&
		rm -rf "$1" "$1.token" "$1.out"
}

suite rounds play "$plays" play_all
suite rounds demo "$demos" demo_whole
suite tests/scenes.sh "$build" $scenes
[ "${SOAK_SHORT:-0}" = 1 ] || suite node tests/mutation.mjs "$build"
suite env KILLS="$kills" FLIPS="$flips" tests/proc.sh "$build"
suite make --no-print-directory -s BUILD="$build" FUZZ_SECONDS="$fuzz" fuzz

awk -v t=$(($(date +%s) - begin)) '
/^[a-z0-9_.-]+: [0-9]+ passed, [0-9]+ failed/ {
	for (i = 2; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i; if ($(i+1) ~ /^skipped/) s += $i }
	suites++
}
END {
	if (suites < 5) { f += 1; print "a part is missing: only " suites+0 " reported" }
	print "time: " t " s"
	print "soak: " p+0 " passed, " f+0 " failed, " s+0 " skipped"
	exit f > 0
}' "$work/all"
