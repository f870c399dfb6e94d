// SPDX-License-Identifier: AGPL-3.0-or-later
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, AXE } from './lib.mjs'
import { atTheDoor, claim, LYING, stationCode, tablet, tap, UPRIGHT } from './door.mjs'
import { sekimori } from './town.mjs'

export const name = 'a tablet at the door: a code once, two taps, a card, a visitor, what was forgotten, its end'

const LEAST = 48

// Everything that a finger may touch is big enough, lying and standing, and nothing is cut off at the side.
async function fits(page, what) {
  for (const viewport of [LYING, UPRIGHT]) {
    await page.setViewportSize(viewport)
    const small = await page.evaluate((least) => [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main select, main textarea, header a.btn')]
      .filter((e) => e.checkVisibility())
      .map((e) => [e.outerHTML.slice(0, 80), (e.closest('label') ?? e).getBoundingClientRect()])
      .filter(([, r]) => r.height < least - 0.5 || r.width < least - 0.5)
      .map(([html, r]) => `${Math.round(r.width)}x${Math.round(r.height)} ${html}`), LEAST)
    assert.deepEqual(small, [], `${what}: everything to touch has ${LEAST} px at ${viewport.width}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${what}: ${wide} px hang over at ${viewport.width}`)
  }
  await page.evaluate(AXE)
  const found = await page.evaluate(() => globalThis.axe.run(document, { rules: { 'meta-refresh': { enabled: false } } }))
  const bad = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`), [], `${what}: axe`)
}

const inside = async (page) => {
  await page.goto('/station')
  return Number(/いま中にいる人 (\d+)人/.exec(await page.locator('#now').innerText())[1])
}

// In by name: two taps to it, whatever else is asked, and the record.
async function comeIn(page, row, who) {
  await page.goto('/station')
  await tap(page, page.locator('.way-in'))
  await tap(page, page.getByRole('link', { name: row, exact: true }))
  await tap(page, page.getByRole('link', { name: who }))
}
const record = async (page, what) => {
  await tap(page, page.getByRole('button', { name: what }))
  return page.locator('main').innerText()
}

export default (outer) => atTheDoor(outer, 'door', async (t, town) => {
  const code = await stationCode(town)
  const page = await tablet(t)
  await fits(page, 'the code')
  await claim(page, 'aaaa-bbbb-cccc')
  const wrong = await page.locator('[role=alert]').innerText()
  assert.match(wrong, /コード/, 'a wrong code is refused')
  await page.waitForTimeout(1000 * Number(/あと (\d+) 秒/.exec(wrong)?.[1] ?? 0))
  await claim(page, ` ${code.toUpperCase()} `)
  assert.match(await page.locator('main').innerText(), /入退室管理簿/, 'the tablet is a station now')
  assert.match(await page.locator('header').innerText(), /サーバ室の入口/)
  assert.match(await page.locator('footer').innerText(), /本人確認をしていません/)
  const [cookie] = await page.context().cookies()
  assert.ok(cookie.httpOnly && cookie.expires > Date.now() / 1000 + 300 * 86400, 'its session outlives the window')
  const second = await tablet(t)
  await claim(second, code)
  assert.equal(await second.locator('.way-in').count(), 0, 'the code works once')
  assert.match(await second.locator('[role=alert]').innerText(), /コード/)
  await fits(page, 'the start')

  // in: two taps to a name
  await tap(page, page.locator('.way-in'))
  assert.match(await page.locator('.empty').innerText(), /最近入った人はいません/)
  await tap(page, page.getByRole('link', { name: 'さ', exact: true }))
  await fits(page, 'the names')
  await tap(page, page.getByRole('link', { name: '想定 主二' }))
  await fits(page, 'the form')
  assert.match(await record(page, '入室を記録する'), /選|入力/, 'the room has to be chosen the first time')
  await page.getByRole('radio', { name: '情報管理室', exact: true }).tap()
  await page.getByRole('radio', { name: '作業・保守', exact: true }).tap()
  assert.match(await record(page, '入室を記録する'), /入室を記録しました[^]*想定 主二[^]*情報管理室/)
  await fits(page, 'what is said')
  await page.waitForURL((u) => u.pathname === '/station', { timeout: 8000 })
  assert.equal(await inside(page), 1, 'it goes away by itself, and he is inside')

  // in again: he is shown the way out, and comes first among the names
  await tap(page, page.locator('.way-in'))
  await tap(page, page.getByRole('link', { name: '想定 主二' }))
  assert.match(await page.locator('main').innerText(), /入室したままです/)
  await fits(page, 'he is inside')
  assert.match(await record(page, 'いま退室する'), /退室を記録しました/)
  assert.equal(await inside(page), 0)

  // a card: the reader types and presses Enter, without anybody touching a field; what he chose last stands there
  await page.goto('/station')
  await page.evaluate(() => document.activeElement.blur())
  await page.keyboard.type('0103')
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  assert.match(await page.locator('h1').innerText(), /想定 主二/)
  assert.ok(await page.getByLabel('情報管理室').isChecked() && await page.getByLabel('作業・保守').isChecked(), 'the same as last time')
  await record(page, '入室を記録する')
  await page.goto('/station')
  await page.fill('#card', '９９９９')
  assert.match(await record(page, '進む'), /その番号の人は見つかりません/)

  // a visitor
  await tap(page, page.locator('.way-in'))
  await tap(page, page.getByRole('link', { name: '委託業者・来庁者' }))
  await fits(page, 'the visitor')
  await page.getByLabel('入る人（職員でない人）').fill('見本 訪')
  await page.getByLabel('会社名・所属').fill('架空設備')
  assert.match(await record(page, '入室を記録する'), /入力を確かめてください/, 'whether his card was looked at has to be said')
  await page.getByRole('radio', { name: 'サーバ室', exact: true }).tap()
  await page.getByRole('radio', { name: 'はい', exact: true }).tap()
  await page.getByLabel('立会者').selectOption('0103')
  assert.match(await record(page, '入室を記録する'), /見本 訪　架空設備/)
  assert.equal(await inside(page), 2)

  // out: one tap on who is inside; twice is once
  await tap(page, page.locator('.way-out'))
  await fits(page, 'the way out')
  const form = page.locator('form', { hasText: '見本 訪' })
  const fields = await form.evaluate((f) => Object.fromEntries(new FormData(f)))
  const path = new URL(await form.evaluate((f) => f.action)).pathname
  await tap(page, form.getByRole('button'))
  assert.match(await page.locator('main').innerText(), /退室を記録しました[^]*見本 訪/)
  const again = await page.request.post(path, { form: fields, maxRedirects: 0 })
  assert.match(again.headers().location ?? '', /\/station\/done\//, 'a second tap says the same')
  assert.equal(await inside(page), 1)

  // out without having come in
  await tap(page, page.locator('.way-out'))
  await tap(page, page.getByRole('link', { name: /名前がないとき/ }))
  await tap(page, page.getByRole('link', { name: 'か', exact: true }))
  await tap(page, page.getByRole('link', { name: '架空 総一' }))
  await fits(page, 'what was not recorded')
  assert.match(await page.locator('main').innerText(), /入室の記録がありません/)
  await page.getByRole('radio', { name: 'サーバ室', exact: true }).tap()
  await page.getByRole('radio', { name: '点検・見回り', exact: true }).tap()
  await record(page, '入室と退室を記録する')
  assert.match(await page.locator('.field-bad').innerText(), /時刻/, 'when he came has to be typed')
  await page.fill('#at', '00:00')
  assert.match(await record(page, '入室と退室を記録する'), /退室を記録しました[^]*架空 総一/)
  assert.equal(await inside(page), 1, 'both are recorded')

  // without scripts it is the same
  const plain = await (await t.context({ viewport: LYING, hasTouch: true, javaScriptEnabled: false, storageState: await page.context().storageState() })).newPage()
  await comeIn(plain, 'か', '仮設 康子')
  assert.match(await record(plain, '入室を記録する'), /入室を記録しました/)
  await plain.waitForURL((u) => u.pathname === '/station', { timeout: 8000 })
  await tap(plain, plain.locator('.way-out'))
  assert.match(await record(plain, /仮設 康子/), /退室を記録しました/)

  const book = await closingTime(t, town)
  await end(t, town, page)
  return book
})

// Whoever forgot to go out is asked about at closing time, in the office's work of today.
async function closingTime(t, town) {
  const head = await t.person('kacho-soumu')
  await head.goto('/book/door-book')
  let said = await head.locator('main').innerText()
  assert.match(said, /いま中に 1人、うち退室の記録がない人 0人/)
  assert.match(said, /本人確認なし/)
  assert.match(said, /見本 訪　架空設備/)
  assert.equal(await head.locator('tbody tr').count(), 5)
  const path = join(town.dir, '../clock.json')
  const tomorrow = new Date(Date.now() + 9 * 3600_000 + 86400_000).toISOString().slice(0, 10)
  writeFileSync(path, `{"clock":"${tomorrow}T23:30"}\n`)
  await sekimori(['act', town.dir, '--as', 'kacho-soumu', path])
  said = ''
  for (let tries = 0; tries < 20 && !/入退室管理簿/.test(said); tries++) { // the clock is asked once a second
    await head.waitForTimeout(500)
    await head.goto('/')
    said = await head.locator('main').innerText()
  }
  assert.match(said, /入退室管理簿/, 'the open door book is among the work of today')
  assert.match(said, /期限切れ|期限を過ぎ/)
  await head.goto('/book/door-book')
  said = await head.locator('main').innerText()
  assert.match(said, /うち退室の記録がない人 1人/)
  assert.match(said, /退室の記録なし/)
  const elsewhere = await t.person('kacho-kenko')
  assert.equal((await elsewhere.goto('/book/door-book')).status(), 403, 'another head has no business with it')
  await head.emulateMedia({ media: 'print' })
  const pdf = await head.pdf({ preferCSSPageSize: true })
  const box = /MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1'))
  assert.ok(Number(box[1]) > Number(box[2]) && Math.round(Number(box[1])) === 842, `it prints on A4 lying: ${box[0]}`)
  return '5 rows in the book'
}

async function end(t, town, page) {
  await sekimori(['station', 'end', town.dir, 'genkan', '--as', 'kacho-soumu'])
  await page.goto('/station/out')
  assert.match(page.url(), /\/station$/, 'a station that has ended shows the page for the code')
  assert.match(await page.locator('main').innerText(), /登録が終わっています/)
}
