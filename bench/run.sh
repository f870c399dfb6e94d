#!/bin/sh
# `make bench`: each figure beside its floor, measured in the same run on the
# same disk. The machine may be noisy, so what counts is the ratio.
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk"; exit 1; }
work=$(mktemp -d "${TMPDIR:-/var/tmp}/bench.XXXXXX")
pids=""
finish() {
	for p in $pids; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT INT TERM

lib="-Wl,--start-group $build/lib/proto.a $build/lib/os.a $build/lib/codec.a $build/lib/crypto.a $build/lib/base.a -Wl,--end-group"
# shellcheck disable=SC2086
cc -std=c11 -D_GNU_SOURCE -O2 -Isrc "$here/load_acts.c" $lib -lcrypto -ljansson -lseccomp -licuuc -licui18n -lpthread -o "$work/load_acts"
cc -std=c11 -D_GNU_SOURCE -O2 "$here/floor_rows.c" -lsqlite3 -o "$work/floor_rows"
cc -std=c11 -D_GNU_SOURCE -O2 "$here/floor_http.c" -lmicrohttpd -o "$work/floor_http"

ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", (b > 0 ? a / b : 0)}'; }
line() { # NAME OURS UNIT FLOOR WANTED
	r=$(ratio "$2" "$4")
	awk -v n="$1" -v o="$2" -v u="$3" -v f="$4" -v r="$r" -v w="$5" \
		'BEGIN {printf "%-44s %10.1f %-8s floor %10.1f  ratio %.2f  wanted %.2f  %s\n", n, o, u, f, r, w, (r >= w ? "reached" : "not reached")}'
}
field() { echo "$1" | cut -d' ' -f"$2"; }
port() { awk 'BEGIN {srand(); print 20000 + int(rand() * 20000)}'; }

# --- a town with many clients -----------------------------------------------------
town="$work/town"
cat >"$work/staff.csv" <<'CSV'
職員番号,氏名,フリガナ,ログイン名,所属コード,所属名,所属記号,上位所属コード,職名,兼務,発令日,終了日
0001,見本 太郎,ミホン タロウ,head,zeimu,税務課,太税,,課長,本務,2026-04-01,
0002,例示 花子,レイジ ハナコ,clerk,zeimu,税務課,太税,,主事,本務,2026-04-01,
0003,架空 次郎,カクウ ジロウ,deputy,chou,町長部局,太町,,副町長,本務,2026-04-01,
0004,試行 三郎,シコウ サブロウ,busy-clerk,kaigo,介護課,太介,,主事,本務,2026-04-01,
0005,演習 四郎,エンシュウ シロウ,busy-head,kaigo,介護課,太介,,課長,本務,2026-04-01,
CSV
"$build/sekimori" init "$town" --policy policy/taishi --admin setup --test >/dev/null
"$build/sekimori" token "$town" setup "$work/setup.token" >/dev/null
"$build/sekimori" people import "$town" "$work/staff.csv" --token "$work/setup.token" >/dev/null
"$build/sekimori" token "$town" clerk "$work/clerk.token" >/dev/null
"$build/sekimori" token "$town" busy-clerk "$work/busy.token" >/dev/null
echo "correct-horse-tower" | "$build/sekimori" passwd "$town" head >/dev/null
listen=127.0.0.1:$(port)
"$build/sekimori" run "$town" --listen "$listen" >"$work/run.log" 2>&1 &
run=$!
pids="$pids $run"
for _ in $(seq 100); do curl -sf -o /dev/null "http://$listen/login" && break; sleep 0.1; done

pss() { for p in $(pgrep -P "$run") $run; do cat "/proc/$p/smaps_rollup" 2>/dev/null; done | awk '/^Pss:/ {s += $2} END {printf "%.1f", s / 1024}'; }
idle=$(pss)

export LOAD_BODY='{"name":"介護保険 認定調査票","class":"II","disclosure":"課内のみ","personal":true,"form":"stored","place":"執務室 書庫"}'
"$work/load_acts" "$town/run/gate.sock" "$work/busy.token" 64 2 >/dev/null
many=$("$work/load_acts" "$town/run/gate.sock" "$work/busy.token" 64 6)
one=$("$work/load_acts" "$town/run/gate.sock" "$work/busy.token" 1 6)
cp "$town"/town.db* "$work/"
rows64=$("$work/floor_rows" "$work/town.db" "$work/floor.db" 64 8000)
rows1=$("$work/floor_rows" "$work/town.db" "$work/floor.db" 1 4000)
line "durable signed acts, 64 clients" "$(field "$many" 3)" acts/s "$(field "$rows64" 3)" 0.60
line "durable signed acts, 1 client" "$(field "$one" 3)" acts/s "$(field "$rows1" 3)" 0.60
echo "refused of 64 writers: $(field "$many" 4) of $(field "$many" 1) (Fossil on such a machine refuses 87 % of 16 writers)"

# --- a tap at a door, while they write ---------------------------------------------
code=$("$build/sekimori" station add "$town" door --for door-book --label "入口" --section zeimu --token "$work/setup.token" 2>/dev/null |
	grep -oE '[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}')
"$work/load_acts" "$town/run/gate.sock" "$work/busy.token" 64 600 >/dev/null 2>&1 &
busy=$!
pids="$pids $busy"
taps=$(node "$here/door.mjs" "$listen" "$code" 150 5)
kill -0 "$busy" || { echo "the 64 clients have ended before the taps"; exit 1; }
kill "$busy"
# the worst of hundreds is the machine's; of a hundred taps, one may wait
awk -v n="$(field "$taps" 1)" -v m="$(field "$taps" 2)" -v t="$(field "$taps" 3)" -v w="$(field "$taps" 4)" 'BEGIN {
	printf "%-44s %10.1f ms       median %.1f, worst %.1f of %d  wanted under 100  %s\n",
		"a door tap beside 64 clients, 99th percentile", t, m, w, n, (t < 100 ? "reached" : "not reached")}'

# --- pages over 10,000 matters ---------------------------------------------------------
have=$(sqlite3 "file:$town/town.db?mode=ro" 'SELECT count(*) FROM matter')
[ "$have" -ge 10000 ] || "$work/load_acts" "$town/run/gate.sock" "$work/busy.token" 64 120 $((10000 - have)) >/dev/null
"$work/load_acts" "$town/run/gate.sock" "$work/clerk.token" 1 60 20 >/dev/null
cookie=$("$here/login.sh" "$listen" head correct-horse-tower)
floor_port=$(port)
page() { # NAME PATH
	curl -sf -H "Cookie: $cookie" "http://$listen$2" >"$work/page" || { echo "$1: the page does not answer"; return 1; }
	"$work/floor_http" "$floor_port" "$work/page" &
	floor=$!
	sleep 0.3
	ours=$(wrk -t1 -c16 -d5s -H "Cookie: $cookie" "http://$listen$2" | awk '/Requests\/sec/ {print $2}')
	bare=$(wrk -t1 -c16 -d5s "http://127.0.0.1:$floor_port/" | awk '/Requests\/sec/ {print $2}')
	kill "$floor"
	line "$1 ($(wc -c <"$work/page") bytes)" "$ours" pages/s "$bare" 0.10
}
page "today's work over $(sqlite3 "file:$town/town.db?mode=ro" 'SELECT count(*) FROM matter') matters" /
page "a list of 50 over as many" /procedure/asset-enter
echo "(for scale: Fossil lists 150-213 pages/s over 10,000 tickets on such a machine)"

# --- weight and start ------------------------------------------------------------------------
awk -v m="$idle" 'BEGIN {printf "%-44s %10.1f MiB      wanted under 64  %s\n", "all programs idle (PSS)", m, (m < 64 ? "reached" : "not reached")}'
demo="$work/demo"
"$build/sekimori" init "$demo" --policy policy/taishi --admin setup --demo >/dev/null
listen2=127.0.0.1:$(port)
begin=$(date +%s%N)
"$build/sekimori" run "$demo" --listen "$listen2" >/dev/null 2>&1 &
pids="$pids $!"
until curl -sf -o /dev/null "http://$listen2/login"; do sleep 0.01; done
end=$(date +%s%N)
awk -v t=$(((end - begin) / 1000000)) 'BEGIN {printf "%-44s %10d ms       wanted under 1000  %s\n", "start of a demo town to its first page", t, (t < 1000 ? "reached" : "not reached")}'

# --- judge alone, and a policy from its files --------------------------------------------------
libs=""
for l in rehearsal store ledger model policy proto os codec crypto base; do libs="$libs $build/lib/$l.a"; done
# shellcheck disable=SC2086
cc -std=c11 -D_GNU_SOURCE -O2 -Isrc "-I$build/gen" "$here/judge.c" -Wl,--start-group $libs -Wl,--end-group \
	-lsqlite3 -lyaml -lcrypto -ljansson -lseccomp -licuuc -licui18n -lpthread -lm -o "$work/judge"
"$work/judge" "$demo/town.db" policy/taishi | awk '
/^load/ {printf "%-44s %10.1f ms       wanted under 100  %s\n", "loading and checking the policy", $2, ($2 < 100 ? "reached" : "not reached")}
!/^load/ {printf "%-44s %10.0f acts/s   wanted 300000  %s (%d judged, %d of them refused)\n", "judge alone, one core", $1 / $3, ($1 / $3 >= 300000 ? "reached" : "not reached"), $1, $2}'
