#!/bin/sh
# `make run`: a demo town in the folder DIR (made once), started on LISTEN.
set -eu
build=$1 dir=$2 listen=$3
if [ ! -d "$dir" ]; then
	echo "演習用のまちを $dir に作ります（実在しない町です）。"
	said=$("$build/sekimori" init "$dir" --policy policy/taishi --admin setup --demo)
	echo "$said"
	# a town without a backup says so in red
	"$build/sekimori" backup "$dir" "$dir/hikae.db" >/dev/null 2>&1 || echo "控えが取れませんでした。"
	# kept for the next start, without the recovery password
	echo "$said" | sed -n '/^ログイン名/,$p' | grep -v '^動かす' >"$dir/log-ins.txt"
else
	cat "$dir/log-ins.txt"
fi
exec "$build/sekimori" run "$dir" --listen "$listen"
