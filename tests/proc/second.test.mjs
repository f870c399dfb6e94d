// SPDX-License-Identifier: AGPL-3.0-or-later
// Two verifiers, one log from elsewhere: they accept it, and whatever byte of it
// is changed, they both refuse it.
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findingOf, openCheckpoint, readKey, verifyLog } from '../second/verify.mjs'
import { BUILD, ROOT, SHORT, equal, main, needed, ok, sekimoriVerify, skip, temp, test, writePrivate } from './lib.mjs'
import { acceptedFlips, changed, flipsOf } from './tamper.mjs'

const LOG = join(ROOT, '../shared/data/tlog/signed-log')
const KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'

let log, keyFile
const seenOf = (dir) => readdirSync(dir).filter((f) => f.startsWith('checkpoint.')).map((f) => readFileSync(join(dir, f)))
const second = (dir) => findingOf(dir, { key: KEY, seen: seenOf(dir) })
const ours = (dir) => sekimoriVerify([dir, '--foreign', '--key', keyFile])

test('both accept the published log', needed(async () => {
  if (!existsSync(LOG)) skip(`${LOG} is not here`)
  log = join(temp('log'), 'log')
  cpSync(LOG, log, { recursive: true })
  keyFile = writePrivate(join(temp('key'), 'key'), `${KEY}\n`)
  equal(second(log), null, 'the second verifier')
  const r = await ours(log)
  equal(r.code, 0, `sekimori-verify: ${r.out}${r.err}`)
}))

test('all sixteen checkpoints are signed and agree', () => {
  if (!log) skip('no log')
  const seen = seenOf(log)
  equal(seen.length, 16, 'checkpoints')
  equal(verifyLog(log, { key: KEY, seen }).size, 15, 'size')
  equal(Math.max(...seen.map((s) => openCheckpoint(s, readKey(KEY)).size)), 15, 'the largest')
})

test('both refuse every changed byte', async () => {
  if (!log) skip('no log')
  // most files repeat each other: one is changed everywhere, the others here and there
  const flips = [
    ...flipsOf(log, { stride: SHORT ? 61 : 17 }),
    ...flipsOf(log, { stride: 1, wanted: (path) => path === 'checkpoint' }),
  ]
  ok(flips.length > 100, `${flips.length} bytes are changed`)
  for (const { path, at } of flips) {
    const bytes = readFileSync(join(log, path))
    writeFileSync(join(log, path), changed(bytes, at))
    ok(second(log) !== null, `the second verifier accepts ${path} with byte ${at} changed`)
    writeFileSync(join(log, path), bytes)
  }
  const accepted = await acceptedFlips(log, flips, join(BUILD, 'sekimori-verify'), (dir) => [dir, '--foreign', '--key', keyFile])
  equal(accepted.length, 0, `accepted by sekimori-verify: ${JSON.stringify(accepted.slice(0, 3))}`)
})

test('both refuse a missing file', async () => {
  if (!log) skip('no log')
  for (const path of ['checkpoint', 'tile/0/000.p/15', 'tile/entries/000.p/15']) {
    renameSync(join(log, path), join(log, `${path}.away`))
    ok(second(log) !== null, `the second verifier misses ${path}`)
    equal((await ours(log)).code, 2, `sekimori-verify without ${path}`)
    renameSync(join(log, `${path}.away`), join(log, path))
  }
})

await main('second')
