#!/bin/sh
# What earlier releases exported is still accepted, by every verifier: `golden.sh BUILD`.
# The tables that it makes are proved by tests/unit/store/test_golden.c.
set -u
build=$1 passed=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-golden-XXXXXX")
trap 'rm -rf "$work"' EXIT

# try WANTED WHAT COMMAND…: the exit code is the one that is wanted
try() {
	wanted=$1 what=$2
	shift 2
	"$@" >"$work/log" 2>&1
	rc=$?
	if [ $rc -eq "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "== $what: exit $rc instead of $wanted"
		tail -n 20 "$work/log"
	fi
}

# what an auditor has: the folder, the key, and size and root on paper
checked() {
	sed -n 2,3p "$1/checkpoint" | cmp - "$2.root"
}

for archive in tests/golden/*.tar.gz; do
	version=$(basename "$archive" .tar.gz)
	golden=tests/golden/$version log=$work/$version
	mkdir "$log"
	try 0 "$version unpacks" tar -xzf "$archive" -C "$log"
	try 0 "$version: its checkpoint" checked "$log" "$golden"
	try 0 "$version: sekimori-verify" "$build/sekimori-verify" "$log" --key "$golden.key"
	try 0 "$version: sekimori verify" "$build/sekimori" verify "$log" --key "$golden.key"
	try 0 "$version: the second verifier" node tests/second/verify.mjs "$log" --key "$golden.key"
	# a verifier that accepts everything would pass all that
	body=$(find "$log/bodies" -type f | sort | head -n 1)
	printf x >>"$body"
	try 2 "$version: sekimori-verify, a longer body" "$build/sekimori-verify" "$log" --key "$golden.key"
	tile=$(find "$log/tile/entries" -type f | sort | head -n 1)
	printf x | dd of="$tile" bs=1 seek=100 conv=notrunc 2>/dev/null
	try 2 "$version: the second verifier, another entry" node tests/second/verify.mjs "$log" --key "$golden.key"
done
[ $passed -gt 0 ] || failed=$((failed + 1))
echo "golden: $passed passed, $failed failed"
[ $failed -eq 0 ]
