// SPDX-License-Identifier: AGPL-3.0-or-later
// Going back to a backup by hand, as docs/ja/admin.md tells it: onto a new
// machine, and in the place where something was lost, which is not hidden.
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { allowed, equal, freePort, good, main, match, needed, newTown, ok, rows, runTown, sekimori, stopTown, temp, test } from './lib.mjs'

let dir, whole, file, lost

const device = (name) => ({ act: 'submit', procedure: 'device-enter', body: { name, kind: 'laptop', zone: 'lgwan', place: '執務室' } })
const entries = (of) => rows(join(of, 'town.db'), 'SELECT count(*) AS n FROM entry;', { readonly: true })[0].n

// The copy in the place of town.db, alone.
function putBack(to) {
  copyFileSync(file, join(to, 'town.db'))
  for (const end of ['-wal', '-shm']) rmSync(join(to, `town.db${end}`), { force: true })
}

test('a town, its folder kept while it stood still, then a backup, then something more', needed(async () => {
  dir = await newTown()
  whole = join(temp('whole'), 'town')
  cpSync(dir, whole, { recursive: true, filter: (f) => !f.endsWith('.sock') })
  const town = await runTown(dir)
  await allowed(dir, 'soumu-clerk', device('控えにある'))
  file = join(temp('backup'), 'copy.db')
  await good(['backup', dir, file])
  lost = (await allowed(dir, 'soumu-clerk', device('控えにない'))).seq
  await stopTown(town)
}))

test('on a new machine: the folder that was kept, with the newer backup in it', async () => {
  const to = join(temp('new'), 'town')
  cpSync(whole, to, { recursive: true })
  putBack(to)
  const town = await runTown(to)
  await allowed(to, 'soumu-clerk', device('続き'))
  await stopTown(town)
  match(await good(['verify', to]), /受理/, 'what was not signed yet is signed, and it goes on')
  equal(entries(to), lost + 1, 'and nothing of the backup is missing')
})

test('where the machine still has its seal the gate names what is lost, until that is put back too', async () => {
  putBack(dir)
  const refused = await sekimori(['run', dir, '--listen', `127.0.0.1:${await freePort()}`], { seconds: 60 })
  ok(refused.code !== 0, 'it does not start')
  match(refused.err + refused.out, new RegExp(`${lost} 〜 ${lost} が失われています`), 'it names the entries')
  copyFileSync(join(whole, 'seal.state'), join(dir, 'seal.state'))
  const town = await runTown(dir)
  await allowed(dir, 'soumu-clerk', device('失われたものをもう一度'))
  await stopTown(town)
  match(await good(['verify', dir]), /受理/, 'it goes on from the backup')
})

main('restore')
