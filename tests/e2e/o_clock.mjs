// SPDX-License-Identifier: AGPL-3.0-or-later
// Clocks that run out, in a town of our own whose clock is moved on: what was
// not brought back, and a report that nobody presses.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Mouse } from './hands.mjs'
import { act, apply, assert, fresh, newDevice, permit, today } from './lib.mjs'
import { demoTown, sekimori, stopTown } from './town.mjs'

export const name = 'what is overdue opens by itself for the right officer; an unpressed report goes up at the minute'

// The town's clock, forward to this moment of Tokyo.
async function moveTo(town, moment) {
  const file = join(mkdtempSync(join(process.env.SEKIMORI_TMP, 'clock-')), 'clock')
  writeFileSync(file, `{"clock":"${moment}"}\n`)
  await sekimori(['act', town.dir, '--as', 'kacho-soumu', file])
}

const tokyo = (ms) => new Date(ms + 9 * 3600_000).toISOString().slice(0, 16)

// A page that is asked again until it says it: the clock comes round once a second.
async function until(page, path, what, tries = 40) {
  for (let i = 0; i < tries; i++) {
    await page.goto(path)
    const said = await page.locator('main').innerText()
    if (what.test(said)) return said
    await page.waitForTimeout(250)
  }
  assert.fail(`${page.login} at ${path} is never told ${what}: ${(await page.locator('main').innerText()).slice(0, 400)}`)
}

async function notBroughtBack(t) {
  const clerk = await t.person('staff02')
  const head = await t.person('kacho-soumu')
  const elsewhere = await t.person('kacho-zeimu')
  const device = await newDevice(clerk, head)
  const place = fresh('出先')
  const matter = await apply(clerk, 'take-out', {
    things: device.id, purpose: '現地確認', place, 'off-premises': 'yes', 'off-network': 'no',
    since: today().wareki, until: today(3).wareki,
  })
  await permit(head, matter, 'permit')
  await act(clerk, matter, 'value="leave"', { 'f.left-on': today().iso, 'f.scanned': 'clean', outcome: '' })

  await moveTo(t.town, `${today(7).iso}T09:05`)
  await until(head, `/matter/${matter}`, /期限超過/)
  const page = await until(head, '/', new RegExp(`足りない欄の記入[^]*${device.name}`))
  assert.match(page, /記入待ち/)
  const line = head.locator('section:has(#h-do) article', { hasText: device.name })
  const hand = new Mouse(head)
  await hand.go(line.getByRole('link').last())
  const opened = new URL(head.url()).pathname
  assert.match(await head.locator('section:has(#h-of)').innerText(), /機器等持出許可/, 'it says what it came of')
  await hand.go(head.getByRole('link', { name: '足りない欄を書く' }))
  assert.match(await head.locator('#box-a-things .picked').innerText(), new RegExp(device.name), 'what is known is there')
  const before = await head.locator('[name="f.kind"]').inputValue()
  assert.equal(before, 'loss', 'as is the kind that the policy says')
  for (const certainty of await head.locator('[name="f.certainty"][value=suspected]').all()) await certainty.check()
  if (!(await head.inputValue('[name="f.found-at"]'))) await head.fill('[name="f.found-at"]', `${today(7).iso}T09:05`)
  if (!(await head.inputValue('[name="f.summary"]'))) await head.fill('[name="f.summary"]', '持出しの返却がない')
  await hand.go(head.getByRole('button', { name: '送る' }))
  await head.locator('.box-good').waitFor()
  assert.match(await head.locator('.stages').innerText(), /統括への報告の要否/, 'and it goes on as any other')
  // from the other end
  await clerk.goto(`/matter/${matter}`)
  assert.match(await clerk.locator('section:has(#h-came)').innerText(), /事故等報告/)
  // not another officer's: neither on his list nor to be read
  await elsewhere.goto('/')
  assert.equal(await elsewhere.locator('article', { hasText: device.name }).count(), 0)
  assert.equal((await elsewhere.goto(opened)).status(), 403)
}

async function notPressed(t) {
  const clerk = await t.person('staff02')
  const ciso = await t.person('deputy')
  const page = await t.person('kacho-soumu')
  await clerk.goto('/apply/incident')
  const matter = await apply(clerk, 'incident', {
    kind: 'infection', certainty: 'suspected', 'found-at': `${today(7).iso}T09:10`, summary: fresh('誰も押さない'),
  })
  await page.goto(`/matter/${matter}`)
  const due = /期限[^0-9]*令和(\d+)年(\d+)月(\d+)日（.）\s*(\d+):(\d+)/.exec(await page.locator('.stages').innerText())
  assert.ok(due, 'the report has a time')
  const [y, m, d, hh, mm] = due.slice(1).map(Number)
  const at = Date.UTC(y + 2018, m - 1, d, hh - 9, mm)

  await moveTo(t.town, tokyo(at - 2 * 60_000))
  await page.waitForTimeout(1500)
  await ciso.goto(`/matter/${matter}`)
  assert.equal(await ciso.getByRole('button', { name: '報告する' }).count(), 0, 'two minutes before, it is the head\'s alone')
  assert.match(await ciso.locator('.stages').innerText(), /残り\d+分/)

  await moveTo(t.town, tokyo(at + 60_000))
  await until(ciso, `/matter/${matter}`, /期限超過/)
  await ciso.getByRole('button', { name: '報告する' }).waitFor()
  await ciso.goto('/')
  const line = ciso.locator('section:has(#h-report) article', { has: ciso.locator(`a[href="/matter/${matter}"]`) })
  assert.match(await line.innerText(), /引上げ/, 'on the list it says why')
  assert.match(await line.innerText(), /期限超過/)
  await ciso.goto(`/matter/${matter}`)
  const told = await ciso.locator('.log').innerText()
  assert.match(told, /期限間近[^]*期限切れ/, `first a reminder, then the end of it: ${told}`)
  await ciso.getByRole('button', { name: '報告する' }).click()
  await ciso.locator('.box-good').waitFor()
  await page.goto('/')
  assert.equal(await page.locator('section:has(#h-report) article', { has: page.locator(`a[href="/matter/${matter}"]`) }).count(), 0)
}

export default async function (t) {
  const town = await demoTown('clock')
  const shared = t.town
  t.town = town
  try {
    await notBroughtBack(t)
    await notPressed(t)
  } finally {
    t.town = shared
    await stopTown(town)
  }
}
