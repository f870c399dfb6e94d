#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The golden log of a release: `tests/golden/make.sh BUILD VERSION`, once, on the
# commit that gets the tag. Refuses to touch one that is there (README.md).
set -eu
build=$(cd "${1:?usage: make.sh BUILD VERSION}" && pwd) version=${2:?usage: make.sh BUILD VERSION}
cd "$(dirname "$0")/../.."
to=$PWD/tests/golden/$version
[ ! -e "$to.tar.gz" ] || { echo "$to.tar.gz is there, and stays as it is"; exit 1; }
reader=$build/unit/store/test_golden
[ -x "$reader" ] || make --no-print-directory -s BUILD="$build" "$reader"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sekimori() { "$build/sekimori" "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

# eight months of demo town, then what they lack: another policy, an appointment, odd texts, days that pass
sekimori init "$work/town" --policy policy/taishi --admin setup --demo
cp -r policy/taishi "$work/policy"
echo "# 改正の演習" >>"$work/policy/policy.yaml"
today=$(TZ=JST-9 date +%F)
year=$(($(TZ=JST-9 date +%Y) + 1))
later=$(TZ=JST-9 date -d "+3 days" +%F)
cat >"$work/acts" <<E2
{"id":"golden-1","act":"appoint","body":{"person":"1006","post":"soumu-leader","from":"$today","concurrent":true}}
{"id":"golden-2","act":"holiday","body":{"add":[{"day":"$year-12-28","label":"臨時の閉庁日 \"年末\" \\\\ 𠮷 😀"}]}}
{"id":"golden-3","act":"set","setting":"permit-years","body":{"value":"7","decided":"$today","text":"委員会の決定\n二行目\tﾊﾝｶｸ"}}
E2
sekimori act "$work/town" --as kacho-soumu "$work/acts"
sekimori policy adopt "$work/town" "$work/policy" --as kacho-soumu
cat >"$work/acts" <<E2
{"clock":"${later}T09:00"}
{"id":"golden-4","act":"holiday","body":{"remove":["$year-12-28"]}}
E2
sekimori act "$work/town" --as kacho-soumu "$work/acts"

# the gate's own tables are what the ledger says, so its dump is the reader's
sekimori rebuild "$work/town" --compare
sekimori token "$work/town" kansa-1 "$work/token"
sekimori ledger export "$work/town" "$work/log-out" --token "$work/token"
[ ! -s "$work/log-out/omitted" ] || { echo "the reader of the export may not read everything"; exit 1; }
"$build/sekimori-verify" "$work/log-out" --key "$work/town/keys/log.pub" >"$work/log" || { cat "$work/log"; exit 1; }

tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -C "$work/log-out" -cf - . |
	gzip -9n >"$work/tar.gz"
cp "$work/town/keys/log.pub" "$to.key"
sed -n 2,3p "$work/log-out/checkpoint" >"$to.root"
"$reader" "$work/log-out" >"$to.dump"
"$reader" "$work/log-out" tables >"$to.tables"
mv "$work/tar.gz" "$to.tar.gz"
ls -l "$to".*
