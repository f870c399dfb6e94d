// SPDX-License-Identifier: AGPL-3.0-or-later
// Programs are killed at random moments under load: what was acknowledged is
// there, once, under the number that was told; the town heals by itself.
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import {
  Gate, SHORT, SLOW, assetForm, equal, good, kill, main, needed, newId, newTown, ok, pidOf, processesOf, rows, runTown,
  sekimori, sleep, stopTown, submit, test, today, tokenOf, until,
} from './lib.mjs'

const KILLS = Number(process.env.KILLS ?? (SHORT ? 4 : 20)) // soak: 200
const CLIENTS = 8
const VIA_GATE = process.env.VIA === 'gate' // without web: straight to the gate's socket
// the first five only apply; the others' acts follow each other
const LOGINS = ['soumu-clerk', 'soumu-leader', 'zeimu-clerk', 'zeimu-leader', 'kaigo-clerk', 'soumu-head', 'zeimu-head', 'kaigo-head']

let dir, town
const acknowledged = new Map() // id of the act -> { seq, login, act }
let stopping = false
let surprises = []

// One act over HTTP: the answer, or null when there was none.
const agent = new Agent({ keepAlive: true, maxSockets: 2 * CLIENTS })
function post(token, act) {
  return new Promise((done) => {
    const body = JSON.stringify(act)
    const r = request({
      host: '127.0.0.1', port: town.port, path: '/api/v1/acts', method: 'POST', agent, timeout: 30_000,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}` },
    }, (answer) => {
      const parts = []
      answer.on('data', (d) => parts.push(d))
      answer.on('error', () => done(null))
      answer.on('end', () => {
        try {
          done({ status: answer.statusCode, ...JSON.parse(Buffer.concat(parts).toString()) })
        } catch {
          done(null)
        }
      })
    })
    r.on('error', () => done(null))
    r.on('timeout', () => r.destroy())
    r.end(body)
  })
}

// Sends one act until somebody answers for it.
async function send(who, act) {
  for (;;) {
    let answer
    if (VIA_GATE) {
      who.gate ??= await Gate.connect(dir)
      if (who.gate?.closed) who.gate = null
      answer = who.gate ? await who.gate.act(who.login, act) : null
    } else answer = await post(who.token, act)
    // a town that is coming up again says so; everything else is an answer
    if (answer && !['busy', 'closed', 'io'].includes(answer.err) && answer.status !== 503) return answer
    await sleep(20)
  }
}

async function told(who, act) {
  const answer = await send(who, act)
  if (!answer.allowed) {
    surprises.push(`${who.login} ${JSON.stringify(act)}: ${JSON.stringify(answer)}`)
    return null
  }
  const before = acknowledged.get(act.id)
  if (before && before.seq !== answer.seq) surprises.push(`${act.id} was ${before.seq} and is ${answer.seq}`)
  acknowledged.set(act.id, { seq: answer.seq, login: who.login, act })
  return answer
}

const people = LOGINS.map((login) => ({ login }))
const as = (login) => people.find((p) => p.login === login)
const moment = () => new Date(Date.now() + 9 * 3_600_000 - 60_000).toISOString().slice(0, 16)
const ahead = (i) => today(new Date(Date.now() + (400 + i) * 86_400_000))

// Applies, and takes every second application back.
async function apply(who, i) {
  const a = await told(who, { id: newId('a'), ...submit('asset-enter', assetForm(`${who.login}-${i}`)) })
  if (a && i % 2) await told(who, { id: newId('w'), act: 'withdraw', matter: a.matter ?? a.seq, seen: a.seq, body: { reason: '取りやめ' } })
}

// One act after the other on the same matter: { who, …act }, with what was seen last.
async function course(name, acts) {
  let matter = 0
  let seen = 0
  for (const { who, ...act } of acts) {
    const a = await told(as(who), { id: newId(name), ...(matter ? { matter, ...(act.act === 'comment' ? {} : { seen }) } : {}), ...act })
    if (!a) return
    matter ||= a.matter
    seen = a.seq
  }
}

// Given back, filled in again, talked about, corrected, permitted on a condition.
const goesBack = (i) => course('back', [
  { who: 'soumu-clerk', ...submit('asset-enter', assetForm(`戻す ${i}`)) },
  { who: 'soumu-head', act: 'decide', step: 'classify', outcome: 'return', body: { note: '分類を' } },
  { who: 'soumu-clerk', act: 'change', body: assetForm(`戻した ${i}`, 'III') },
  { who: 'soumu-leader', act: 'comment', body: { text: `見ました ${i}` } },
  { who: 'soumu-clerk', act: 'correct', body: { reason: '誤記', form: { place: `書庫 ${i}` } } },
  { who: 'soumu-head', act: 'decide', step: 'classify', outcome: 'conditional', body: { note: '金庫に' } },
])

// An accident and its course, row by row.
const happens = (i) => course('happens', [
  { who: 'kaigo-clerk', ...submit('incident', { kind: 'violation', certainty: 'fact', 'found-at': moment(), summary: `机上 ${i}` }) },
  { who: 'kaigo-head', act: 'decide', step: 'need-report', outcome: 'refuse', body: { note: '課の中で済む' } },
  ...[1, 2, 3].map((n) => ({ who: 'kaigo-head', act: 'do', step: 'respond', body: { at: moment(), what: `${n}` } })),
  { who: 'kaigo-clerk', act: 'correct', body: { reason: '誤記', form: { summary: `棚の上 ${i}` } } },
  { who: 'kaigo-head', act: 'do', step: 'respond', body: { _close: true } },
])

// Away next year, on paper for another, a one-time code: acts that change the town for everybody.
async function runsTheTown(i) {
  await told(as('zeimu-leader'), { id: newId('away'), act: 'absent', body: { person: '1202', from: ahead(i), until: ahead(i), reason: '研修' } })
  await told(as('zeimu-leader'), {
    id: newId('paper'), ...submit('asset-enter', { ...assetForm(`紙 ${i}`), _paper: { number: `税${i}`, date: today() } }, { behalf: '1202' }),
  })
  await told(as('soumu-head'), { id: newId('code'), act: 'code', body: { persons: ['1302'] } })
}

async function client(n) {
  const deeds = [apply, apply, apply, apply, apply, (_, i) => goesBack(i), (_, i) => happens(i), (_, i) => runsTheTown(i)]
  for (let i = 0; !stopping; i++) {
    await deeds[n](people[n], i)
    // sometimes again, as one who did not hear the answer
    if (acknowledged.size && i % 5 === 0) {
      const [id, one] = [...acknowledged].at(-1 - Math.floor(Math.random() * Math.min(50, acknowledged.size)))
      await told(as(one.login), { ...one.act, id })
    }
  }
}

test('a town under load', needed(async () => {
  dir = await newTown()
  town = await runTown(dir)
  if (!VIA_GATE) for (const p of people) p.token = await tokenOf(dir, p.login)
}))

let clients
test(`heals after each of ${KILLS} kills`, needed(async () => {
  clients = Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)))
  await until('acts are answered', () => acknowledged.size > 20)
  for (let i = 0; i < KILLS; i++) {
    // gate and seal most: they are between an act and its answer
    const name = i % 10 === 8 ? 'auth' : i % 10 === 9 ? 'web' : i % 2 ? 'seal' : 'gate'
    await sleep(Math.random() * (SLOW ? 500 : 250))
    const pid = await until(`${name} runs`, () => pidOf(town, name))
    ok(kill(pid), `${name} is killed`)
    const before = acknowledged.size
    await until(`acts are answered after kill ${i + 1} (${name})`, () => {
      ok(town.ended === null, `sekimori run ended with ${town.ended}: ${town.out.slice(-2000)}`)
      return acknowledged.size >= before + 2 * CLIENTS
    })
    ok(pidOf(town, name) !== pid, `${name} is another process now`)
  }
}))

test('answers were what was asked for', needed(async () => {
  stopping = true
  await clients
  for (const p of people) p.gate?.end()
  ok(acknowledged.size > KILLS * CLIENTS, `${acknowledged.size} acts were acknowledged`)
  equal(surprises.length, 0, surprises.slice(0, 5).join('\n'))
  const kinds = new Set([...acknowledged.values()].map((a) => a.act.act))
  for (const k of ['submit', 'withdraw', 'decide', 'change', 'comment', 'correct', 'do', 'absent', 'code']) ok(kinds.has(k), `${k} was among them`)
}))

test('sent again, every acknowledged act has the same number', async () => {
  const gate = await Gate.connect(dir)
  const wrong = []
  const size = (await gate.status()).entries
  for (const [id, { seq, login, act }] of acknowledged) {
    const a = await gate.act(login, { ...act, id })
    if (!a?.allowed || a.seq !== seq || a.repeated !== true) wrong.push(`${id}: ${seq}, then ${JSON.stringify(a)}`)
  }
  equal(wrong.length, 0, wrong.slice(0, 5).join('\n'))
  equal((await gate.status()).entries, size, 'entries')
  const used = await gate.act('mayor', { ...[...acknowledged.values()][0].act, id: [...acknowledged.keys()][0] })
  equal(used.allowed, false, 'another person\'s act under a used id')
  gate.end()
})

test('every acknowledged act is in the ledger, once', () => {
  const db = join(dir, 'town.db')
  const entries = new Map(rows(db, 'SELECT id, seq FROM entry WHERE part = 1;', { readonly: true }).map((r) => [r.id, r.seq]))
  const wrong = [...acknowledged].filter(([id, a]) => entries.get(id) !== a.seq)
  equal(wrong.length, 0, JSON.stringify(wrong.slice(0, 5)))
  const seqs = [...acknowledged.values()].map((a) => a.seq)
  equal(new Set(seqs).size, seqs.length, 'numbers are given once')
})

test('a killed supervisor leaves nothing behind, and the town starts again', async () => {
  kill(town.child.pid)
  await until('all programs are gone', () => processesOf(dir).length === 0)
  town = await runTown(dir)
  const last = [...acknowledged.values()].at(-1)
  const gate = await Gate.connect(dir)
  const a = await gate.act(last.login, { ...last.act })
  ok(a.allowed && a.seq === last.seq, `the last act is there: ${JSON.stringify(a)}`)
  gate.end()
})

test('evidence and tables hold', async () => {
  equal(await stopTown(town), 0, 'sekimori run ends')
  await good(['verify', dir])
  const r = await sekimori(['rebuild', dir, '--compare'])
  equal(r.code, 0, `rebuild --compare: ${r.out}${r.err}`)
  const [id, { act }] = [...acknowledged].find(([, a]) => a.act.act === 'withdraw')
  ok((await good(['show', dir, String(act.matter), '--json'])).includes('"withdrawn"'), `matter ${act.matter} was taken back (${id})`)
})

await main('kill')
