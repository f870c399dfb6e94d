#!/bin/sh
# The rules of the house that a machine can hold: `check.sh BUILD`.
# Each rule prints what breaks it as file:line; the last line is the total.
set -u
build=$1
total=0 broken=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

rule() { # NAME, with what breaks it in $out
	total=$((total + 1))
	if [ -s "$out" ]; then
		broken=$((broken + 1))
		echo "broken: $1"
		sed 's/^/  /' "$out" | head -n 40
	else
		echo "ok:     $1"
	fi
	: >"$out"
}
sources() { git ls-files -- "$@"; }

# 1. includes go down only
awk '
NR == FNR { if ($0 !~ /^#/) { line++; for (i = 1; i <= NF; i++) level[$i] = line } next }
/^#include "[a-z]+\// {
	split(FILENAME, f, "/"); split($2, g, "/"); to = substr(g[1], 2); from = f[2]
	if (to == from) next
	if (!(to in level)) print FILENAME ":" FNR ": includes " to ", which src/LAYERS does not know"
	else if (level[to] >= level[from]) print FILENAME ":" FNR ": " from " may not include " to
}' src/LAYERS $(sources 'src/*/*.c' 'src/*/*.h') >"$out"
rule "a folder includes only those above it in src/LAYERS"

# 2. sekimori-verify stays small enough to read
grep -nE '^#include "' src/bin/sekimori-verify.c | grep -vE '"(base|crypto|codec|ledger)/' >"$out"
rule "sekimori-verify needs only base, crypto, codec and ledger"

# 3. SQL stands in sql/, HTML in html/
grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE TABLE)\b' $(sources 'src/*.c' 'src/*.h') >"$out"
rule "no SQL in C"
grep -nE '"[^"]*<' $(sources 'src/web/*.c') | grep -v '#include' >"$out"
rule "no HTML in src/web"

# 4. memory and dangerous functions
grep -nE '\b(malloc|calloc|realloc|strdup)\(' $(sources 'src/*.c') | grep -vE '^src/base/(arena|secret)\.c:' >"$out"
rule "memory comes from base/arena.c and base/secret.c only"
grep -nE '\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|atoi|atol|gmtime|localtime|asctime|ctime|system|popen)\(' \
	$(sources 'src/*.c') >"$out"
rule "no dangerous functions"

# 5. nobody has mutable globals
for o in $(find "$build/obj" -name '*.o' -not -path '*/gen/*' 2>/dev/null); do
	objdump -t "$o" | awk -v o="$o" '$0 ~ /[ ]O[ ]/ && ($4 == ".data" || $4 == ".bss" || $4 == ".data.rel.local" || $4 == ".data.rel") {print o ": " $NF}'
done >"$out"
rule "no mutable variables outside functions"

# 6. a file exports only names that begin with its own noun, its room, or a noun that its header declares
for o in $(find "$build/obj" -name '*.o' -not -path '*/gen/*' -not -path '*/bin/*' 2>/dev/null); do
	stem=$(basename "$o" .o)
	room=$(basename "$(dirname "$o")")
	nouns=$(cat "src/$room/$stem.h" "src/$room/inside.h" 2>/dev/null |
		sed -nE 's/^(struct|enum) ([a-z_]+) \{.*/\2/p;s/^typedef [a-z0-9_]+ ([a-z_]+);/\1/p' | tr '\n' ' ')
	nm -g --defined-only "$o" | awk -v s="$stem" -v r="$room" -v o="$room/$stem" -v nouns="$nouns q" '
		BEGIN { split(s, w, "_"); known = split(nouns " " s " " r " " w[1], k, " ") }
		$2 == "T" { for (i = 1; i <= known; i++) if (index($3, k[i]) == 1) next; print o ": " $3 }'
done >"$out"
rule "exported names begin with their file's noun"

# 7. every parser of foreign bytes has a fuzzer
for f in $(sources 'src/codec/*.c' 'src/proto/*.c'); do
	s=$(basename "$f" .c)
	[ -f "tests/fuzz/fuzz_$s.c" ] || echo "$f: tests/fuzz/fuzz_$s.c is missing"
done >"$out"
rule "every codec and message has a fuzzer"

# 8. the tree in DESIGN.md is the tree
sed -n '/^<!-- tree -->/,/^<!-- \/tree -->/p' DESIGN.md 2>/dev/null | grep -oE '^ *[a-z_.-]+/[a-z_]+ ' | tr -d ' ' | sort >"$out.said"
sources 'src/*/*' | cut -d/ -f1,2 | sort -u >"$out.is"
diff "$out.said" "$out.is" | sed -n 's/^< /DESIGN.md names, src lacks: /p;s/^> /src has, DESIGN.md lacks: /p' >"$out"
rm -f "$out.said" "$out.is"
rule "DESIGN.md shows the folders that there are"

for p in $(grep -ohE '`(src|policy|sql|html|text|tools|tests|bench|docs)/[A-Za-z0-9_./-]+`' *.md docs/*.md docs/ja/*.md | tr -d '`' | sort -u); do
	[ -e "$p" ] || [ -e "$p.c" ] || echo "$p: named in a document, not there"
done >"$out"
rule "every path that a document names is there"

# pictures and links between documents, and the headings that links point to
for f in *.md docs/*.md docs/ja/*.md; do
	grep -oE '\]\([^)]+\)' "$f" | sed 's/^](//;s/)$//' | grep -vE '^[a-z]+:' | while read -r to; do
		file=${to%%#*} heading=
		case $to in *#*) heading=${to#*#} ;; esac
		[ -z "$file" ] && file=$f || file=$(dirname "$f")/$file
		[ -e "$file" ] || { echo "$f: $to is not there"; continue; }
		[ -z "$heading" ] || grep -E '^#+ ' "$file" | sed -E 's/^#+ //;s/[`（）「」、。.,()*:]//g;s/ /-/g' | tr 'A-Z' 'a-z' |
			grep -qxF "$heading" || echo "$f: $to: no such heading"
	done
done >"$out"
rule "every picture and heading that a document links to is there"

# 9. form
if command -v clang-format >/dev/null; then
	clang-format --dry-run $(sources 'src/*.c' 'src/*.h' 'tools/*.c') 2>&1 | grep -E 'warning:' | cut -d: -f1 | sort | uniq -c >"$out"
	rule "formatted as .clang-format says"
fi
awk 'FNR == 1 && $0 !~ /SPDX-License-Identifier/ {print FILENAME ": no licence line"}' $(sources 'src/*.c' 'src/*.h' 'tools/*.c') >"$out"
rule "every source names its licence"
awk '/^[a-z_]+\(.*[^;]$/ || /^[a-z_]+\(.*,$/ {name = $1; start = FNR} /^}/ {if (start && FNR - start > 100) print FILENAME ":" start ": " name " has " FNR - start " lines"; start = 0}' \
	$(sources 'src/*.c' 'tools/*.c') >"$out"
rule "no function over 100 lines"

# 10. clang-tidy, in parallel; its configuration is .clang-tidy
if command -v clang-tidy >/dev/null; then
	sources 'src/*.c' | xargs -P "$(nproc)" -n 4 sh -c \
		'clang-tidy --quiet "$@" -- -std=c11 -D_GNU_SOURCE -Isrc -I'"$build"'/gen 2>/dev/null' sh | grep -E 'warning:|error:' >"$out"
	rule "clang-tidy has nothing to say"
fi

echo "check: $((total - broken)) passed, $broken failed"
[ "$broken" -eq 0 ]
