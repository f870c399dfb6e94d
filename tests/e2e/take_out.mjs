// SPDX-License-Identifier: AGPL-3.0-or-later
// The take-out from the application to the confirmed return, by whichever hand:
// a clerk of general affairs takes a laptop out with what the tax section owns.
import { Keyboard, Mouse } from './hands.mjs'
import { assert, fiscalYearEnd, fresh, newAsset, newDevice, today } from './lib.mjs'

// Searches in a field of things and ticks what has this name.
export async function pick(hand, field, name) {
  const box = hand.page.locator(`#box-a-${field}`)
  await hand.type(box.locator('input[type=search]'), name)
  const answered = hand.page.waitForResponse((r) => r.request().method() === 'POST')
  await hand.press(box.getByRole('button', { name: 'さがす' }))
  await (await answered).finished()
  await hand.page.waitForFunction(() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling'))
  const found = box.locator('.found li', { hasText: name }).locator('input')
  await found.waitFor()
  await hand.tick(found)
}

// Fills and sends the application; ends on the matter's page.
export async function applyToTakeOut(hand, { thing, info, place }) {
  const { page } = hand
  await hand.go(page.getByRole('link', { name: '申請する', exact: true }))
  await hand.go(page.getByRole('link', { name: '機器等持出許可' }))
  await pick(hand, 'things', thing)
  if (info) await pick(hand, 'info', info)
  await hand.type(page.locator('[name="f.purpose"]'), '現地での確認に使うため')
  await hand.type(page.locator('[name="f.place"]'), place)
  await hand.tick(page.locator('[name="f.off-premises"][value=yes]'))
  await hand.tick(page.locator('[name="f.off-network"][value=no]'))
  await hand.type(page.locator('[name="f.since"]'), today().wareki)
  await hand.type(page.locator('[name="f.until"]'), fiscalYearEnd())
  await hand.go(page.locator('.sheet-do').getByRole('button', { name: '申請する' }))
  await page.waitForURL(/\/matter\/\d+/)
  return new URL(page.url()).pathname
}

// Opens a matter from today's work, as it stands under this heading.
async function openFromToday(hand, heading, place) {
  const { page } = hand
  await page.goto('/')
  const line = page.locator(`section:has(#${heading}) article`, { hasText: place })
  await hand.go(line.getByRole('link').last())
}

const sheet = (page, label) => page.locator('form.act', { hasText: label })

export async function takeOut(t, Hand, options = {}) {
  const clerk = new Hand(await t.person('staff01', options))
  const head = new Hand(await t.person('kacho-soumu', options))
  const owner = new Hand(await t.person('kacho-zeimu', options))
  const leader = new Hand(await t.person('leader-soumu', options))
  const filer = await t.person('leader-zeimu')
  const device = await newDevice(clerk.page, head.page)
  const asset = await newAsset(filer, owner.page, 'II')
  const place = fresh('出先')

  const matter = await applyToTakeOut(clerk, { thing: device.name, info: asset.name, place })
  assert.match(await clerk.page.locator('main').innerText(), /手続中/)

  await openFromToday(head, 'h-decide', place)
  assert.equal(new URL(head.page.url()).pathname, matter, 'the head sees it in today\'s work')
  assert.match(await head.page.locator('main').innerText(), /4-8-2/)
  await head.go(sheet(head.page, '持出しの許可').getByRole('button', { name: '許可する' }))
  await head.page.locator('.box-good').waitFor()

  await openFromToday(owner, 'h-decide', place)
  assert.match(await owner.page.locator('main').innerText(), /2-3-ア/)
  await owner.go(sheet(owner.page, '情報の持出しの許可').getByRole('button', { name: '許可する' }))
  assert.match(await owner.page.locator('h1').innerText(), /第\d+号/, 'the permit has a number')

  await openFromToday(clerk, 'h-do', place)
  const encrypt = sheet(clerk.page, '暗号化')
  assert.match(await encrypt.innerText(), /手作業/)
  await clerk.type(encrypt.locator('[name="f.method"]'), '機器全体の暗号化（AES-256）')
  await clerk.go(encrypt.getByRole('button', { name: /記録する/ }))
  const leave = sheet(clerk.page, 'ウイルスチェック')
  await clerk.type(leave.locator('[name="f.left-on"]'), today().wareki)
  await clerk.tick(leave.locator('[name="f.scanned"][value=clean]'))
  await clerk.go(leave.getByRole('button', { name: /持出しを記録する/ }))

  const item = await t.context(options.javaScriptEnabled === false ? { javaScriptEnabled: false } : {})
  await item.addCookies(await clerk.page.context().cookies())
  const thing = await item.newPage()
  await thing.goto(`/item/${device.id}`)
  assert.match(await thing.locator('.head').innerText(), /持出し中/)
  assert.match(await thing.locator('main').innerText(), new RegExp(place))

  await clerk.page.goto(matter)
  const back = sheet(clerk.page, '返した日')
  await clerk.type(back.locator('[name="f.returned-on"]'), today().wareki)
  await clerk.tick(back.locator('[name="f.scanned"][value=clean]'))
  await clerk.tick(back.locator('[name="f.erased"][value=yes]'))
  await clerk.go(back.getByRole('button', { name: /返却を記録する/ }))
  await clerk.page.locator('.box-good').waitFor()

  await openFromToday(leader, 'h-confirm', place)
  await leader.go(leader.page.getByRole('button', { name: '確かめた' }))
  assert.match(await leader.page.locator('.head').innerText(), /完了/)

  await thing.reload()
  assert.match(await thing.locator('.head').innerText(), /使用中/)
  const history = await thing.locator('table').innerText()
  assert.match(history, /使用中[^]*持出し中|持出し中[^]*使用中/, 'its history tells of leaving and coming back')
  return { matter, device, asset, clerk: clerk.page, head: head.page, auditor: leader.page }
}

export { Keyboard, Mouse }
