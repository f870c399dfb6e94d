#!/bin/sh
# Runs every fuzzer for some seconds on its corpus: `fuzz.sh BUILD SECONDS`.
set -u
build=$1 seconds=$2 passed=0 failed=0
export ASAN_OPTIONS=detect_leaks=0
for f in "$build"/fuzz/fuzz_*; do
	[ -x "$f" ] || continue
	case $f in *.d|*.o) continue ;; esac
	name=$(basename "$f")
	work=$(mktemp -d)
	seeds="tests/fuzz/corpus/${name#fuzz_}"
	[ -d "$seeds" ] || seeds=""
	# shellcheck disable=SC2086
	if "$f" -max_total_time="$seconds" -rss_limit_mb=4096 -artifact_prefix="$work/" "$work" $seeds >"$work.log" 2>&1; then
		passed=$((passed + 1))
		sed -n 's/^stat::number_of_executed_units: */  runs: /p;s/^Done \([0-9]*\) runs.*/'"$name"': \1 runs/p' "$work.log" | tail -n 1
	else
		failed=$((failed + 1))
		echo "== $name"
		tail -n 40 "$work.log"
	fi
	rm -rf "$work" "$work.log"
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
