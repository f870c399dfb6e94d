// SPDX-License-Identifier: AGPL-3.0-or-later
// Scenarios through the pages, several towns at a time: `run.mjs [FILE…]`.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { chromium } from 'playwright-core'
import { ROOT, stopAll } from '../e2e/town.mjs'
import { Play, policyOf, readScene } from './play.mjs'

const TOWNS = Number(process.env.SCENES_TOWNS ?? 2)
const SHOWN = 40

function folders() {
  const own = readdirSync(join(ROOT, 'tests/policies'), { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => `tests/policies/${d.name}/scenarios`)
  return ['policy/taishi/scenarios', ...own]
}

function scenes() {
  const list = (dir) => {
    try {
      return readdirSync(join(ROOT, dir)).filter((f) => f.endsWith('.yaml')).sort().map((f) => join(dir, f))
    } catch { return [] }
  }
  return folders().flatMap(list)
}

const named = process.argv.slice(2)
const files = named.length ? named : scenes()
const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--blink-settings=imagesEnabled=false', '--disable-remote-fonts'],
})

let browser = await launch()
// One that has died is followed by another; what it was in the middle of has failed.
async function browserNow() {
  if (!browser.isConnected()) browser = await launch()
  return browser
}

async function end() {
  await browser.close().catch(() => {})
  await stopAll()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end().finally(() => process.exit(1)))

const total = { passed: 0, failed: 0, skipped: 0 }
const over = new Map(), covered = new Map(), ended = new Map(), policies = new Map()

function put(map, folder, ids) {
  if (!map.has(folder)) map.set(folder, new Set())
  for (const id of ids) map.get(folder).add(id)
}

async function one(file) {
  const begin = Date.now()
  let play
  try {
    play = new Play(await browserNow(), file)
    await play.play()
  } catch (e) {
    if (play) play.failures.push(`${file}: ${e.message.split('\n')[0]}`)
    else console.log(`  FAIL ${file}: ${e.message.split('\n')[0]}`)
    if (!play) total.failed++
  }
  if (!play) return
  await play.town.end().catch((e) => play.failures.push(`${file}: ${e.message}`))
  total.passed += play.passed
  total.failed += play.failures.length
  total.skipped += play.over.length
  for (const { why } of play.over) over.set(why, (over.get(why) ?? 0) + 1)
  put(covered, play.policy.folder, play.covered ?? [])
  put(ended, play.policy.folder, play.ended ?? [])
  const bad = play.failures.length
  console.log(`  ${bad ? 'FAIL' : 'ok  '} ${relative(ROOT, file) || file}: ${play.passed} lines, ${play.over.length} passed over${bad ? `, ${bad} failed` : ''} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
  for (const f of play.failures.slice(0, SHOWN)) console.log(`       ${f}`)
  if (process.env.VERBOSE) for (const { at, why } of play.over) console.log(`       over ${at}: ${why}`)
}

const queue = [...files]
await Promise.all(Array.from({ length: TOWNS }, async () => {
  for (let file = queue.shift(); file; file = queue.shift()) await one(file)
}))
await end()

for (const file of files) {
  const p = policyOf(file, readScene(file))
  policies.set(p.folder, p)
}
for (const [why, n] of [...over].sort((a, b) => b[1] - a[1])) console.log(`  passed over ${n}: ${why}`)
for (const [folder, p] of policies) {
  const have = covered.get(folder) ?? new Set()
  const missing = [...p.procedures.keys()].filter((id) => !have.has(id))
  console.log(`  ${relative(ROOT, folder)}: ${have.size} of ${p.procedures.size} procedures from their start to their end through pages`)
  if (!named.length && missing.length) console.log(`       not: ${missing.join(' ')}`)
}
console.log(`scenes: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)
