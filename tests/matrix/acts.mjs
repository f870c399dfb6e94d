// SPDX-License-Identifier: AGPL-3.0-or-later
// The built-in acts: each is tried by everybody, and done by everybody who may.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY } from '../proc/lib.mjs'
import { HERE, THERE, holds } from './staff.mjs'

// A date of its own for each who does it, so that no two are the same.
const far = (k) => `2028-05-${String(k + 1).padStart(2, '0')}`
const soon = (today, k) => new Date(Date.parse(today) + (k + 1) * 86_400_000).toISOString().slice(0, 10)

// Whom it is about, and what is sent by the k-th who tries.
function attempts(driver) {
  const { policy, people, town, filler } = driver
  const clerk = people.find((p) => p.login.endsWith('-2'))
  const other = people.find((p) => p.section === THERE && p.post === clerk.post)
  const seat = town.rows(`SELECT id FROM post WHERE section = '${THERE}' AND kind <> '${clerk.post}' LIMIT 1;`)[0]?.id
  const number = policy.settings.find((s) => s.type === 'number' && !s.of)
  const plain = [...policy.procedures.values()].find((p) => !p.narrow && p.until === undefined && p.form.some((f) => f.type === 'text' && f.required) &&
    p.form.every((f) => !f.required || !['item', 'items', 'file'].includes(f.type)) && driver.line(p.id, 'submit').cells[policy.roles.find((r) => policy.heldBy[r] === 'everyone' && !policy.town.has(r))] !== '-')
  const text = plain?.form.find((f) => f.type === 'text' && f.required).name
  const station = [...policy.procedures.values()].find((p) => p.station)
  const files = readdirSync(POLICY).filter((n) => n.endsWith('.yaml')).map((name) => ({ name, text: readFileSync(join(POLICY, name), 'utf8') }))
  const paper = () => ({ number: '紙1', date: filler.today })
  const form = () => filler.form(plain, plain.form, clerk)
  return {
    people: { send: (k) => ({ act: 'people', body: { effective: filler.today, sections: [{ id: `new-${k}`, label: `新しい課${k}` }] } }) },
    appoint: seat && { send: (k) => ({ act: 'appoint', body: { person: other.id, post: seat, from: far(k), until: far(k), concurrent: true } }) },
    holiday: { send: (k) => ({ act: 'holiday', body: { add: [{ day: far(k), label: '試験' }] } }) },
    set: number && { send: () => ({ act: 'set', setting: number.id, body: { value: String(number.default), decided: filler.today, text: '決定' } }) },
    absent: { about: clerk, send: (k) => ({ act: 'absent', body: { person: clerk.id, from: soon(filler.today, k), until: soon(filler.today, k), reason: '試験' } }) },
    behalf: plain && { about: clerk, send: async () => ({ act: 'submit', procedure: plain.id, behalf: clerk.id, body: { ...await form(), _paper: paper() } }) },
    takeover: plain && { send: async () => ({ act: 'submit', procedure: plain.id, at: 'form', body: { ...await form(), _paper: paper() } }) },
    correct: plain && {
      about: clerk,
      prepare: async () => (await town.act(clerk, { act: 'submit', procedure: plain.id, body: await form() })).matter,
      send: (k, m) => ({ act: 'correct', matter: m, seen: town.matter(m).last, body: { reason: '誤記', form: { [text]: `正しい文 ${k}` } } }),
    },
    station: station && { send: (k) => ({ act: 'station', body: { station: `door-${k}`, label: '入口', procedure: station.id, section: HERE } }) },
    code: { about: clerk, send: () => ({ act: 'code', body: { persons: [clerk.id] } }) },
    adopt: { send: (k) => ({ act: 'adopt', body: { files: files.map((f, i) => (i ? f : { ...f, text: `${f.text}# ${k}\n` })) } }) },
  }
}

export async function tryActs(driver) {
  const { policy, people, tally } = driver
  const how = attempts(driver)
  const lines = policy.lines.filter((l) => l.act === 'act').sort((a, b) => (a.step === 'adopt') - (b.step === 'adopt'))
  for (const line of lines) {
    const it = how[line.step]
    if (!it) {
      tally.skip(line, 'nothing to try it with')
      continue
    }
    const subject = await it.prepare?.()
    const reach = (p, r) => holds(policy, p, r, policy.town.has(r) || !it.about ? undefined : it.about.section)
    const may = people.filter((p) => p !== it.about && policy.roles.some((r) => line.cells[r] !== '-' && reach(p, r)))
    const bodies = new Map()
    for (const [k, p] of people.entries()) bodies.set(p, await it.send(k, subject))
    await driver.refuse(line, it.about ? [...may, it.about] : may, (p) => bodies.get(p))
    for (const p of may) {
      const a = await driver.town.act(p, await it.send(people.indexOf(p), subject))
      tally.note(line, p, true, Boolean(a.allowed), `${a.status} ${a.field ?? ''} ${a.why ?? ''}`)
    }
  }
}
