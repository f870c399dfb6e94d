#!/bin/sh
# Installs what is missing: `deps.sh run` what building and running needs,
# `deps.sh test` also what the tests need, `deps.sh bench` what measuring needs. Says what it installs before it does.
set -eu

run="gcc make libc6-dev pkg-config libmicrohttpd-dev libsqlite3-dev libyaml-dev libssl-dev
 libargon2-dev libzxcvbn-dev libjansson-dev libicu-dev libseccomp-dev"
test="libcmocka-dev clang libclang-rt-14-dev clang-format clang-tidy chromium fonts-noto-cjk
 sqlite3 curl"

want="$run"
[ "${1:-run}" = test ] && want="$run $test"
[ "${1:-run}" = bench ] && want="$run wrk curl sqlite3 procps"
missing=""
for p in $want; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' && continue
	# a tool that came from elsewhere serves as well
	case $p in
	gcc|make|clang|clang-format|clang-tidy|chromium|sqlite3|pkg-config|curl|wrk)
		command -v "$p" >/dev/null 2>&1 && continue ;;
	esac
	missing="$missing $p"
done
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"

if [ -n "$missing" ]; then
	echo "installing Debian packages:$missing"
	if [ "$(id -u)" -ne 0 ]; then
		echo "not root: please run this one command, then try again:"
		echo "  sudo apt-get install -y --no-install-recommends$missing"
		exit 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	# shellcheck disable=SC2086
	apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
