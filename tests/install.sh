#!/bin/sh
# An installed tree is a whole Sekimori: `install.sh BUILD`. It founds a town, runs
# it with the start key elsewhere, and serves its pages from its own files; and
# every command says how it is used.
set -u
build=$(cd "$1" && pwd) passed=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-install-XXXXXX")
root=$work/root usr=$work/root/usr town=$work/town runner=
end() {
	[ -z "$runner" ] || kill "$runner" 2>/dev/null
	[ -z "$runner" ] || wait "$runner"
	rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

# try WHAT COMMAND…
try() {
	what=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "== $what"
		tail -n 20 "$work/log"
	fi
}
fetch() { curl -sS --fail --max-time 10 "http://$listen$1" -o "$2"; }

# --- the tree ----------------------------------------------------------------------

unit=$usr/lib/systemd/system/sekimori.service
is_link() { [ "$(readlink "$usr/bin/$1")" = "../lib/sekimori/$1" ] && [ -x "$usr/bin/$1" ]; }
page=$usr/share/man/man1/sekimori.1
# every command of command.def, with its options, stands in the manual page
page_is_whole() {
	while read -r id words; do
		sed -n "/^\.It Nm Cm $words\( \|\$\)/,/^\.It Nm/p" "$page" >"$work/part"
		[ -s "$work/part" ] || { echo "$words is missing"; return 1; }
		for option in $(sed -n 's/^OPTION('"$id"', "\([a-z-]*\)".*/\1/p' src/cli/command.def | sed 's/-/\\\\-/g'); do
			grep -q "^\.It Fl .-$option\( \|\$\)" "$work/part" || { echo "$words --$option is missing"; return 1; }
		done
	done <<-END
	$(sed -n 's/^COMMAND(\([a-z_]*\), "\([a-z ]*\)".*/\1 \2/p' src/cli/command.def)
	END
}
page_is_good() { mandoc -Tlint -Wwarning "$page" && [ ! -s "$work/log" ]; }
# typeset, nothing to complain about, and in the reader's own letters
page_is_read() {
	LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$page" >"$work/typeset" && [ ! -s "$work/log" ] &&
		grep -q '町の情報セキュリティポリシーを動かす' "$work/typeset" && ! LC_ALL=C.UTF-8 grep -q '.\{81\}' "$work/typeset"
}
unit_is_whole() { ! grep -n '@' "$unit" | grep -v '@system-service' && grep -q '^ExecStart=/usr/bin/sekimori run ' "$unit"; }
# systemd looks for the programs where they will be
unit_is_good() {
	sed "s|=/usr/bin/|=$usr/bin/|" "$unit" >"$work/sekimori.service"
	systemd-analyze verify --man=no "$work/sekimori.service" && [ ! -s "$work/log" ]
}
try 'make install' make --no-print-directory -s BUILD="$build" DESTDIR="$root" PREFIX=/usr install
try 'bin/sekimori is a link that leads somewhere' is_link sekimori
try 'bin/sekimori-verify is a link that leads somewhere' is_link sekimori-verify
try 'the manual page has every command and option' page_is_whole
if command -v mandoc >/dev/null; then try 'mandoc accepts the manual page' page_is_good; fi
if command -v groff >/dev/null && man --version >/dev/null 2>&1; then try 'the manual page is typeset' page_is_read; fi
try 'the unit names the installed program' unit_is_whole
if command -v systemd-analyze >/dev/null; then try 'systemd accepts the unit' unit_is_good; fi

# --- a town ------------------------------------------------------------------------

# as the unit starts it, as far as that is possible without systemd
run_town() {
	set -- "$usr/bin/sekimori" run "$town" --listen "$listen" --start-key "$work/credentials/start.key"
	if command -v setpriv >/dev/null; then set -- setpriv --no-new-privs "$@"; fi
	cd / && exec "$@" >"$work/run.log" 2>&1
}
town_answers() {
	for _ in $(seq 150); do
		if fetch /login "$work/page" 2>/dev/null; then return 0; fi
		kill -0 "$runner" || break
		sleep 0.2
	done
	cat "$work/run.log"
	return 1
}
assets_are_installed_ones() {
	n=0
	for href in $(grep -o '/static/[^"?]*?v=[0-9a-f]*' "$work/page" | sort -u); do
		name=${href#/static/}
		fetch "$href" "$work/asset" && cmp "$work/asset" "$usr/share/sekimori/static/${name%\?*}" || return 1
		n=$((n + 1))
	done
	[ $n -gt 0 ]
}
programs_are_installed_ones() {
	for pid in $(grep -o '"pid":[0-9]*' "$town/run/programs.json" | cut -d: -f2); do
		tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 1 | grep -F "$usr/lib/sekimori/sekimori-" || return 1
	done
}
town_stops() {
	kill "$runner" && wait "$runner" && [ ! -e "$town/run/lock" ]
}
mkdir "$work/keys" "$work/credentials"
try 'init' "$usr/bin/sekimori" init "$town" --policy "$usr/share/sekimori/policy/taishi" --admin setup --test \
	--start-key "$work/keys/start.key"
mv "$work/keys/start.key" "$work/credentials"
listen=127.0.0.1:$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
run_town &
runner=$!
try 'run serves the log-in page' town_answers
try 'style sheets and scripts are the installed ones' assets_are_installed_ones
try 'all programs are the installed ones' programs_are_installed_ones
try 'status' "$usr/bin/sekimori" status "$town"
try 'the town stops and leaves no lock' town_stops
runner=
try 'verify' "$usr/bin/sekimori" verify "$town"

# --- what it says of itself ----------------------------------------------------------

# helps WORDS COMMAND-ID: exit 0, and every option of command.def is named
helps() {
	# shellcheck disable=SC2086
	"$usr/bin/sekimori" $1 --help >"$work/help" || return 1
	grep -F "sekimori $1" "$work/help" || return 1
	for option in $(sed -n 's/^OPTION('"$2"', "\([a-z-]*\)".*/\1/p' src/cli/command.def); do
		grep -q -e "^  --$option\( \|\$\)" "$work/help" || { echo "--$option is missing"; return 1; }
	done
	"$usr/bin/sekimori" --help >"$work/help" && grep -q "^  $1 " "$work/help"
}
while read -r id words; do
	try "sekimori $words --help" helps "$words" "$id"
done <<END
$(sed -n 's/^COMMAND(\([a-z_]*\), "\([a-z ]*\)".*/\1 \2/p' src/cli/command.def)
END
verify_helps() {
	"$usr/bin/sekimori-verify" --help >"$work/help" || return 1
	for option in $(sed -n 's/^	    {"\([a-z]*\)", [a-z]*_argument.*/\1/p' src/bin/sekimori-verify.c); do
		[ "$option" = help ] || grep -q -e "--$option" "$work/help" || return 1
	done
}
try 'sekimori-verify --help' verify_helps

echo "install: $passed passed, $failed failed"
[ $failed -eq 0 ]
