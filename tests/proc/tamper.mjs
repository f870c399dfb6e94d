// SPDX-License-Identifier: AGPL-3.0-or-later
// Ways to change a folder of files a little, and to ask a verifier about it.
import { cpSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compile, ok, run, temp } from './lib.mjs'

// All positions of a file up to `small` bytes; of a larger one every `stride`-th, the first and the last.
export function positions(length, stride, small) {
  const step = length <= small ? 1 : stride
  const at = []
  for (let i = 0; i < length; i += step) at.push(i)
  if (length > 0 && at.at(-1) !== length - 1) at.push(length - 1)
  return at
}

// Which bit of a byte is changed: another one for each position.
export const maskAt = (at) => 1 << (at * 5) % 8

export function changed(bytes, at) {
  const copy = Buffer.from(bytes)
  copy[at] ^= maskAt(at)
  return copy
}

// The regular files below a folder, as paths relative to it, sorted.
export function filesIn(dir, path = '') {
  return readdirSync(join(dir, path)).sort().flatMap((name) => {
    const at = path ? `${path}/${name}` : name
    return lstatSync(join(dir, at)).isDirectory() ? filesIn(dir, at) : [at]
  })
}

export function flipsOf(dir, { stride, small = 0, wanted = () => true }) {
  return filesIn(dir).filter(wanted).flatMap((path) =>
    positions(readFileSync(join(dir, path)).length, stride, small).map((at) => ({ path, at })))
}

// Asks a program about a folder after each single change, on two copies of it at
// once; tells [{ path, at, code }] of those that it does not answer with 2.
// `args` makes the arguments from the copy's path.
export async function acceptedFlips(dir, flips, program, args = (copy) => [copy]) {
  const driver = await compile('flip', ['tests/proc/flip.c'])
  const halves = [flips.filter((_, i) => i % 2 === 0), flips.filter((_, i) => i % 2 === 1)]
  const accepted = await Promise.all(halves.map(async (half) => {
    const copy = join(temp('flip'), 'copy')
    cpSync(dir, copy, { recursive: true })
    const r = await run(driver, [copy, program, ...args(copy)], {
      input: half.map((f) => `${f.at} ${maskAt(f.at)} ${f.path}\n`).join(''), seconds: 1200,
    })
    const codes = r.out.split('\n').filter(Boolean).map(Number)
    ok(r.code === 0 && codes.length === half.length, `flip: exit ${r.code}, ${codes.length} of ${half.length} answers`)
    return half.map((f, i) => ({ ...f, code: codes[i] })).filter((f) => f.code !== 2)
  }))
  return accepted.flat()
}
