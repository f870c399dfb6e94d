// SPDX-License-Identifier: AGPL-3.0-or-later
// A full disk: acts are refused in words, nothing is half-done, pages can be
// read; with room again the same acts are taken.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import {
  Gate, allowed, assetForm, atEnd, equal, good, main, match, needed, newId, newTown, ok, rows, runTown, sekimori, skip, stopTown,
  submit, temp, test, today, until,
} from './lib.mjs'

let mount, dir, town, gate, filler, happened

function mountSmall() {
  mount = join(temp('disk'), 'small')
  mkdirSync(mount)
  const r = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', mount])
  if (r.status !== 0) skip(`no small disk can be mounted: ${r.stderr.toString().trim()}`)
  atEnd(() => { spawnSync('umount', ['-l', mount]) })
}

function fill() {
  filler = join(mount, 'filler')
  const fd = openSync(filler, 'a')
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeSync(fd, block)
  } catch (e) {
    ok(e.code === 'ENOSPC', `the disk is full: ${e.code}`)
  }
  closeSync(fd)
  equal(statfsSync(mount).bavail, 0, 'blocks left')
}
const free = () => rmSync(filler)

const page = (path) => new Promise((done) => {
  get({ host: '127.0.0.1', port: town.port, path, timeout: 20_000 }, (r) => {
    r.resume()
    r.on('end', () => done(r.statusCode))
  }).on('error', () => done(0))
})

// A gate that fell is there again after a moment.
async function act(login, one) {
  return until('the gate answers', async () => {
    if (!gate || gate.closed) gate = await Gate.connect(dir)
    const a = gate && await gate.act(login, one)
    if (town.ended !== null) ok(false, `sekimori run ended with ${town.ended}: ${town.out}`)
    return a
  })
}
const count = (what) => rows(join(dir, 'town.db'), `SELECT count(*) AS n FROM ${what};`, { readonly: true })[0].n

test('a town on a small disk', needed(async () => {
  mountSmall()
  dir = await newTown(join(mount, 'town'))
  town = await runTown(dir)
  gate = await Gate.connect(dir)
  await allowed(gate, 'soumu-clerk', submit('asset-enter', assetForm('前')))
  const report = await allowed(gate, 'kaigo-clerk', submit('incident', { kind: 'violation', certainty: 'fact', 'found-at': `${today()}T00:01`, summary: '机上' }))
  happened = await allowed(gate, 'kaigo-head', { act: 'decide', matter: report.matter, step: 'need-report', outcome: 'refuse', seen: report.seq, body: { note: '課の中で済む' } })
}))

// What changes the town, adds rows, stands on paper, or only talks.
const others = () => [
  ['kaigo-head', { act: 'do', matter: happened.matter, step: 'respond', seen: happened.seq, body: { at: `${today()}T00:02`, what: 'い'.repeat(900) } }],
  ['kaigo-clerk', { act: 'comment', matter: happened.matter, body: { text: 'あ'.repeat(3900) } }],
  ['zeimu-leader', { act: 'absent', body: { person: '1202', from: '2031-04-01', until: '2031-04-01', reason: 'う'.repeat(60) } }],
  ['zeimu-leader', submit('asset-enter', { ...assetForm('紙'), _paper: { number: '税41', date: today() } }, { behalf: '1202' })],
].map(([login, one]) => [login, { id: newId('other'), ...one }])

const refused = []
test('on a full disk acts are refused in words, and nothing is half-done', async () => {
  if (!dir) skip('no small disk')
  fill()
  // what the write-ahead log has room for is taken; then there is an end
  const big = { ...assetForm('大きい'), contents: 'あ'.repeat(3900) }
  const before = count('entry')
  let taken = 0
  const full = await until('the disk is full for the gate, too', async () => {
    const one = { id: newId('full'), ...submit('asset-enter', big) }
    const a = await act('soumu-clerk', one)
    if (a.allowed) {
      taken++
      return null
    }
    refused.push(one)
    return a
  })
  equal(full.err, 'full', `the error: ${JSON.stringify(full)}`)
  match(full.why, /ディスク/, 'it says why')
  match(full['way-out'], /空き/, 'and what to do')
  equal(count('entry'), before + taken, 'entries are those that were acknowledged')
  equal(count('log'), before + taken, 'and so are the rows made of them')
})

let kept
test('so are those that change the town, add rows, stand on paper or only talk', async () => {
  if (!dir) skip('no small disk')
  kept = others()
  const before = count('entry')
  for (const [login, one] of kept) {
    const a = await act(login, one)
    equal(a.err, 'full', `${one.act}: ${JSON.stringify(a)}`)
  }
  equal(count('entry'), before, 'entries')
  for (const table of ['comment', 'step_row', 'absence', 'paper']) equal(count(table), 0, table)
  equal(count('notice WHERE seen > 0'), 0, 'seen notices')
})

test('a day cannot begin on a full disk: acts are refused in words, and nobody waits', async () => {
  if (!dir) skip('no small disk')
  const before = count('entry')
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400
  equal((await gate.ask('CLOCK', { time: tomorrow }))?.err, 0, 'the clock goes on')
  for (let i = 0; i < 3; i++) {
    const a = await act('soumu-clerk', refused[0])
    equal(a.err, 'full', `on the next day: ${JSON.stringify(a)}`)
  }
  equal(count('entry'), before, 'entries')
  equal(town.ended, null, `sekimori run goes on: ${town.out}`)
})

test('pages can be read meanwhile, and refusals do not bring the town down', async () => {
  if (!dir) skip('no small disk')
  ok([200, 303].includes(await page('/login')) || !process.env.VIA, `the log-in page answers`)
  let unrecorded = false
  for (let i = 0; i < 40; i++) {
    const a = await act('kaigo-clerk', { act: 'decide', matter: 3, step: 'classify', outcome: 'permit', seen: 3 })
    equal(a.allowed, false, 'a forbidden act')
    if (a.err === 'full') unrecorded = true
    const b = await act('soumu-clerk', refused[0])
    equal(b.err, 'full', `an act that would be allowed: ${JSON.stringify(b)}`)
  }
  ok(unrecorded, 'in the end a refusal cannot be kept either, and the answer says so')
  equal(town.ended, null, `sekimori run goes on: ${town.out}`)
})

test('with room again the same acts are taken, once', async () => {
  if (!dir) skip('no small disk')
  free()
  const size = count('entry')
  const [first, ...more] = refused
  equal((await act('soumu-clerk', first)).allowed, true, 'the first')
  equal(rows(join(dir, 'town.db'), `SELECT act FROM log WHERE seq = ${size};`, { readonly: true })[0].act, 'day', 'the day begins before it')
  for (const [login, one] of kept) {
    const a = await act(login, one)
    equal(a.allowed, true, `${one.act}: ${JSON.stringify(a)}`)
    equal((await act(login, one)).seq, a.seq, 'sent again')
  }
  for (const table of ['comment', 'step_row', 'absence', 'paper']) equal(count(table), 1, table)
  for (const one of more) {
    const a = await act('soumu-clerk', one)
    equal(a.allowed, true, JSON.stringify(a))
    equal((await act('soumu-clerk', one)).seq, a.seq, 'sent again')
  }
})

test('the events have no gap, and say how many the full disk cost', async () => {
  if (!dir) skip('no small disk')
  await act('kaigo-clerk', { act: 'decide', matter: 3, step: 'classify', outcome: 'permit', seen: 3 })
  const lines = readdirSync(join(dir, 'events')).sort()
    .flatMap((f) => readFileSync(join(dir, 'events', f), 'utf8').trim().split('\n').map((l) => JSON.parse(l)))
  for (const [i, l] of lines.entries()) equal(l.n, i + 1, 'number of an event')
  ok(lines.some((l) => l.what === 'events.lost' && Number(l.detail) > 0), 'what was lost is counted')
})

test('evidence and tables hold', async () => {
  if (!dir) skip('no small disk')
  gate?.end()
  equal(await stopTown(town), 0, 'the town ends')
  ok(!existsSync(join(dir, 'run/lock')), 'no lock is left')
  await good(['verify', dir])
  const r = await sekimori(['rebuild', dir, '--compare'])
  equal(r.code, 0, `rebuild --compare: ${r.out}`)
})

await main('disk')
