// SPDX-License-Identifier: AGPL-3.0-or-later
// A proof file checked without anything of ours: C2SP tlog-proof, RFC 6962
// inclusion (the loop of RFC 9162 section 2.1.3.2) and the note's Ed25519 line.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { assert } from './lib.mjs'

const sha256 = (...parts) => {
  const h = createHash('sha256')
  for (const p of parts) h.update(p)
  return h.digest()
}
const leaf = (bytes) => sha256(Buffer.of(0), bytes)
const node = (l, r) => sha256(Buffer.of(1), l, r)

export function checkpointOf(note) {
  const [origin, size, root] = note.split('\n')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64').toString('hex') }
}

function inclusionRoot(hash, index, size, path) {
  let fn = index
  let sn = size - 1
  let r = hash
  for (const p of path) {
    assert.ok(sn > 0, 'the path is too long')
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      r = node(r, p)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  assert.equal(sn, 0, 'the path is too short')
  return r
}

// NAME+ID+KEY as signed-note writes it.
function keyOf(line) {
  const [name, id, ...rest] = line.split('+')
  const typed = Buffer.from(rest.join('+'), 'base64')
  assert.equal(typed.length, 33)
  assert.equal(typed[0], 1, 'an Ed25519 key')
  assert.equal(sha256(`${name}\n`, typed).subarray(0, 4).toString('hex'), id, 'the id belongs to the key')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)])
  return { name, id, publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
}

function noteVerified(note, key) {
  const end = note.indexOf('\n\n')
  const text = note.slice(0, end + 1)
  const line = note.slice(end + 2).split('\n').find((l) => l.startsWith(`— ${key.name} `))
  assert.ok(line, 'the note is signed by the name of the key')
  const bytes = Buffer.from(line.split(' ')[2], 'base64')
  assert.equal(bytes.subarray(0, 4).toString('hex'), key.id)
  assert.ok(verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4)), 'the checkpoint is signed with the key')
  return text
}

// The entry, its index and the checkpoint, or an assertion that fails.
export function verifyProof(file, keyLine) {
  const text = file.toString('utf8')
  const end = text.indexOf('\n\n')
  const [magic, extra, at, ...path] = text.slice(0, end).split('\n')
  assert.equal(magic, 'c2sp.org/tlog-proof@v1')
  const entry = Buffer.from(/^extra (.*)$/.exec(extra)[1], 'base64')
  const index = Number(/^index (\d+)$/.exec(at)[1])
  const checkpoint = checkpointOf(noteVerified(text.slice(end + 2), keyOf(keyLine)))
  const root = inclusionRoot(leaf(entry), index, checkpoint.size, path.map((p) => Buffer.from(p, 'base64')))
  assert.equal(root.toString('hex'), checkpoint.root, 'the entry is in the signed tree')
  return { entry, index, checkpoint }
}
