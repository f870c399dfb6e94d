// SPDX-License-Identifier: AGPL-3.0-or-later
// What the committee decides about absence and clocks: chosen or typed, and read
// in words. Only what counts anyway is decided, so no other journey notices.
import { assert, today } from './lib.mjs'

export const name = 'settings are chosen and read in words; what cannot be is refused beside the field'

async function decide(page, id, value) {
  await page.goto(`/setting/${id}`)
  const radio = page.locator(`[name=value][type=radio][value="${value}"]`)
  if (await radio.count()) await radio.check()
  else await page.fill('[name=value]', value)
  await page.fill('[name=decided]', today().wareki)
  await page.fill('[name=text]', '情報セキュリティ委員会')
  const answered = page.waitForResponse((r) => r.request().method() === 'POST')
  await page.locator('.sheet-do button').click()
  const status = (await answered).status()
  await page.waitForLoadState()
  return status
}

const now = (page) => page.locator('.lead b').first().innerText()

export default async function (t) {
  const head = await t.person('kacho-soumu')

  for (const [id, value, words] of [
    ['asset-deputy', 'yes', 'はい'],
    ['incident-count', 'clock-hours', '時間（暦のとおり）'],
    ['officer-up', 'ciso', '統括情報セキュリティ責任者'],
    ['officer-deputies', 'deputy-head, deputy-director, chief', '課長補佐 → 次長 → 係長'],
    ['superintendent-deputies', '', 'だれも代わらない'],
    ['opens-at', '８：３０', '8:30'],
  ]) {
    assert.equal(await decide(head, id, value), 303, `${id} takes ${value}`)
    assert.equal((await now(head)).trim(), words, `${id} is read in words`)
    assert.match(await head.locator('section:has(#h-history)').innerText(), new RegExp(words.slice(0, 4)))
  }
  for (const [id, value, said] of [
    ['closes-at', '25:00', /8:30 の形の時刻/],
    ['officer-deputies', 'boss', /課長補佐/],
    ['officer-deputies', 'head@nowhere', /nowhere/],
    ['officer-up', 'leader', /自分に戻って/],
  ]) {
    assert.ok((await decide(head, id, value)) >= 400, `${id} does not take ${value}`)
    assert.match(await head.locator('main').innerText(), said)
    assert.equal(await head.locator('.field-bad').count(), 1, 'it is said beside the field')
  }
  await head.goto('/setting')
  const list = await head.locator('main').innerText()
  for (const raw of ['clock-hours', 'deputy-head', 'officer-up']) assert.ok(!list.includes(raw), `${raw} is nobody's word`)
}
