#!/bin/sh
# Logs in as a browser does and prints the cookie: `login.sh HOST:PORT LOGIN PASSWORD`.
set -eu
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
csrf=$(curl -sf -c "$jar" "http://$1/login" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -s -o /dev/null -b "$jar" -c "$jar" -H "Origin: http://$1" --data-urlencode "csrf=$csrf" --data-urlencode "login=$2" \
	--data-urlencode "secret=$3" "http://$1/login"
awk '!/^# / && NF >= 7 {printf "%s%s=%s", sep, $6, $7; sep = "; "}' "$jar"
