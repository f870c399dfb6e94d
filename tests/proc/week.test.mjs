// SPDX-License-Identifier: AGPL-3.0-or-later
// A town stands still for a week with clocks running, and its gate is killed
// again and again while it catches up: every date begins once, every step is
// told of once, in order, with since when nobody was there, and what a late one
// opens is opened once.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  Gate, SHORT, SLOW, allowed, copyTown, deviceForm, entriesFrom, equal, fiscalYearEnd, good, kill, main, needed, newTown, ok, pidOf,
  programsWithClock, rows, runTown, sekimori, skip, sleep, stopTown, submit, test, today, townUp, until,
} from './lib.mjs'

const OUTSIDE = Number(process.env.OUTSIDE ?? (SHORT ? 40 : 700)) // more than go into one batch
const DAY = 86_400

let dir, program, moved, town, stopped, last, open

const inDays = (n) => [today(new Date(Date.now() + n * DAY * 1000)), fiscalYearEnd()].sort()[0]
const moment = (minutes) => new Date(Date.now() + 9 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16)
const late = (time) => rows(join(dir, 'town.db'),
  `SELECT matter, step, section, due, remind, reminded FROM step WHERE state = 'open' AND due > 0 AND due <= ${time} AND late = 0;`, { readonly: true })

// A device that goes out until some day of the week to come.
async function takenOut(gate, i) {
  const enter = await allowed(gate, 'zeimu-clerk', submit('device-enter', deviceForm(`週 ${i}`)))
  const item = await allowed(gate, 'zeimu-head', { act: 'decide', matter: enter.matter, step: 'accept', outcome: 'permit', seen: enter.seq })
  const a = await allowed(gate, 'zeimu-clerk', submit('take-out', {
    things: [item.seq], purpose: '作業', place: '県庁', 'off-premises': 'yes', 'off-network': 'no', since: today(), until: inDays(i % 5),
  }))
  const b = await allowed(gate, 'zeimu-head', { act: 'decide', matter: a.matter, step: 'permit', outcome: 'permit', seen: a.seq })
  await allowed(gate, 'zeimu-clerk', { act: 'do', matter: a.matter, step: 'leave', seen: b.seq, body: { 'left-on': today(), scanned: 'clean' } })
}

test('a town with open clocks', needed(async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  ;({ program, moved } = await programsWithClock())
  dir = await newTown()
  town = await runTown(dir, { program })
  const gate = await Gate.connect(dir)
  for (let i = 0; i < OUTSIDE; i += 8)
    await Promise.all(Array.from({ length: Math.min(8, OUTSIDE - i) }, (_, k) => takenOut(gate, i + k)))
  for (const kind of ['failure', 'loss'])
    await allowed(gate, 'kaigo-clerk', submit('incident', { kind, certainty: 'fact', 'found-at': moment(5), summary: '障害' }))
  last = (await gate.status()).entries - 1
  gate.end()
  equal(await stopTown(town), 0, 'the town ends')
  stopped = entriesFrom(dir, last)[0].time
  open = late(stopped + 7 * DAY)
  ok(open.length >= OUTSIDE + 2, `${open.length} steps become late in the week`)
}))

// Killed a little later each time, so that it dies before, between and after its batches; true when between.
async function caughtUp(copy, step) {
  rmSync(dir, { recursive: true })
  cpSync(copy, dir, { recursive: true })
  town = await runTown(dir, { program, wait: false })
  let pid = 0
  let between = 0
  for (let delay = 100, left = open.length; left > 0; delay += step) {
    pid = await until('another gate runs', () => {
      const now = pidOf(town, 'gate')
      return now !== pid && now
    })
    await sleep(delay)
    kill(pid)
    left = late(stopped + 7 * DAY).length
    if (left > 0 && left < open.length) between++
  }
  await townUp(town)
  return between > 0
}

test('it catches up, killed on the way', needed(async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  const copy = copyTown(dir)
  moved(7 * DAY)
  for (const step of [40, 15, 5]) {
    if (await caughtUp(copy, step) || SHORT) return
    equal(await stopTown(town), 0, 'the town ends')
  }
  ok(false, 'it was never killed between two batches')
}))

let told
test('each date begins once, before everything that is late', needed(() => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  told = entriesFrom(dir, last + 1)
  ok(told.every((e) => e.actor === 'clock' && e.channel === 'clock'), 'nobody else acts')
  const days = told.filter((e) => e.act === 'day')
  const wanted = Array.from({ length: 7 }, (_, i) => today(new Date((stopped + (i + 1) * DAY) * 1000)))
  equal(days.map((e) => e.said.day).join(' '), wanted.join(' '), 'the dates')
  equal(days.map((e) => Number(Boolean(e.said.down))).join(''), '1111110', 'which of them nobody saw')
  // what a day begins (rounds) comes with it; what has become late comes after all of them
  const acts = told.map((e) => e.act)
  ok(acts.lastIndexOf('day') < acts.indexOf('late'), 'they come before what is late')
}))

test('each step is told of once, by its moment, and since when nobody was there', () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  // of the clocks that ran when the town stopped; a round of the week may have one of its own
  const matterIn = (e) => (typeof e.subject === 'string' ? JSON.parse(e.subject) : e.subject).matter
  const lates = told.filter((e) => e.act === 'late' && !e.said.remind && matterIn(e) <= last)
  const key = (matter, section, step) => `${matter} ${step} ${section}`
  const stepOf = (e) => e.effects.find((x) => x.e === 'late').step
  equal(lates.length, open.length, 'lates')
  equal(new Set(lates.map((e) => key(matterIn(e), e.said.section ?? '', stepOf(e)))).size, lates.length, 'none twice')
  ok(lates.every((e, i) => i === 0 || e.said.due >= lates[i - 1].said.due), 'in the order of their due')
  const wrong = told.filter((e) => e.act === 'late' && e.said.down !== stopped)
  equal(wrong.length, 0, `without the time down: ${JSON.stringify(wrong.slice(0, 2))}`)
  for (const e of told.filter((x) => x.said?.remind && matterIn(x) <= last)) {
    const at = lates.find((l) => matterIn(l) === matterIn(e) && stepOf(l) === stepOf(e) && l.said.section === e.said.section)
    ok(at && at.seq > e.seq, `a reminder before its late: ${JSON.stringify(e)}`)
  }
})

test('what is overdue outside has opened one incident each, right after', () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  const opened = rows(join(dir, 'town.db'), "SELECT of, count(*) AS n, min(id) AS id FROM matter WHERE of > 0 GROUP BY of;", { readonly: true })
  equal(opened.length, OUTSIDE, 'incidents')
  ok(opened.every((r) => r.n === 1), 'one each')
  const before = new Map(told.map((e) => [e.seq, e]))
  ok(opened.every((r) => before.get(r.id - 1)?.act === 'late'), 'no entry between a late and what it opens')
})

test('a second start has nothing to add', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  equal(await stopTown(town), 0, 'the town ends')
  const size = rows(join(dir, 'town.db'), 'SELECT count(*) AS n FROM entry;', { readonly: true })[0].n
  town = await runTown(dir, { program })
  await sleep(2500)
  equal(rows(join(dir, 'town.db'), 'SELECT count(*) AS n FROM entry;', { readonly: true })[0].n, size, 'entries')
  equal(await stopTown(town), 0, 'the town ends again')
  await good(['verify', dir])
  const r = await sekimori(['rebuild', dir, '--compare'])
  equal(r.code, 0, `rebuild --compare: ${r.out}`)
})

await main('week')
