#!/bin/sh
# The policies' own tests: each passes the check, and every scenario ends as it says.
set -u
build=$1 passed=0 failed=0 acts=0
# The list that the policy was read from, when it lies where it usually does.
duties=${SEKIMORI_SHARED:-../shared}/mission/duties.tsv
check() {
	if "$build/sekimori" policy check "$@" >/tmp/policy.$$ 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "== $1"
		tail -n 30 /tmp/policy.$$
	fi
	rm -f /tmp/policy.$$
}
if [ -f "$duties" ]; then check policy/taishi --duties "$duties"; else check policy/taishi; fi
for p in tests/policies/*/; do
	check "${p%/}"
done
for s in policy/taishi/scenarios/*.yaml tests/scenarios/*.yaml tests/policies/*/scenarios/*.yaml; do
	[ -f "$s" ] || continue
	out=$("$build/sekimori" policy play "$s" 2>&1)
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "== $s"
		echo "$out" | tail -n 30
	fi
done
echo "policy: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
