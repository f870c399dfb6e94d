// SPDX-License-Identifier: AGPL-3.0-or-later
// Another town: tests/policies/minato shares no role, post, class, register or clause with policy/taishi.
// What works here only for the town that the programs grew up with is a rule of that town in C.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY, ROOT, allowed, equal, good, main, match, needed, ok, openTalk, rows, sekimori, submit, temp, test, until } from './lib.mjs'

const MINATO = join(ROOT, 'tests/policies/minato')
let town
const people = new Set(readFileSync(join(MINATO, 'scenarios/shokuin.csv'), 'utf8').split('\n').slice(1).map((l) => l.split(',')[0]).filter(Boolean)).size

const table = (sql) => rows(join(town, 'town.db'), sql, { readonly: true })
const decide = (a, step) => ({ act: 'decide', matter: a.matter, step, outcome: 'permit', seen: a.seq })
const step = (a, name, body) => ({ act: 'do', matter: a.matter, step: name, seen: a.seq, body })
const state = (item) => table(`SELECT state FROM item WHERE id = ${item};`)[0].state

const idsOf = (folder) => new Set(readdirSync(folder).filter((n) => n.endsWith('.yaml'))
  .flatMap((n) => [...readFileSync(join(folder, n), 'utf8').matchAll(/^ {2}- (?:\{id|id): ([^,\s]+)/gm)].map((m) => m[1])))

test('the two policies have no name in common', () => {
  const theirs = idsOf(POLICY), ours = idsOf(MINATO)
  ok(theirs.size > 200 && ours.size > 80, `names: ${theirs.size}, ${ours.size}`)
  equal([...ours].filter((id) => theirs.has(id)).join(), '', 'names in common')
})

test('its town, its staff', needed(async () => {
  town = join(temp('town'), 'town')
  await good(['init', town, '--policy', MINATO, '--admin', 'setup', '--test', '--at', '2026-11-02T09:00'])
  await good(['people', 'import', town, join(MINATO, 'scenarios/shokuin.csv'), '--effective', '2026-11-02'])
  match(await good(['status', town]), /見本港市/, 'its name')
}))

test('a permit in two stages, from the registers to the return', needed(async () => {
  const gate = await openTalk(town)
  const enter = async (procedure, name, body) => {
    const a = await allowed(gate, 'hana', submit(procedure, body))
    return (await allowed(gate, 'kacho-koseki', decide(a, name))).seq
  }
  const asset = await enter('joho-toroku', 'kakuzuke', { title: '戸籍の届', rank: '機密性3' })
  const things = [await enter('tanmatsu-toroku', 'mitomeru', { title: '薄型 7', holds: [asset] })]
  const a = await allowed(gate, 'hana', submit('mochidashi', { things, where: '県', until: '2026-11-06' }))
  const refused = await gate.act('kyokucho', decide(a, 'bukyoku-kyoka'))
  equal(refused.allowed, false, 'not another bureau\'s head')
  equal(refused.clauses?.join(), '3.1(4)', 'its clause')
  const b = await allowed(gate, 'kacho-koseki', decide(a, 'kashitsu-kyoka'))
  equal(state(things[0]), 'inside', 'after the first stage')
  const c = await allowed(gate, 'bucho', decide(b, 'bukyoku-kyoka'))
  equal(state(things[0]), 'outside', 'after the second stage')
  const d = await allowed(gate, 'hana', step({ ...c, matter: a.matter }, 'encrypt', { how: '全体' }))
  const e = await allowed(gate, 'hana', step({ ...d, matter: a.matter }, 'modosu', { 'back-on': '2026-11-02' }))
  await allowed(gate, 'kacho-koseki', { act: 'confirm', matter: a.matter, step: 'modosu', seen: e.seq })
  equal(state(things[0]), 'inside', 'back')
  equal(table(`SELECT number FROM matter WHERE id = ${a.matter};`)[0].number, '見戸第1号', 'its number')
  await gate.end()
}))

test('the clock begins its rounds', async () => {
  const gate = await openTalk(town)
  await gate.clock('2026-11-04T09:00')
  const begun = (procedure) => table(`SELECT count(*) AS n FROM matter WHERE procedure = '${procedure}';`)[0].n
  await until('the month\'s look at the logs has begun', () => begun('log-kakunin') === 1)
  await until('the item is looked at again', () => begun('kakuzuke-minaoshi') === 1)
  await until('everybody checks himself', () => begun('jiko-tenken') === people)
  await gate.end()
})

test('every act is judged again alike', async () => {
  const r = await sekimori(['verify', town, '--rejudge'])
  equal(r.code, 0, r.out + r.err)
  match(r.out, /判定し直した記載 [1-9]\d+、違い 0/, 'verify --rejudge')
})

await main('minato')
