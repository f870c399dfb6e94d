// SPDX-License-Identifier: AGPL-3.0-or-later
// A year of a demo town judged again: as it was, by the same policy nothing changes; under another
// one exactly those matters differ that a query over the tables finds by itself.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY, SHORT, equal, good, main, match, needed, ok, rows, sekimori, skip, temp, test } from './lib.mjs'

let town

const unhurried = (body) => {
  const f = async () => {
    if (SHORT) skip('a demo year takes minutes under a sanitizer')
    await body()
  }
  return body.needed ? needed(f) : f
}

const otherPolicy = (change) => {
  const dir = join(temp('policy'), 'policy')
  cpSync(POLICY, dir, { recursive: true })
  const file = join(dir, '4-physical.yaml'), before = readFileSync(file, 'utf8'), after = change(before)
  ok(before !== after, 'the policy has been changed')
  writeFileSync(file, after)
  return dir
}
const rehearse = async (policy) => {
  const r = await sekimori(['policy', 'rehearse', town, policy])
  return { code: r.code, text: r.out + r.err, matters: [...new Set([...r.out.matchAll(/^案件 (\d+) /gm)].map((m) => Number(m[1])))] }
}

test('a demo town', unhurried(needed(async () => {
  town = join(temp('town'), 'town')
  await good(['init', town, '--policy', POLICY, '--admin', 'setup', '--demo', '--matters', '400'])
})))

test('every act is judged today as it was then', unhurried(async () => {
  const r = await sekimori(['verify', town, '--rejudge'])
  equal(r.code, 0, r.out + r.err)
  match(r.out, /判定し直した記載 [1-9]\d{2,}、違い 0/, 'verify --rejudge')
}))

test('under the same policy nothing goes another way', unhurried(async () => {
  const r = await rehearse(POLICY)
  equal(r.code, 0, r.text)
  equal(r.matters.length, 0, 'matters that differ')
}))

// What the owner's permission asks of a class-Ⅲ thing, worked out from the values that items had when each
// take-out was applied for: the sections whose heads are asked, then and now.
const ownersAsked = (history, matter, form, classes) => {
  const asOf = (item, field) => {
    const old = (history.get(`${item} ${field}`) ?? []).filter((h) => h.seq < matter)
    return old.length ? JSON.parse(old[old.length - 1].value) : null
  }
  const carried = (form.things ?? []).flatMap((thing) => asOf(thing, 'carries') ?? [])
  const all = [...new Set([...(form.info ?? []), ...carried])]
  return [...new Set(all.filter((item) => classes.includes(asOf(item, 'class'))).map((item) => asOf(item, 'owner')))].sort().join()
}

// An act's own answers to its form, as they were sent: a corrected form keeps what it was.
const submittedForm = (m) => ({ ...JSON.parse(m.form), ...JSON.parse(m.old ?? '{}') })

test('with the owner asked for class Ⅲ too, just the take-outs of such things differ', unhurried(async () => {
  const db = join(town, 'town.db')
  const policy = otherPolicy((text) => {
    const at = text.indexOf('- decide: owner-permit'), end = text.indexOf('- control: encrypt')
    return text.slice(0, at) + text.slice(at, end).replaceAll('in: [I, II]', 'in: [I, II, III]') + text.slice(end)
  })
  const history = new Map()
  for (const h of rows(db, 'SELECT * FROM item_history ORDER BY seq;')) {
    const key = `${h.item} ${h.field}`
    history.set(key, [...(history.get(key) ?? []), h])
  }
  const wanted = rows(db, `SELECT id, form, (SELECT json_group_object(h.field, json(h.value)) FROM matter_history h
      WHERE h.matter = m.id AND h.step = '' AND h.seq = (SELECT min(seq) FROM matter_history x WHERE x.matter = m.id AND x.step = '' AND x.field = h.field)) AS old
    FROM matter m WHERE procedure = 'take-out' ORDER BY id;`)
    .filter((m) => ownersAsked(history, m.id, submittedForm(m), ['I', 'II']) !== ownersAsked(history, m.id, submittedForm(m), ['I', 'II', 'III']))
    .map((m) => m.id)
  const r = await rehearse(policy)
  ok(wanted.length > 0, 'the demo town has take-outs of class Ⅲ things')
  equal(r.code, 2, r.text)
  equal(r.matters.sort((a, b) => a - b).join(), wanted.join(), 'the matters that differ')
  match(r.text, /開く段階が増えます: 情報の持出しの許可/, 'what differs')
}))

test('a step that the other policy does not have is missed', unhurried(async () => {
  const policy = otherPolicy((text) => text.replace(/\b(do|on|from): leave\b/g, '$1: depart'))
  const r = await rehearse(policy)
  equal(r.code, 2, r.text)
  match(r.text, /断られます/, 'leaving is refused where that step is called otherwise')
}))

test('a policy that does not load is named with its line and nothing is told', unhurried(async () => {
  const policy = otherPolicy((text) => text.replace('by: officer, of: applicant', 'by: nobody-such, of: applicant'))
  const r = await rehearse(policy)
  equal(r.code, 1, r.text)
  match(r.text, /4-physical\.yaml:\d+/, 'file and line')
}))

await main('rehearse')
