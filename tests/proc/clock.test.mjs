// SPDX-License-Identifier: AGPL-3.0-or-later
// The gate's clock jumps: back (nothing is recorded until somebody has looked),
// and ahead over days on which the town stood still.
import { join } from 'node:path'
import {
  Gate, SLOW, allowed, assetForm, deviceForm, equal, good, main, match, needed, newTown, ok, programsWithClock, rows, runTown,
  sekimori, skip, stopTown, submit, test, today, until,
} from './lib.mjs'

let dir, programs, moved, town, gate
const start = async () => {
  town = await runTown(dir, { program: programs })
  gate = await Gate.connect(dir)
}
const stop = async () => {
  gate.end()
  equal(await stopTown(town), 0, 'the town ends')
}
const entries = (where) => rows(join(dir, 'town.db'), `SELECT seq, time, act, actor, matter FROM log WHERE ${where} ORDER BY seq;`, { readonly: true })

test('a town with a movable clock', needed(async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  ;({ program: programs, moved } = await programsWithClock())
  dir = await newTown()
  await start()
  const before = (await gate.status()).time
  moved(30)
  ok((await gate.status()).time >= before + 30, 'the gate sees the moved clock')
  await allowed(gate, 'soumu-clerk', submit('asset-enter', assetForm('前')))
  moved(0)
}))

const apply = () => gate.act('soumu-clerk', submit('asset-enter', assetForm('時計')))

test('a clock a little behind is waited for: its entries never go back', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  const a = await apply() // the last entry is some 30 s ahead now
  equal(a.allowed, true, `an act while the clock is 30 s behind: ${JSON.stringify(a)}`)
  const times = entries('1').map((e) => e.time)
  ok(times.every((t, i) => i === 0 || t >= times[i - 1]), 'times of entries')
})

test('a clock set back is refused, in words, until the operator confirms', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  moved(-3600)
  const size = (await gate.status()).entries
  const a = await apply()
  equal(a.allowed, false, 'an act while the clock is an hour behind')
  equal(a.err, 'busy', 'its error')
  match(a.why, /時計/, 'it says why')
  match(a['way-out'], /clock DIR --confirm/, 'and what to do')
  equal((await gate.status()).entries, size, 'nothing is recorded')
  equal((await gate.status()).clock, 'behind', 'the status says so')
  const r = await sekimori(['clock', dir, '--confirm'])
  equal(r.code, 0, `sekimori clock --confirm: ${r.out}${r.err}`)
  const b = await apply()
  equal(b.allowed, true, `after it: ${JSON.stringify(b)}`)
  equal((await gate.status()).clock, 'confirmed', 'and that it goes on so')
  const [x, y] = entries(`seq IN (${size - 1}, ${b.seq})`)
  ok(y.time >= x.time, 'the entry is not before the last one')
})

test('a clock that is right again needs nobody; set back again, it is refused again', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  moved(0)
  await until('acts are taken', async () => (await apply()).allowed)
  moved(-86_400)
  const a = await apply()
  equal(a.allowed, false, 'an act on yesterday')
  moved(0)
  equal((await apply()).allowed, true, 'and today')
})

test('after three days down come the days, then what is late, then acts', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  const enter = await allowed(gate, 'zeimu-clerk', submit('device-enter', deviceForm('夜のPC')))
  const item = await allowed(gate, 'zeimu-head', { act: 'decide', matter: enter.matter, step: 'accept', outcome: 'permit', seen: enter.seq })
  const a = await allowed(gate, 'zeimu-clerk', submit('take-out', {
    things: [item.seq], purpose: '作業', place: '県庁', 'off-premises': 'yes', 'off-network': 'no', since: today(), until: today(),
  }))
  const b = await allowed(gate, 'zeimu-head', { act: 'decide', matter: a.matter, step: 'permit', outcome: 'permit', seen: a.seq })
  const c = await allowed(gate, 'zeimu-clerk', {
    act: 'do', matter: a.matter, step: 'leave', seen: b.seq, body: { 'left-on': today(), scanned: 'clean' },
  })
  await stop()
  moved(3 * 86_400)
  await start()
  const act = await apply()
  equal(act.allowed, true, `an act after the time down: ${JSON.stringify(act)}`)
  // without the rounds that a day begins
  const since = entries(`seq > ${c.seq}`).filter((e) => e.actor !== 'clock' || e.act !== 'submit')
  const kinds = since.map((e) => e.act)
  equal(kinds.slice(0, 5).join(' '), 'day day day late submit', 'what came')
  ok(since.slice(0, 4).every((e) => e.actor === 'clock'), 'by the clock')
  equal(since[3].matter, a.matter, 'the matter that is late')
  const bytes = rows(join(dir, 'town.db'), `SELECT CAST(bytes AS TEXT) AS t FROM entry WHERE seq IN (${since.slice(0, 4).map((e) => e.seq)}) ORDER BY seq;`, { readonly: true })
    .map((r) => JSON.parse(r.t))
  const days = bytes.slice(0, 3).map((e) => e.effects.find((x) => x.e === 'day').from)
  for (const [i, day] of days.entries()) equal(day, today(new Date(Date.now() + (i + 1) * 86_400_000)), `day ${i + 1}`)
  const body = rows(join(dir, 'town.db'), `SELECT CAST(b.bytes AS TEXT) AS t FROM body b JOIN entry e ON instr(CAST(e.bytes AS TEXT), lower(hex(b.hash))) WHERE e.seq = ${since[3].seq};`, { readonly: true })
  const late = JSON.parse(body[0].t)
  ok(late.due > 0 && JSON.stringify(late.down ?? '').length > 2, `the late entry says when it was due and that nobody was there: ${body[0].t}`)
})

test('a clock that jumps a day ahead and back: told while it is ahead, held when it is back', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  const now = 3 * 86_400 // where the last test left it
  equal((await sekimori(['clock', dir, '--confirm'])).code, 0, 'somebody has looked: it is right')
  equal((await gate.status()).clock, 'ok', 'the clock')
  moved(now + 86_400)
  const tomorrow = await apply()
  equal(tomorrow.allowed, true, 'it may be right: a night in which the machine slept')
  equal((await gate.status()).clock, 'ahead', 'but it is told')
  moved(now)
  const back = await apply()
  equal(back.err, 'busy', 'back again, nothing is recorded')
  equal((await gate.status()).clock, 'behind', 'and that is told')
  equal((await sekimori(['clock', dir, '--confirm'])).code, 0, 'until somebody has looked')
  const b = await apply()
  equal(b.allowed, true, 'then it goes on')
  const [x, y] = entries(`seq IN (${tomorrow.seq}, ${b.seq})`)
  equal(y.time, x.time, 'at the time of the last entry, until the clock is there')
  moved(now + 86_400)
  equal((await apply()).allowed, true, 'a day later as ever')
})

test('evidence and tables hold', async () => {
  if (SLOW) skip('a sanitizer wants to be loaded first')
  await stop()
  await good(['verify', dir])
  const r = await sekimori(['rebuild', dir, '--compare'])
  equal(r.code, 0, `rebuild --compare: ${r.out}`)
})

await main('clock')
