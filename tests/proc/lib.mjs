// SPDX-License-Identifier: AGPL-3.0-or-later
// What the process tests share: a runner, folders and processes that do not
// outlive it, a town, its gate's messages.
import { spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import {
  chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const BUILD = resolve(process.env.SEKIMORI_BUILD ?? join(ROOT, 'build'))
export const SHORT = process.env.SEKIMORI_SHORT === '1'
export const SLOW = /asan\/?$/.test(BUILD) // several times slower: longer waits, fewer rounds
export const POLICY = join(ROOT, 'policy/taishi')
export const STAFF = join(ROOT, 'tests/proc/data/staff.csv')

// --- the runner ----------------------------------------------------------------------

const tests = []
let base = null
const cleanups = []

export function test(name, body) {
  tests.push({ name, body })
}

class Skip extends Error {}
export const skip = (reason) => { throw new Skip(reason) }

export class Failed extends Error {}
export function ok(condition, message) {
  if (!condition) throw new Failed(message)
}
export function equal(got, want, message) {
  ok(Object.is(got, want), `${message}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`)
}
export function match(text, pattern, message) {
  ok(pattern.test(text), `${message}: ${JSON.stringify(String(text).slice(0, 600))} does not match ${pattern}`)
}

// Runs what `test` was given, in order; a failed `needed` test skips the others.
export async function main(name) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  let broken = null
  for (const t of tests) {
    const begin = Date.now()
    try {
      if (broken) skip(`needs "${broken}"`)
      await t.body()
      count.passed++
      if (process.env.VERBOSE) console.log(`  ok   ${name}: ${t.name} (${Date.now() - begin} ms)`)
    } catch (e) {
      if (e instanceof Skip) {
        count.skipped++
        console.log(`  skip ${name}: ${t.name}: ${e.message}`)
        continue
      }
      count.failed++
      console.log(`  FAIL ${name}: ${t.name}: ${e instanceof Failed ? e.message : e.stack}`)
      if (t.body.needed) broken = t.name
    }
  }
  await cleanup()
  console.log(`  ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  process.exit(count.failed > 0 ? 1 : 0)
}

// Marks a test without which the others of its file say nothing.
export function needed(body) {
  body.needed = true
  return body
}

// --- folders and processes ----------------------------------------------------------------

// A folder under the test's own one, which goes at the end.
export function tempBase() {
  base ??= mkdtempSync(join(process.env.SEKIMORI_TMP ?? tmpdir(), 'sekimori-proc-'))
  return base
}
export const temp = (name) => mkdtempSync(join(tempBase(), `${name}-`))
export const atEnd = (f) => cleanups.push(f)

// Processes whose command line names this path: [{ pid, name }].
export function processesOf(path) {
  const found = []
  for (const pid of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(pid) || Number(pid) === process.pid) continue
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (!args.some((a) => a === path || a.startsWith(`${path}/`))) continue
      const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0]
      if (state !== 'Z') found.push({ pid: Number(pid), name: args[0].replace(/^.*\//, '') })
    } catch {
      // it has just ended
    }
  }
  return found
}

export function kill(pid, signal = 'SIGKILL') {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

let cleaned = false
async function cleanup() {
  if (cleaned) return
  cleaned = true
  if (base) for (const p of processesOf(base)) kill(p.pid)
  for (const f of cleanups.reverse()) await f()
  if (base && !process.env.KEEP) rmSync(base, { recursive: true, force: true, maxRetries: 5 })
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => cleanup().finally(() => process.exit(1)))

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

// Asks again until `probe` gives something true; a generous limit, no measure of speed.
export async function until(what, probe, seconds = SLOW ? 120 : 60) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const got = await probe()
    if (got) return got
    if (Date.now() > end) throw new Failed(`waited in vain until ${what}`)
    await sleep(50)
  }
}

// A program's end: { code, out, err }. Never rejects; killed after `seconds`.
export function run(program, args, { input = '', env = {}, seconds = 300, cwd = ROOT } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
    const out = []
    const err = []
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
    child.stdout.on('data', (d) => out.push(d))
    child.stderr.on('data', (d) => err.push(d))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const finish = (code) => {
      clearTimeout(timer)
      done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })
    }
    child.on('error', () => finish(-1))
    child.on('close', (code, signal) => finish(code ?? `killed by ${signal}`))
  })
}

// Our programs, with the clock of one of them in our hand: { program, moved(seconds) }. The supervisor starts
// what lies beside it and passes no environment on: so the gate is a script.
export async function programsWithClock() {
  const shim = await compile('shim.so', ['tests/proc/shim.c'], { flags: ['-shared', '-fPIC', '-ldl'] })
  const bin = temp('bin')
  const clock = join(bin, 'clock')
  const moved = (seconds) => {
    const b = Buffer.alloc(8)
    b.writeBigInt64LE(BigInt(seconds))
    writeFileSync(clock, b)
  }
  moved(0)
  copyFileSync(join(BUILD, 'sekimori'), join(bin, 'sekimori'))
  for (const p of ['web', 'auth', 'seal', 'verify']) symlinkSync(join(BUILD, `sekimori-${p}`), join(bin, `sekimori-${p}`))
  symlinkSync(join(BUILD, 'share'), join(bin, 'share'))
  mkdirSync(join(bin, 'real'))
  symlinkSync(join(BUILD, 'sekimori-gate'), join(bin, 'real/sekimori-gate'))
  writeFileSync(join(bin, 'sekimori-gate'),
    `#!/bin/sh\nexport CLOCK_SHIM='${clock}' LD_PRELOAD='${shim}'\nexec '${bin}/real/sekimori-gate' "$@"\n`)
  chmodSync(join(bin, 'sekimori-gate'), 0o755)
  return { program: join(bin, 'sekimori'), moved }
}

// A small C program of ours, linked to the archives of the build that is tested.
const compiled = new Map()
export async function compile(name, sources, { archives = [], flags = [] } = {}) {
  if (!compiled.has(name)) {
    const out = join(temp('bin'), name)
    const libs = archives.map((a) => join(BUILD, 'lib', `${a}.a`))
    const asan = SLOW && archives.length ? ['-fsanitize=address,undefined'] : []
    const r = await run(asan.length ? 'clang' : 'cc', ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-O1', '-Isrc', `-I${join(BUILD, 'gen')}`,
      ...asan, ...sources, ...(libs.length ? ['-Wl,--start-group', ...libs, '-Wl,--end-group', '-lcrypto', '-largon2', '-ljansson', '-licui18n', '-licuuc', '-lpthread'] : []),
      ...flags, '-o', out])
    ok(r.code === 0, `cc ${name}: ${r.err}`)
    compiled.set(name, out)
  }
  return compiled.get(name)
}

export const sekimori = (args, options) => run(join(BUILD, 'sekimori'), args, options)
export const sekimoriVerify = (args, options) => run(join(BUILD, 'sekimori-verify'), args, options)

// Like sekimori(), but anything but exit code 0 is a failure.
export async function good(args, options) {
  const r = await sekimori(args, options)
  ok(r.code === 0, `sekimori ${args.join(' ')}: exit ${r.code}\n${r.out}${r.err}`.slice(0, 3000))
  return r.out
}

export function sqlite(db, sql, { readonly = false } = {}) {
  const r = spawnSync('sqlite3', ['-bail', ...(readonly ? ['-readonly'] : []), '-cmd', '.timeout 10000', db], {
    input: sql, maxBuffer: 1 << 30,
  })
  const err = r.stderr.toString()
  ok(r.status === 0 && err === '', `sqlite3: ${err}`)
  return r.stdout.toString()
}
export const rows = (db, sql, options) => {
  const text = sqlite(db, `.mode json\n${sql}`, options)
  return text.trim() ? JSON.parse(text) : []
}

// Entries from `seq` on as they are stored, each with its body beside it.
export function entriesFrom(dir, seq) {
  const db = join(dir, 'town.db')
  const bodies = new Map(rows(db, 'SELECT lower(hex(hash)) AS hash, CAST(bytes AS TEXT) AS text FROM body;', { readonly: true }).map((r) => [r.hash, r.text]))
  return rows(db, `SELECT CAST(bytes AS TEXT) AS text FROM entry WHERE seq >= ${seq} ORDER BY seq;`, { readonly: true })
    .map((r) => JSON.parse(r.text))
    .map((e) => ({ ...e, said: e.body ? JSON.parse(bodies.get(e.body)) : null }))
}

export function freePort() {
  return new Promise((done, failed) => {
    const s = createServer()
    s.on('error', failed)
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })
}

// --- a town ----------------------------------------------------------------------------------

// A new test town with the staff of tests/proc/data/staff.csv; setup is its installer.
export async function newTown(dir = join(temp('town'), 'town'), { staff = STAFF } = {}) {
  await good(['init', dir, '--policy', POLICY, '--admin', 'setup', '--test'])
  if (staff) await good(['people', 'import', dir, staff])
  return dir
}

let ids = 0
export const newId = (stem = 'act') => `${stem}-${process.pid}-${++ids}`
export const withId = (act) => ({ id: newId(act.act), ...act })

// Acts of one person through `sekimori act --as`: [{…answer}], and the exit code.
export async function actsAs(dir, login, acts) {
  const lines = acts.map((a) => JSON.stringify(a.clock ? a : withId(a))).join('\n')
  const r = await sekimori(['act', dir, '-', '--as', login], { input: `${lines}\n` })
  let answers = []
  try {
    answers = r.out.split('\n').filter(Boolean).map((l) => JSON.parse(l))
  } catch {
    throw new Failed(`sekimori act: exit ${r.code}: ${r.out}${r.err}`)
  }
  return { code: r.code, answers, err: r.err }
}

export async function actAs(dir, login, act) {
  const { code, answers, err } = await actsAs(dir, login, [act])
  ok(answers.length === 1, `one answer for ${JSON.stringify(act)}: exit ${code}: ${err}`)
  return { code, ...answers[0] }
}

// `place` is a town's folder, or what openTalk() gave.
export async function allowed(place, login, act) {
  const a = typeof place === 'string' ? await actAs(place, login, act) : await place.act(login, act)
  ok(a.allowed === true, `${login} may ${JSON.stringify(act)}: ${JSON.stringify(a)}`)
  return a
}

// Acts through one connection to a running gate: far faster than a command each.
// Ends with end(); the town stands still again then.
export async function openTalk(dir) {
  const town = await runTown(dir)
  const gate = await Gate.connect(dir)
  return {
    act: (login, act) => gate.act(login, act),
    clock: async (iso) => {
      const m = await gate.ask('CLOCK', { time: Date.parse(`${iso}:00+09:00`) / 1000 })
      ok(m?.err === 0, `the clock goes to ${iso}: ${m?.why}`)
    },
    end: async () => {
      gate.end()
      await stopTown(town)
    },
  }
}

// A running town: the supervisor is ours, in a process group of its own.
export async function runTown(dir, { args = [], env = {}, wait = true, program = join(BUILD, 'sekimori') } = {}) {
  const port = await freePort()
  const child = spawn(program, ['run', dir, '--listen', `127.0.0.1:${port}`, ...args], {
    cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
  })
  const town = { dir, port, child, out: '', ended: null, url: `http://127.0.0.1:${port}` }
  child.stdout.on('data', (d) => { town.out += d })
  child.stderr.on('data', (d) => { town.out += d })
  town.exit = new Promise((done) => child.on('close', (code, signal) => {
    town.ended = code ?? signal
    done(town.ended)
  }))
  atEnd(async () => {
    for (const p of processesOf(dir)) kill(p.pid)
  })
  if (wait) await townUp(town)
  return town
}

export const pidOf = (town, name) => processesOf(town.dir).find((p) => p.name === `sekimori-${name}`)?.pid

async function portOpen(port) {
  return new Promise((done) => {
    const s = connect(port, '127.0.0.1')
    s.on('connect', () => { s.destroy(); done(true) })
    s.on('error', () => done(false))
  })
}

export async function townUp(town) {
  await until('the town is up', async () => {
    if (town.ended !== null) throw new Failed(`sekimori run ended with ${town.ended}: ${town.out}`)
    return existsSync(join(town.dir, 'run/gate.sock')) && (await portOpen(town.port))
  })
}

export async function stopTown(town, signal = 'SIGINT') {
  if (town.ended === null) kill(town.child.pid, signal)
  const end = await Promise.race([town.exit, sleep(60_000).then(() => 'no end')])
  ok(end !== 'no end', `the town ends after ${signal}: ${town.out}`)
  return end
}

export async function tokenOf(dir, login) {
  const file = join(temp('token'), 'token')
  await good(['token', dir, login, file])
  return readFileSync(file, 'utf8').trim()
}

// A copy that lies beside, for doing bad things to it. The town must not run.
export function copyTown(dir, name = 'copy') {
  const to = join(temp(name), 'town')
  cpSync(dir, to, { recursive: true, preserveTimestamps: true })
  return to
}

export function dropTriggers(db) {
  sqlite(db, rows(db, "SELECT name FROM sqlite_master WHERE type = 'trigger';").map((r) => `DROP TRIGGER "${r.name}";`).join('\n'))
}

// --- the gate's messages -------------------------------------------------------------------------

// The same table that the programs are made of.
const messages = readFileSync(join(ROOT, 'src/proto/msg.def'), 'utf8')
  .split('\n')
  .map((l) => /^MSG\((\w+),[^,]*,[^,]*,\s*(.*)\)/.exec(l))
  .filter(Boolean)
  .map((m) => ({ name: m[1], fields: [...m[2].matchAll(/([IS])\((\w+)\)/g)].map((f) => ({ kind: f[1], name: f[2] })) }))

function frame(name, values) {
  const type = messages.findIndex((m) => m.name === name)
  const parts = [Buffer.alloc(2)]
  parts[0].writeUInt16BE(type)
  for (const f of messages[type].fields) {
    if (f.kind === 'I') {
      const b = Buffer.alloc(8)
      b.writeBigInt64BE(BigInt(values[f.name] ?? 0))
      parts.push(b)
    } else {
      const text = Buffer.from(values[f.name] ?? '')
      const n = Buffer.alloc(4)
      n.writeUInt32BE(text.length)
      parts.push(n, text)
    }
  }
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, body])
}

function unframe(body) {
  const m = messages[body.readUInt16BE(0)]
  const out = { name: m.name }
  let at = 2
  for (const f of m.fields) {
    if (f.kind === 'I') {
      out[f.name] = Number(body.readBigInt64BE(at))
      at += 8
    } else {
      const n = body.readUInt32BE(at)
      out[f.name] = body.subarray(at + 4, at + 4 + n).toString()
      at += 4 + n
    }
  }
  return out
}

// A connection to DIR/run/gate.sock. ask() resolves with the answer, or null when the gate is gone.
export class Gate {
  static connect(dir) {
    return new Promise((done) => {
      const socket = connect(join(dir, 'run/gate.sock'))
      socket.on('connect', () => done(new Gate(socket)))
      socket.on('error', () => done(null))
    })
  }

  constructor(socket) {
    this.socket = socket
    this.waiting = new Map()
    this.requests = 0
    let bytes = Buffer.alloc(0)
    socket.on('data', (d) => {
      bytes = Buffer.concat([bytes, d])
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
        const n = bytes.readUInt32BE(0)
        const m = unframe(bytes.subarray(4, 4 + n))
        bytes = bytes.subarray(4 + n)
        this.waiting.get(m.request)?.(m)
        this.waiting.delete(m.request)
      }
    })
    const gone = () => {
      this.closed = true
      for (const answer of this.waiting.values()) answer(null)
      this.waiting.clear()
    }
    socket.on('error', gone)
    socket.on('close', gone)
  }

  ask(name, values) {
    const request = ++this.requests
    return new Promise((done) => {
      if (this.closed) {
        done(null)
        return
      }
      this.waiting.set(request, done)
      this.socket.write(frame(name, { ...values, request }))
    })
  }

  // An act by a person, as `sekimori act --as` sends it: { err, …answer } or null.
  async act(login, act) {
    const m = await this.ask('AS', { login, act: JSON.stringify(withId(act)) })
    return m && { err: m.err, ...JSON.parse(m.json) }
  }

  async status() {
    return JSON.parse((await this.ask('STATUS', {}))?.json ?? 'null')
  }

  end() {
    this.socket.destroy()
  }
}

export function writePrivate(path, text) {
  writeFileSync(path, text)
  chmodSync(path, 0o600)
  return path
}

// --- ready-made matters ---------------------------------------------------------------------------

export const deviceForm = (name) => ({
  name, kind: 'laptop', serial: `SN-${name}`, zone: 'lgwan', place: '総務課 執務室',
})
export const assetForm = (name, cls = 'II') => ({
  name, class: cls, disclosure: '課内のみ', personal: 'yes', form: 'stored', place: '共有フォルダ',
})
export const submit = (procedure, body, more = {}) => ({ act: 'submit', procedure, body, ...more })

// The last day that a take-out may be asked for: the end of the fiscal year.
export function fiscalYearEnd(now = new Date()) {
  const tokyo = new Date(now.getTime() + 9 * 3600 * 1000)
  const year = tokyo.getUTCMonth() >= 3 ? tokyo.getUTCFullYear() + 1 : tokyo.getUTCFullYear()
  return `${year}-03-31`
}
export const today = (now = new Date()) => new Date(now.getTime() + 9 * 3600 * 1000).toISOString().slice(0, 10)
