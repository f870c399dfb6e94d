// SPDX-License-Identifier: AGPL-3.0-or-later
// Attachments while things go wrong: an upload that breaks off, a gate that is
// killed in the middle of one, a disk that is short, a key that is not there.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import {
  atEnd, equal, good, kill, main, match, needed, newTown, ok, pidOf, runTown, skip, stopTown, temp, test, tokenOf, until,
} from './lib.mjs'

let dir, town, token

const BOUNDARY = 'xxxx'
const HEAD = (name) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="f.file.file"; filename="${name}"\r\n\r\n`
const TAIL = `\r\n--${BOUNDARY}--\r\n`

// A file by the API; `half` stops in the middle and gives the open request back.
function send(bytes, { half = false, name = 'a.bin' } = {}) {
  const parts = [Buffer.from(HEAD(name)), bytes, Buffer.from(TAIL)]
  return new Promise((done) => {
    const r = request({
      host: '127.0.0.1', port: town.port, path: '/api/v1/files', method: 'POST', headers: {
        authorization: `Bearer ${token}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': parts.reduce((n, p) => n + p.length, 0),
      },
    }, (answer) => {
      let text = ''
      answer.on('data', (d) => { text += d })
      answer.on('end', () => done({ status: answer.statusCode, text }))
    })
    r.on('error', (e) => done({ status: 0, text: e.message }))
    if (half) {
      r.write(parts[0])
      r.write(bytes.subarray(0, bytes.length / 2), () => done(r))
    } else {
      r.end(Buffer.concat(parts))
    }
  })
}
const blobs = (d = dir) => readdirSync(join(d, 'blobs'))
const BYTES = Buffer.alloc(4 * 1024 * 1024, 'x')

test('a town, and a file that comes whole', needed(async () => {
  dir = await newTown()
  town = await runTown(dir)
  token = await tokenOf(dir, 'soumu-clerk')
  const r = await send(BYTES)
  equal(r.status, 200, `the file is taken: ${r.text}`)
  match(JSON.parse(r.text).value, /^[0-9a-f]{64} 4194304 a\.bin$/, 'its value')
  equal(blobs().length, 1, 'files')
}))

test('an upload that breaks off leaves nothing', async () => {
  const r = await send(BYTES, { half: true })
  await until('it has begun', () => blobs().some((n) => n.startsWith('tmp-')))
  r.destroy()
  await until('it is forgotten', () => !blobs().some((n) => n.startsWith('tmp-')))
  equal(blobs().length, 1, 'files')
})

test('a gate killed in the middle leaves nothing, and takes the next', async () => {
  const r = await send(BYTES, { half: true })
  await until('it has begun', () => blobs().some((n) => n.startsWith('tmp-')))
  ok(kill(pidOf(town, 'gate')), 'the gate is killed')
  await until('the town is there again', async () => {
    const again = await send(Buffer.from('small'))
    return again.status === 200
  })
  r.destroy?.()
  equal(blobs().filter((n) => n.startsWith('tmp-')).length, 0, 'what was half-done')
})

test('no log-in, no file', async () => {
  const mine = token
  token = 'A'.repeat(64)
  const r = await send(Buffer.from('x'))
  token = mine
  equal(r.status, 401, `refused: ${r.text.slice(0, 200)}`)
})

test('a town from before gets its key at its first run, and says so once', async () => {
  await stopTown(town)
  rmSync(join(dir, 'keys/blob.key'))
  rmSync(join(dir, 'blobs'), { recursive: true })
  town = await runTown(dir)
  match(town.out, /復旧用パスワード\(添付ファイル用\): [a-z2-9-]{39}/, 'the password is shown')
  equal((await send(Buffer.from('x'))).status, 200, 'files are taken')
  await stopTown(town)
  town = await runTown(dir)
  ok(!/復旧用パスワード/.test(town.out), 'once only')
  await stopTown(town)
})

test('a disk that is short takes acts and no files', async () => {
  const mount = join(temp('disk'), 'small')
  mkdirSync(mount)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', mount]).status !== 0) skip('no small disk can be mounted')
  atEnd(() => { spawnSync('umount', ['-l', mount]) })
  dir = await newTown(join(mount, 'town'))
  town = await runTown(dir)
  token = await tokenOf(dir, 'soumu-clerk')
  const r = await send(Buffer.from('x'))
  equal(r.status, 507, `refused: ${r.text}`)
  match(r.text, /ディスクの空きが少ない/, 'in words')
  equal(blobs().length, 0, 'files')
  await stopTown(town)
  await good(['verify', dir])
})

await main('blobs')
