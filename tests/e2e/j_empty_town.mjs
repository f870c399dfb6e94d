// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyToTakeOut, Mouse } from './take_out.mjs'
import { assert, fresh, newAsset, newDevice, PASSWORD, permit, Traveller } from './lib.mjs'
import { newTown, ROOT, runTown, sekimori, stopTown } from './town.mjs'

export const name = 'a town made by the documented commands, from an empty staff list'

const CSV = join(ROOT, 'tests/e2e/staff.csv')
const LOGINS = ['kacho-soumu', 'staff01', 'leader-soumu', 'kacho-zeimu', 'leader-zeimu']

export default async function (outer) {
  const town = await newTown('new', CSV, Object.fromEntries(LOGINS.map((l) => [l, PASSWORD])))
  const t = new Traveller(outer.browser, town, outer.complaints)
  try {
    await go(t, town)
  } finally {
    await t.end()
    await stopTown(town)
  }
}

async function go(t, town) {
  // until the administrator comes, the installer may still bring people in
  const token = join(town.dir, '../new.token')
  const more = join(town.dir, '../more.csv')
  const person = (n) => `090${n},体験 ${n}郎,タイケン ${n}ロウ,more${n},soumu,総務課,太総,exec,主事,\n`
  const bring = (csv) => {
    writeFileSync(more, csv)
    return sekimori(['people', 'import', town.dir, more, '--token', token])
  }
  const staff = readFileSync(CSV, 'utf8') + person(1)
  await bring(staff)
  const admin = await t.person('kacho-soumu')
  assert.match(await admin.locator('.empty').innerText(), /待っている仕事はありません/)
  await assert.rejects(bring(staff + person(2)), /ended with [12]/,
    'with the first log-in of the administrator the installer has ended')
  await admin.goto('/evidence')
  assert.ok(await admin.locator('tbody tr').count() >= 3, 'the first entries are there to read')

  // empty registers say so
  await admin.goto('/register/device')
  assert.match(await admin.locator('#list').innerText(), /当てはまるものはありません/)

  const clerk = new Mouse(await t.person('staff01'))
  const head = admin
  const owner = await t.person('kacho-zeimu')
  const device = await newDevice(clerk.page, head)
  const asset = await newAsset(await t.person('leader-zeimu'), owner, 'I')
  const path = await applyToTakeOut(clerk, { thing: device.name, info: asset.name, place: fresh('県庁') })
  const matter = path.split('/')[2]
  await permit(head, matter, 'permit')
  await permit(owner, matter, 'owner-permit')
  await clerk.page.goto(path)
  assert.match(await clerk.page.locator('h1').innerText(), /太総第1号/, 'the first permit of the year is number one')

  // the command line says the same as the page
  assert.match(await sekimori(['show', town.dir, matter]), /太総第1号/)
  assert.match(await sekimori(['status', town.dir]), /web/)
  await idleSessionsEnd(t, town)
  await sekimori(['verify', town.dir])
}

// A session that was used long ago, as if somebody had left the PC. Only auth reads
// the journal: a sum before each line, so that a torn one is noticed.
async function idleSessionsEnd(t, town) {
  const page = await t.person('staff01')
  await page.goto('/mine')
  const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ')
  await stopTown(town)
  const journal = join(town.dir, 'secret/journal')
  const aged = readFileSync(journal, 'utf8').replace(/^[0-9a-f]{16} (\{.*"seen":.*\})$/gm, (_, json) => {
    const older = json.replace(/"(made|seen)":(\d+)/g, (_all, key, n) => `"${key}":${Number(n) - 86400}`)
    return `${createHash('sha256').update(older).digest('hex').slice(0, 16)} ${older}`
  })
  writeFileSync(journal, aged)
  const again = await runTown(town.dir)
  const r = await fetch(`${again.url}/mine`, { headers: { cookie: cookies }, redirect: 'manual' })
  await stopTown(again)
  assert.equal(r.status, 303, 'an idle session has ended')
  assert.match(r.headers.get('location'), /\/login/)
}
