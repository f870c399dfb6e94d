// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands on paper: entered for somebody else, decided on paper, and taken
// over half-way. Who entered it is never hidden.
import { Mouse } from './hands.mjs'
import { act, assert, fiscalYearEnd, fresh, newDevice, today } from './lib.mjs'

export const name = 'on behalf of others, with paper and without; taken over from paper'

const good = (page) => page.locator('.box-good').waitFor()

// The option of a list of people whose label begins with this name.
async function chooseNamed(select, name) {
  const value = await select.evaluate((e, n) => [...e.options].find((o) => o.label.startsWith(n))?.value, name)
  assert.ok(value, `${name} can be chosen`)
  await select.selectOption(value)
}

async function nameOf(page) {
  return (await page.locator('.me-name').innerText()).trim()
}

async function fillTakeOut(hand, device, place) {
  const { page } = hand
  const box = page.locator('#box-a-things')
  await box.locator('input[type=search]').fill(device.name)
  await box.getByRole('button', { name: 'さがす' }).click()
  await box.locator('.found li', { hasText: device.name }).locator('input').check()
  await page.fill('[name="f.purpose"]', '現地での確認')
  await page.fill('[name="f.place"]', place)
  await page.check('[name="f.off-premises"][value=yes]')
  await page.check('[name="f.off-network"][value=no]')
  await page.fill('[name="f.since"]', today().wareki)
  await page.fill('[name="f.until"]', fiscalYearEnd())
}

async function onPaper(t, office, clerk, head) {
  const device = await newDevice(clerk, head)
  const place = fresh('出先')
  const who = await nameOf(clerk)
  const hand = new Mouse(office)
  await office.goto('/apply/take-out')
  await fillTakeOut(hand, device, place)
  await office.locator('summary', { hasText: '代行入力' }).click()
  await chooseNamed(office.locator('[name=behalf]'), who)
  await office.fill('[name=paper_number]', '総第12号')
  await office.locator('.sheet-do').getByRole('button', { name: '申請する' }).click()
  await office.locator('.box-bad', { hasText: '日付' }).waitFor()
  assert.equal(await office.inputValue('[name=paper_number]'), '総第12号', 'nothing is lost')
  await office.fill('[name=paper_date]', today().wareki)
  await hand.go(office.locator('.sheet-do').getByRole('button', { name: '申請する' }))
  await good(office)
  const lead = await office.locator('.lead').innerText()
  assert.match(lead, new RegExp(`${who}[^]*元の紙 総第12号[^]*${await nameOf(office)}[^]*代わって入力`), lead)
  const matter = new URL(office.url()).pathname

  // the head decided on the paper: entered for him, and only as it stands there
  await hand.go(office.getByRole('link', { name: '代行入力' }))
  await chooseNamed(office.locator('#for'), await nameOf(head))
  await hand.go(office.getByRole('button', { name: 'この人で続ける' }))
  const sheet = office.locator('form.act', { hasText: '持出しの許可' })
  await sheet.getByRole('button', { name: '許可する' }).click()
  const needs = await office.locator('.box-bad').innerText()
  assert.match(needs, /元の紙/, `a decision needs its paper: ${needs}`)
  await sheet.locator('[name=paper_number]').fill('総第13号')
  await sheet.locator('[name=paper_date]').fill(today().wareki)
  await hand.go(sheet.getByRole('button', { name: '許可する' }))
  await good(office)
  const log = await office.locator('.log').innerText()
  assert.match(log, new RegExp(`${await nameOf(head)}　代行入力：${await nameOf(office)}[^]*許可[^]*元の紙 総第13号`), log)
}

async function byWordOfMouth(t, office, clerk) {
  const who = await nameOf(clerk)
  const hand = new Mouse(office)
  const what = fresh('電話で聞いた事故')
  await office.goto('/apply/incident')
  await office.selectOption('[name="f.kind"]', 'other')
  await office.check('[name="f.certainty"][value=suspected]')
  await office.fill('[name="f.summary"]', what)
  await office.locator('summary', { hasText: '代行入力' }).click()
  await chooseNamed(office.locator('[name=behalf]'), who)
  await hand.go(office.getByRole('button', { name: '知らせる' }))
  const matter = new URL(office.url()).pathname
  await clerk.goto('/')
  const news = clerk.locator(`section:has(#h-sights) article:has(a[href="${matter}"])`)
  assert.match(await news.innerText(), /代行入力の確認/, 'he is asked whether that was so')
  await clerk.goto(matter)
  assert.match(await clerk.locator('main').innerText(), new RegExp(what))
  await clerk.getByRole('button', { name: '見ました' }).click()
  await good(clerk)
}

async function takenOver(t, office, clerk, head) {
  const device = await newDevice(clerk, head)
  const place = fresh('紙の持出し先')
  const hand = new Mouse(office)
  await office.goto('/apply')
  await hand.go(office.getByRole('link', { name: '紙で始まったものを引き継ぐ' }))
  await hand.go(office.getByRole('link', { name: '機器等持出許可' }))
  await fillTakeOut(hand, device, place)
  await chooseNamed(office.locator('[name=behalf]'), await nameOf(clerk))
  await office.fill('[name=paper_number]', '紙第3号')
  await office.fill('[name=paper_date]', today(-20).wareki)
  await office.fill('[name="f.since"]', today(-20).wareki)
  await office.getByRole('button', { name: '引き継ぐ' }).click()
  await office.locator('.box-bad', { hasText: '段階' }).waitFor()
  await office.selectOption('[name=at]', 'return')
  await hand.go(office.getByRole('button', { name: '引き継ぐ' }))
  await good(office)
  assert.match(await office.locator('.head').innerText(), /引継ぎ/)
  assert.match(await office.locator('.lead').innerText(), /元の紙 紙第3号/)
  assert.match(await office.locator('.stages').innerText(), /持出しの許可[^]*引継ぎ前に済み[^]*返却/)
  const matter = new URL(office.url()).pathname

  // the thing is outside, the list of matters says what it is, and it comes back as any other
  await office.goto(`/item/${device.id}`)
  assert.match(await office.locator('.head').innerText(), /持出し中/)
  await office.goto(`/procedure/take-out?q.place=${encodeURIComponent(place)}`)
  assert.match(await office.locator('tbody').innerText(), /引継ぎ/)
  const number = matter.split('/')[2]
  await act(clerk, number, 'value="return"', { 'f.returned-on': today().iso, 'f.scanned': 'clean', 'f.erased': 'yes', outcome: '' })
  await act(office, number, 'value="confirm"', { outcome: '' })
  await office.goto(matter)
  assert.match(await office.locator('.head').innerText(), /完了/)
}

export default async function (t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  const office = await t.person('leader-soumu')
  await onPaper(t, office, clerk, head)
  await byWordOfMouth(t, office, clerk)
  await takenOver(t, office, clerk, head)

  const elsewhere = await t.person('kacho-zeimu')
  await elsewhere.goto('/apply')
  assert.equal(await elsewhere.getByRole('link', { name: '引き継ぐ' }).count(), 0)
  assert.equal((await elsewhere.request.get('/takeover')).status(), 403)
  assert.equal((await elsewhere.request.get('/takeover/take-out')).status(), 403)
}
