#!/bin/sh
# The people of bench/history.c: 40 sections with a head, a leader and eight clerks each, and those above them.
awk 'BEGIN {
	print "職員番号,氏名,フリガナ,ログイン名,所属コード,所属名,所属記号,上位所属コード,職名,兼務,発令日,終了日"
	print "0001,架空 次郎,カクウ ジロウ,deputy,chou,町長部局,太町,,副町長,本務,2026-04-01,"
	print "0002,架空 三郎,カクウ サブロウ,mayor,chou,町長部局,太町,,町長,本務,2026-04-01,"
	for (s = 0; s < 40; s++)
		for (n = 0; n < 10; n++)
			printf "%02d%02d,見本 %d-%d,ミホン,p%02d%02d,s%02d,第%d課,太%d,,%s,本務,2026-04-01,\n", s + 10, n, s, n, s + 10, n, s, s + 1, s + 1,
				n == 0 ? "課長" : n == 1 ? "情報化リーダー" : "主事"
}'
