// SPDX-License-Identifier: AGPL-3.0-or-later
// A second verifier of an exported ledger, by somebody who never read src/.
//
// Written only from the texts: RFC 6962 section 2.1, C2SP signed-note,
// tlog-checkpoint and tlog-tiles. It knows nothing of what an entry means.
// Whatever it accepts and sekimori-verify refuses, or the other way round, is a
// bug in one of the two.
//
//   node tests/second/verify.mjs OUT [--key FILE|LINE] [--seen CHECKPOINT]…
//
// Exit: 0 accepted, 2 something was found, 1 called wrongly.
import { createHash, createPublicKey, verify as signatureVerify } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const WIDTH = 256
const HASH = 32

export class Refused extends Error {}
const refuse = (what) => { throw new Refused(what) }

// --- RFC 6962 section 2.1 ------------------------------------------------------

const sha256 = (...parts) => {
  const h = createHash('sha256')
  for (const p of parts) h.update(p)
  return h.digest()
}
export const leafHash = (entry) => sha256(Buffer.of(0), entry)
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)

// MTH(D[from:to]) over leaf hashes. The split is the largest power of two below n.
export function treeHash(leaves, from = 0, to = leaves.length) {
  const n = to - from
  if (n === 0) return sha256()
  if (n === 1) return leaves[from]
  let k = 1
  while (k * 2 < n) k *= 2
  return nodeHash(treeHash(leaves, from, from + k), treeHash(leaves, from + k, to))
}

// --- signed-note -----------------------------------------------------------------

// RFC 4648 section 4, and no second spelling of the same bytes.
function base64(text, what) {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) refuse(`${what}: not base64 as RFC 4648 writes it`)
  return bytes
}

const UNICODE_SPACE_OR_PLUS = /[\p{White_Space}+]/u

function utf8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse(`${what}: not UTF-8`)
  }
}

// "name+hex8+base64(type || public key)": the customary form of a verifier key.
export function readKey(line) {
  const [name, id, ...rest] = line.split('+')
  if (!name || UNICODE_SPACE_OR_PLUS.test(name) || !/^[0-9a-f]{8}$/.test(id ?? ''))
    refuse('key: not name+id+key')
  const typed = base64(rest.join('+'), 'key')
  if (typed.length !== 33 || typed[0] !== 1) refuse('key: not an Ed25519 key')
  if (sha256(name, '\n', typed).subarray(0, 4).toString('hex') !== id) refuse('key: id does not belong to the key')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)])
  return { name, id, publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
}

// The text of a note that `key` has signed.
export function openNote(bytes, key) {
  const note = utf8(bytes, 'note')
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) refuse('note: control characters')
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) refuse('note: no signatures')
  const text = note.slice(0, at + 1)
  const lines = note.slice(at + 2).split('\n')
  lines.pop()
  if (lines.length === 0) refuse('note: no signatures')
  let good = false
  for (const line of lines) {
    const m = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line)
    if (!m || UNICODE_SPACE_OR_PLUS.test(m[1])) refuse('note: a signature line is malformed')
    const signature = base64(m[2], 'signature')
    if (signature.length < 5) refuse('note: a signature is too short')
    if (m[1] !== key.name || signature.subarray(0, 4).toString('hex') !== key.id) continue
    if (!signatureVerify(null, Buffer.from(text), key.publicKey, signature.subarray(4)))
      refuse('note: the signature of the known key is wrong')
    good = true
  }
  if (!good) refuse('note: not signed by the known key')
  return text
}

// --- tlog-checkpoint ---------------------------------------------------------------

export function openCheckpoint(bytes, key) {
  const lines = openNote(bytes, key).split('\n')
  lines.pop()
  if (lines.length < 3 || lines.some((l) => l === '')) refuse('checkpoint: fewer than three lines, or an empty one')
  const [origin, size, root] = lines
  if (origin !== key.name) refuse('checkpoint: of another log')
  if (!/^(0|[1-9][0-9]{0,14})$/.test(size)) refuse('checkpoint: size')
  const hash = base64(root, 'checkpoint root')
  if (hash.length !== HASH) refuse('checkpoint: root is not 32 bytes')
  return { origin, size: Number(size), root: hash }
}

// --- tlog-tiles ----------------------------------------------------------------------

export function tilePath(level, index, width) {
  const parts = [String(index % 1000).padStart(3, '0')]
  for (let n = Math.floor(index / 1000); n > 0; n = Math.floor(n / 1000))
    parts.unshift('x' + String(n % 1000).padStart(3, '0'))
  return `tile/${level}/${parts.join('/')}${width < WIDTH ? `.p/${width}` : ''}`
}

// floor(s / 256^l): how many hashes a level holds.
const levelSize = (size, level) => Math.floor(size / WIDTH ** level)

function* tilesOf(count) {
  for (let index = 0; index * WIDTH < count; index++)
    yield { index, width: Math.min(WIDTH, count - index * WIDTH) }
}

function readFile(dir, path) {
  const full = join(dir, path)
  if (!existsSync(full)) refuse(`${path}: missing`)
  if (!lstatSync(full).isFile()) refuse(`${path}: not a regular file`)
  return readFileSync(full)
}

// Exactly `width` entries, each with its big-endian uint16 length in front.
export function splitBundle(bytes, width, path) {
  const entries = []
  let at = 0
  while (at < bytes.length) {
    if (at + 2 > bytes.length) refuse(`${path}: cut in a length`)
    const n = bytes.readUInt16BE(at)
    if (at + 2 + n > bytes.length) refuse(`${path}: cut in an entry`)
    entries.push(bytes.subarray(at + 2, at + 2 + n))
    at += 2 + n
  }
  if (entries.length !== width) refuse(`${path}: ${entries.length} entries instead of ${width}`)
  return entries
}

export function readEntries(dir, size) {
  const entries = []
  for (const { index, width } of tilesOf(size)) {
    const path = tilePath('entries', index, width)
    entries.push(...splitBundle(readFile(dir, path), width, path))
  }
  return entries
}

function filesBelow(dir, path, out = []) {
  if (!existsSync(join(dir, path))) return out
  for (const name of readdirSync(join(dir, path))) {
    const at = `${path}/${name}`
    if (lstatSync(join(dir, at)).isDirectory()) filesBelow(dir, at, out)
    else out.push(at)
  }
  return out
}

// A partial tile of an earlier size, which a log may keep: what the present one begins with.
function checkEarlier(dir, path, present) {
  const m = /^(tile\/(0|[1-9][0-9]?|entries)\/(?:x[0-9]{3}\/)*[0-9]{3})\.p\/([1-9][0-9]{0,2})$/.exec(path)
  const now = m && present.get(m[1])
  const width = m ? Number(m[3]) : 0
  if (!now || width >= now.width) refuse(`${path}: belongs to no size of this log`)
  const old = readFile(dir, path)
  const whole = readFile(dir, now.path)
  if (!whole.subarray(0, old.length).equals(old)) refuse(`${path}: differs from the present tile`)
  if (m[2] === 'entries') splitBundle(old, width, path)
  else if (old.length !== width * HASH) refuse(`${path}: ${old.length} bytes`)
}

// --- the whole -------------------------------------------------------------------------

// Throws Refused with what is wrong, or tells { origin, size, root, entries }.
//   key:  the verifier key line; without it the folder's file `key`
//   seen: signed checkpoints (bytes) from outside that the log must agree with
export function verifyLog(dir, { key, seen = [] } = {}) {
  let line = key
  if (line === undefined) {
    const text = utf8(readFile(dir, 'key'), 'key')
    if (!text.endsWith('\n')) refuse('key: no newline')
    line = text.slice(0, -1)
  }
  const by = readKey(line)
  const head = openCheckpoint(readFile(dir, 'checkpoint'), by)

  const entries = readEntries(dir, head.size)
  const leaves = entries.map(leafHash)
  if (!treeHash(leaves).equals(head.root)) refuse('checkpoint: the root is not that of the entries')

  const present = new Map()
  const note = (level, index, width) => {
    const path = tilePath(level, index, width)
    present.set(tilePath(level, index, WIDTH), { path, width })
    return path
  }
  for (const { index, width } of tilesOf(head.size)) note('entries', index, width)
  let hashes = leaves
  for (let level = 0; levelSize(head.size, level) > 0; level++) {
    for (const { index, width } of tilesOf(hashes.length)) {
      const path = note(level, index, width)
      const want = Buffer.concat(hashes.slice(index * WIDTH, index * WIDTH + width))
      if (!readFile(dir, path).equals(want)) refuse(`${path}: not the hashes of the entries`)
    }
    const above = []
    for (let i = 0; i < levelSize(head.size, level + 1); i++)
      above.push(treeHash(hashes, i * WIDTH, (i + 1) * WIDTH))
    hashes = above
  }

  const known = new Set([...present.values()].map((t) => t.path))
  for (const path of filesBelow(dir, 'tile'))
    if (!known.has(path)) checkEarlier(dir, path, present)

  for (const bytes of seen) {
    const c = openCheckpoint(bytes, by)
    if (c.size > head.size) refuse(`seen: ${c.size} entries were seen, ${head.size} are here`)
    if (!treeHash(leaves, 0, c.size).equals(c.root)) refuse(`seen: the history before ${c.size} is another one`)
  }
  return { ...head, entries }
}

// Tells why a log is refused, or null.
export function findingOf(dir, options) {
  try {
    verifyLog(dir, options)
    return null
  } catch (e) {
    if (e instanceof Refused) return e.message
    throw e
  }
}

function main(args) {
  const options = { seen: [] }
  let dir
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--key') {
      const given = args[++i]
      options.key = existsSync(given) ? readFileSync(given, 'utf8').trim() : given
    } else if (args[i] === '--seen') options.seen.push(readFileSync(args[++i]))
    else dir = args[i]
  }
  if (!dir) {
    console.error('verify.mjs OUT [--key FILE|LINE] [--seen CHECKPOINT]…')
    return 1
  }
  try {
    const log = verifyLog(dir, options)
    console.log(`accepted: ${log.origin} ${log.size} entries, root ${log.root.toString('base64')}, ${options.seen.length} seen`)
    return 0
  } catch (e) {
    if (!(e instanceof Refused)) throw e
    console.log(`refused: ${e.message}`)
    return 2
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(main(process.argv.slice(2)))
