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
# Who may do what, as somebody has read it through: a cell that changes is to be looked at, then printed anew.
matrix=$(mktemp)
"$build/sekimori" policy matrix policy/taishi >"$matrix"
if awk -F '\t' '
	FNR == 1 { for (i = 1; i <= NF; i++) { if (NR == 1) was_head[i] = $i; else head[i] = $i } }
	{ key = $1 " " $2 " " $3 }
	NR == FNR { was[key] = 1; for (i = 4; i <= NF; i++) old[key, was_head[i]] = $i; next }
	FNR == 1 { next }
	!(key in was) { print "  more: " key; bad = 1; next }
	{
		seen[key] = 1
		for (i = 4; i <= NF; i++)
			if (old[key, head[i]] != $i) { print "  " key ": " head[i] ": " old[key, head[i]] " -> " $i; bad = 1 }
	}
	END { for (k in was) if (!(k in seen) && k != "subject act step") { print "  gone: " k; bad = 1 }; exit bad }
' policy/taishi/matrix.tsv "$matrix" && cmp -s policy/taishi/matrix.tsv "$matrix"; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "== policy/taishi/matrix.tsv is not what the policy says; when that is meant:"
	echo "   $build/sekimori policy matrix policy/taishi > policy/taishi/matrix.tsv"
fi
rm -f "$matrix"
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
