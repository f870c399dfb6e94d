#!/bin/sh
# What years do to a town, `bench/years.sh BUILD`: the second half of `make bench`.
# Pages over a hundred times as many matters; audit, rebuild and opening of
# ENTRIES (1,000,000). bench/history.c makes the years, a few minutes of them.
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
entries=${ENTRIES:-1000000}
matters=${MATTERS:-100000}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/bench.XXXXXX")
run=""
finish() {
	[ -z "$run" ] || kill "$run" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT INT TERM

libs=""
for l in gate store ledger model policy proto os codec crypto base; do libs="$libs $build/lib/$l.a"; done
# shellcheck disable=SC2086
cc -std=c11 -D_GNU_SOURCE -O2 -Isrc "-I$build/gen" "$here/history.c" -Wl,--start-group $libs -Wl,--end-group \
	-lsqlite3 -lyaml -lcrypto -ljansson -lseccomp -licuuc -licui18n -lpthread -lm -o "$work/history"
cc -std=c11 -D_GNU_SOURCE -O2 "$here/floor_hash.c" -lsqlite3 -lcrypto -o "$work/floor_hash"

now() { date +%s%N; }
between() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", (b - a) / 1e9}'; }
line() { # NAME VALUE UNIT WANTED REACHED(0/1)
	awk -v n="$1" -v v="$2" -v u="$3" -v w="$4" -v r="$5" \
		'BEGIN {printf "%-44s %10s %-10s wanted %s  %s\n", n, v, u, w, (r ? "reached" : "not reached")}'
}
less() { awk -v a="$1" -v b="$2" 'BEGIN {print (a < b)}'; }

town="$work/town"
"$here/staff.sh" >"$work/staff.csv"
"$build/sekimori" init "$town" --policy policy/taishi --admin setup --test >/dev/null
"$build/sekimori" token "$town" setup "$work/setup.token" >/dev/null
"$build/sekimori" people import "$town" "$work/staff.csv" --token "$work/setup.token" >/dev/null
echo "correct-horse-tower" | "$build/sekimori" passwd "$town" p1000 >/dev/null
echo "correct-horse-tower" | "$build/sekimori" passwd "$town" deputy >/dev/null

start() { # sets opened: seconds until the first page
	listen=127.0.0.1:$(awk 'BEGIN {srand(); print 20000 + int(rand() * 20000)}')
	begin=$(now)
	"$build/sekimori" run "$town" --listen "$listen" >"$work/run.log" 2>&1 &
	run=$!
	until curl -sf -o /dev/null "http://$listen/login"; do
		kill -0 "$run" 2>/dev/null || { cat "$work/run.log"; exit 1; }
		sleep 0.02
	done
	opened=$(between "$begin" "$(now)")
}
stop() {
	kill "$run"
	wait "$run" 2>/dev/null || true
	run=""
}
pages() { # COOKIE PATH -> pages a second
	curl -sf -o /dev/null -H "Cookie: $1" "http://$listen$2" || { echo "$2 does not answer" >&2; exit 1; }
	wrk -t1 -c8 -d5s -H "Cookie: $1" "http://$listen$2" | awk '/Requests\/sec/ {print $2}'
}
# A head's work and a full list; and the list of what his section never used (STAYING of history.c), where nothing ends the search early.
measure() { # sets today, list, empty
	start
	head=$("$here/login.sh" "$listen" p1000 correct-horse-tower)
	deputy=$("$here/login.sh" "$listen" deputy correct-horse-tower)
	today=$(pages "$head" /)
	list=$(pages "$deputy" /procedure/asset-enter)
	curl -sf -H "Cookie: $head" "http://$listen/procedure/take-out" | grep -q 'href="/matter/' && { echo "the empty list is not empty" >&2; exit 1; }
	empty=$(pages "$head" /procedure/take-out)
	stop
}

# --- growth: as much waits, a hundred times as much lies behind ----------------------
"$work/history" "$town" matters 1000 200 >/dev/null
measure
today_few=$today list_few=$list empty_few=$empty
"$work/history" "$town" matters "$matters" 200 >/dev/null
measure
for page in today list empty; do
	eval "few=\$${page}_few many=\$$page"
	r=$(awk -v a="$few" -v b="$many" 'BEGIN {printf "%.2f", a / b}')
	[ "$page" = empty ] && name="empty list" || name="$page page"
	line "$name, $matters matters for 1,000" "$r" "times" "under 1.50" "$(less "$r" 1.5)"
done

# --- a long ledger ----------------------------------------------------------------------
made=$("$work/history" "$town" entries "$entries")
start # signs what the history has left unsigned
stop
start
line "opening a town of ${made%% *} entries" "$opened" "s" "under 1" "$(less "$opened" 1)"
stop
begin=$(now)
"$build/sekimori" verify "$town" >/dev/null
audit=$(between "$begin" "$(now)")
hashes=$("$work/floor_hash" "$town/town.db" | cut -d' ' -f2)
r=$(awk -v a="$hashes" -v b="$audit" 'BEGIN {printf "%.2f", a / b}')
line "verify, beside its bare hashes (${audit} s)" "$r" "ratio" "0.50" "$(less 0.4999 "$r")"
begin=$(now)
"$build/sekimori" rebuild "$town" >/dev/null
again=$(between "$begin" "$(now)")
rate=$(awk -v n="${made%% *}" -v t="$again" 'BEGIN {printf "%.0f", n / t}')
line "rebuild" "$rate" "entries/s" "8000" "$(less 7999 "$rate")"
