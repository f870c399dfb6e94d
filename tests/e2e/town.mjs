// SPDX-License-Identifier: AGPL-3.0-or-later
// Towns for the browser: the started one, a demo town of our own, or one that
// was made by the documented commands. Everything lies under one folder and is
// gone at the end, with its processes.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const BUILD = resolve(process.env.SEKIMORI_BUILD ?? join(ROOT, 'build'))
const TMP = process.env.SEKIMORI_TMP
const POLICY = join(ROOT, 'policy/taishi')
const running = new Set()

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

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

// One command of the operator: its output, or an error with everything it said.
export function sekimori(args, { input = '' } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(join(BUILD, 'sekimori'), args, { cwd: ROOT, stdio: 'pipe' })
    let said = ''
    child.stdout.on('data', (d) => { said += d })
    child.stderr.on('data', (d) => { said += d })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', failed)
    child.on('close', (code) => {
      if (code === 0) done(said)
      else failed(new Error(`sekimori ${args.join(' ')} ended with ${code}: ${said}`))
    })
  })
}

// `sekimori run`, until it says that it runs.
export async function runTown(dir) {
  const port = await freePort()
  const child = spawn(join(BUILD, 'sekimori'), ['run', dir, '--listen', `127.0.0.1:${port}`], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const town = { dir, child, url: `http://127.0.0.1:${port}`, said: '', ended: null }
  child.stdout.on('data', (d) => { town.said += d })
  child.stderr.on('data', (d) => { town.said += d })
  town.end = new Promise((done) => child.on('close', (code, signal) => {
    town.ended = code ?? signal
    running.delete(town)
    done()
  }))
  running.add(town)
  for (let tries = 0; tries < 1200; tries++) {
    if (town.ended !== null) throw new Error(`sekimori run ended with ${town.ended}: ${town.said}`)
    if (town.said.includes(town.url)) return town
    await sleep(50)
  }
  throw new Error(`the town does not start: ${town.said}`)
}

export async function stopTown(town) {
  if (town.ended === null) town.child.kill('SIGINT')
  await Promise.race([town.end, sleep(30_000)])
  if (town.ended === null) {
    town.child.kill('SIGKILL')
    throw new Error('the town does not end after SIGINT')
  }
}

export async function stopAll() {
  for (const town of [...running]) await stopTown(town).catch((e) => console.log(`  ${e.message}`))
}

// A demo town; a journey that moves the clock has one of its own.
export async function demoTown(name) {
  const dir = join(TMP, name)
  await sekimori(['init', dir, '--policy', POLICY, '--admin', 'setup', '--demo', '--matters', '300'])
  return runTown(dir)
}

// The town that the journeys go through: { url }.
export async function theTown() {
  const url = process.env.E2E_URL
  return url ? { url: url.replace(/\/$/, '') } : demoTown('demo')
}

// A town as an administrator makes one: init, token, people import, passwd, run.
// With '--test' its clock can be moved.
export async function newTown(name, csv, passwords, ...more) {
  const dir = join(TMP, name)
  const token = join(TMP, `${name}.token`)
  await sekimori(['init', dir, '--policy', POLICY, '--admin', 'setup', ...more])
  await sekimori(['token', dir, 'setup', token])
  await sekimori(['people', 'import', dir, csv, '--token', token])
  for (const [login, password] of Object.entries(passwords)) await sekimori(['passwd', dir, login], { input: `${password}\n` })
  return runTown(dir)
}
