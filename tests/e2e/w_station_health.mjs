// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { assert, PASSWORD, Traveller } from './lib.mjs'
import { button, claim, codesOf, press } from './office.mjs'
import { newTown, ROOT, runTown, sekimori, sleep, stopTown } from './town.mjs'

export const name = 'stations added, renewed, ended; a forgotten password; health that turns red and green again'

const LOGINS = ['kacho-soumu', 'leader-soumu', 'staff01', 'leader-zeimu']
const BLOCK = 1024 * 1024

// A disk of its own, which can be filled; where none may be mounted the other facts are looked at.
function smallDisk() {
  const mount = join(process.env.SEKIMORI_TMP, 'small')
  mkdirSync(mount)
  const r = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', mount])
  return r.status === 0 ? mount : null
}

// Until less than a tenth is free, with room for the town to go on.
function fill(mount) {
  const fd = openSync(join(mount, 'filler'), 'w')
  const free = () => { const s = statfsSync(mount); return s.bavail / s.blocks }
  while (free() > 0.08) writeSync(fd, Buffer.alloc(BLOCK, 1))
  closeSync(fd)
}

export default async function (outer) {
  const mount = smallDisk()
  const at = mount ? 'small/town' : 'station-town'
  const town = await newTown(at, join(ROOT, 'tests/e2e/staff.csv'), Object.fromEntries(LOGINS.map((l) => [l, PASSWORD])))
  const travellers = []
  const travel = (where) => {
    const t = new Traveller(outer.browser, where, outer.complaints)
    travellers.push(t)
    return t
  }
  let running = town
  try {
    const t = travel(town)
    await stations(t)
    await codes(t)
    if (mount) running = await disk(travel, town, mount)
    else await notBackedUp(t)
  } finally {
    for (const t of travellers) await t.end()
    if (running.ended === null) await stopTown(running)
    if (mount) spawnSync('umount', ['-l', mount])
  }
  return mount ? '' : 'no small disk could be mounted'
}

async function addStation(page, label, id) {
  await page.goto('/stations')
  await page.fill('#s-label', label)
  await page.fill('#s-station', id)
  await press(page, button(page, '加えてコードを出す'))
}

async function become(t, code) {
  const tablet = await (await t.context({ hasTouch: true, viewport: { width: 1024, height: 768 } })).newPage()
  await tablet.goto('/station')
  await tablet.fill('input[name=code]', code)
  await press(tablet, tablet.locator('form button').first())
  return tablet
}

async function stations(t) {
  const admin = await t.person('kacho-soumu')
  await press(admin, admin.getByRole('link', { name: '管理', exact: true }))
  await press(admin, admin.getByRole('link', { name: '据置端末' }))
  assert.match(await admin.locator('.empty').innerText(), /まだありません/)
  await press(admin, button(admin, '加えてコードを出す'))
  assert.match(await admin.locator('.field-bad').first().innerText(), /入力してください/)
  await addStation(admin, 'サーバ室の入口（北側、非常口のとなり、令和七年度に移したもの）', 'server door')
  assert.match(await admin.locator('.field-bad').innerText(), /使えません/)
  await addStation(admin, 'サーバ室の入口', 'server-door')
  const first = await admin.locator('.code-big').innerText()
  assert.match(first, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  await addStation(admin, '別の名前', 'server-door')
  assert.match(await admin.locator('.field-bad').innerText(), /もうあります/, 'a second one does not take the first one\'s place')

  const tablet = await become(t, first)
  assert.match(await tablet.locator('body').innerText(), /入退室管理簿/)
  const again = await become(t, first)
  assert.match(await again.locator('body').innerText(), /もう使われています/, 'a code works once')

  // a new code is for the next device; the one that runs goes on
  await admin.goto('/stations')
  assert.match(await admin.locator('.devices').innerText(), /サーバ室の入口[^]*入退室管理簿[^]*まだ使われていません/)
  await press(admin, admin.locator('.devices').getByRole('button', { name: /新しいコードを出す/ }))
  assert.notEqual(await admin.locator('.code-big').innerText(), first)
  await tablet.goto('/station')
  assert.match(await tablet.locator('body').innerText(), /入退室管理簿/)

  await admin.goto('/stations')
  await press(admin, admin.locator('.devices').getByRole('button', { name: /終わりにする/ }))
  assert.match(await admin.locator('.empty').innerText(), /まだありません/)
  for (let tries = 0; tries < 50; tries++) {
    await tablet.goto('/station')
    if (/登録が終わっています/.test(await tablet.locator('body').innerText())) break
    await sleep(100)
  }
  assert.match(await tablet.locator('body').innerText(), /登録が終わっています/, 'it has ended at the device too')
  const leader = await t.person('leader-zeimu')
  await leader.goto('/stations')
  assert.match(await leader.locator('main').innerText(), /権限がありません/)
}

async function codes(t) {
  // a section's leader helps one of his own; nobody else's
  const leader = await t.person('leader-zeimu')
  await leader.goto('/code')
  assert.match(await leader.locator('tbody').innerText(), /模擬 税一/)
  assert.doesNotMatch(await leader.locator('main').innerText(), /総務課/)
  await leader.goto('/person/0101')
  assert.equal(await button(leader, 'この人のコードを作る').count(), 0)
  await leader.goto('/person/0201')
  await press(leader, button(leader, 'この人のコードを作る'))
  const { 'kacho-zeimu': code } = await codesOf(leader)
  assert.ok(code)
  const head = await (await t.context()).newPage()
  await claim(head, 'kacho-zeimu', `${code}x`, PASSWORD)
  assert.match(await head.locator('.box-bad').innerText(), /12文字/)
  for (const [weak, why] of [['zeimuka税務課2026', /自分の名前|所属/], ['ああああああああああ', /繰返し/], ['short', /短すぎ/]]) {
    await claim(head, 'kacho-zeimu', code, weak)
    assert.match(await head.locator('.box-bad').innerText(), why, weak)
  }
  await claim(head, 'kacho-zeimu', code, '川原 ひつじ 電柱 せんべい')
  assert.match(await head.locator('.me').innerText(), /模擬 税一/)
  // the page that changes it says the same words
  await head.goto('/password')
  await head.fill('#old', '川原 ひつじ 電柱 せんべい')
  await head.fill('#new', 'zeimuka税務課2026')
  await head.fill('#again', 'zeimuka税務課2026')
  await press(head, button(head, '変更する'))
  assert.match(await head.locator('.box-bad').innerText(), /所属/)
}

async function notBackedUp(t) {
  const admin = await t.person('kacho-soumu')
  await admin.goto('/health')
  assert.match(await admin.locator('.health-bad', { hasText: '控え' }).innerText(), /✕ 要対応[^]*sekimori backup/)
}

async function disk(travel, town, mount) {
  const admin = await travel(town).person('kacho-soumu')
  await admin.goto('/health')
  const line = (page, what) => page.locator('.health-row', { hasText: what })
  assert.match(await line(admin, 'ディスクの空き').innerText(), /✓ 良好/)
  assert.match(await line(admin, '控え').innerText(), /✕ 要対応[^]*どうするか[^]*sekimori backup/)
  await stopTown(town)
  fill(mount)
  const full = await runTown(town.dir)
  full.cookies = new Map()
  const t = travel(full)
  const after = await t.person('kacho-soumu')
  assert.match(await after.locator('main').innerText(), /稼働状況[^]*ディスクの空き/, 'the first page of who looks after it says so')
  await after.goto('/health')
  assert.match(await line(after, 'ディスクの空き').innerText(), /✕ 要対応[^]*1割/)
  const clerk = await t.person('leader-zeimu')
  assert.doesNotMatch(await clerk.locator('main').innerText(), /ディスクの空き/, 'of others it does not')
  await clerk.goto('/health')
  assert.match(await clerk.locator('main').innerText(), /権限がありません/)
  await stopTown(full)
  rmSync(join(mount, 'filler'))
  await sekimori(['backup', town.dir, join(process.env.SEKIMORI_TMP, 'kept.db')])
  const again = await runTown(town.dir)
  again.cookies = new Map()
  const green = await travel(again).person('kacho-soumu')
  await green.goto('/health')
  assert.match(await line(green, 'ディスクの空き').innerText(), /✓ 良好/)
  assert.match(await line(green, '控え').innerText(), /✓ 良好/)
  return again
}
