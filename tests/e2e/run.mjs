// SPDX-License-Identifier: AGPL-3.0-or-later
// Every journey of this folder, one line each: `ONLY=a,k node run.mjs`.
// A journey is a file X_name.mjs that exports `name` and a function.
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { Traveller, isSkip } from './lib.mjs'
import { BUILD, stopAll, theTown } from './town.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const LONGEST = 300_000
const only = process.env.ONLY?.split(',')
const files = readdirSync(HERE).filter((f) => /^[a-z]{1,2}_.*\.mjs$/.test(f) && (!only || only.includes(f.split('_')[0]))).sort()
const count = { passed: 0, failed: 0, skipped: 0 }
const complaints = []

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
})

async function end() {
  await browser.close().catch(() => {})
  await stopAll()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end().finally(() => process.exit(1)))

// What the pages showed when it failed, for who looks into it.
async function photograph(t, file) {
  const dir = join(BUILD, 'e2e')
  mkdirSync(dir, { recursive: true })
  for (const [i, page] of t.contexts.flatMap((c) => c.pages()).entries())
    await page.screenshot({ path: join(dir, `${file}.${i}.png`), fullPage: true, timeout: 5000 }).catch(() => {})
  return dir
}

async function journey(file, town) {
  const { name, default: go } = await import(`./${file}`)
  const t = new Traveller(browser, town, complaints)
  const begin = Date.now()
  const say = (word, more = '') => console.log(`  ${word} ${name}${more}`)
  let timer
  try {
    const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error('takes too long')), LONGEST) })
    const more = await Promise.race([go(t), late])
    count.passed++
    say('ok  ', more ? `: ${more}` : process.env.VERBOSE ? ` (${Date.now() - begin} ms)` : '')
  } catch (e) {
    if (isSkip(e)) {
      count.skipped++
      say('skip', `: ${e.message}`)
    } else {
      count.failed++
      say('FAIL', `: ${e.name === 'AssertionError' ? e.message : e.stack}\n       pictures: ${await photograph(t, file)}`)
    }
  } finally {
    clearTimeout(timer)
    await t.end().catch(() => {})
  }
}

try {
  const town = await theTown()
  for (const file of files) await journey(file, town)
} catch (e) {
  count.failed++
  console.log(`  FAIL the town: ${e.message}`)
}
await end()
console.log(`e2e: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exit(count.failed > 0 ? 1 : 0)
