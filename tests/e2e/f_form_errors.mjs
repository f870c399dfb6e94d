// SPDX-License-Identifier: AGPL-3.0-or-later
import { assert, fresh, hiddenOf, newDevice, post, textOf } from './lib.mjs'

export const name = 'forms: what is wrong is said beside it, and nothing is lost'

const wrongAt = (page, field) => page.locator(`#box-a-${field} .bad`)

export default async function (t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  const device = await newDevice(clerk, head)
  const purpose = '住民説明会で図面を映すため\n二行目 <b>&amp;</b>'

  // missing, and a day that does not exist
  await clerk.goto('/apply/take-out')
  await clerk.fill('[name="f.purpose"]', purpose)
  await clerk.fill('[name="f.since"]', 'R8.2.30')
  await clerk.fill('[name="f.until"]', '令和９年１３月１日')
  await clerk.check('[name="f.off-network"][value=no]')
  const send = async () => {
    const answered = clerk.waitForResponse((r) => r.request().method() === 'POST')
    await clerk.locator('.sheet-do button').click()
    const status = (await answered).status()
    await clerk.waitForLoadState()
    return status
  }
  assert.equal(await send(), 400)
  assert.match(await clerk.locator('.box-bad').innerText(), /記録されていません/)
  for (const f of ['things', 'place', 'off-premises', 'since', 'until'])
    assert.equal(await wrongAt(clerk, f).count(), 1, `${f} is marked`)
  assert.equal(await wrongAt(clerk, 'off-network').count(), 0)
  assert.equal(await clerk.inputValue('[name="f.purpose"]'), purpose, 'what was typed is still there')
  assert.equal(await clerk.inputValue('[name="f.since"]'), 'R8.2.30')
  assert.ok(await clerk.isChecked('[name="f.off-network"][value=no]'))
  assert.equal(await clerk.getAttribute('[name="f.since"]', 'aria-invalid'), 'true')
  const says = await clerk.getAttribute('[name="f.since"]', 'aria-describedby')
  for (const id of says.split(' ')) assert.equal(await clerk.locator(`[id="${id}"]`).count(), 1, `${id} is on the page`)

  // 平成 and 明治 that never were, 昭和 64 after its end
  for (const bad of ['H32.1.1', 'S64.1.8', 'R1.4.30', '令和元年2月1日', '2026-02-29', '7.8.9', 'あした']) {
    await clerk.fill('[name="f.since"]', bad)
    await send()
    assert.equal(await wrongAt(clerk, 'since').count(), 1, `${bad} is no day`)
    assert.equal(await clerk.inputValue('[name="f.since"]'), bad)
  }

  // full-width digits are digits
  const wide = (s) => s.replace(/[0-9.R]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
  const end = new Date(Date.now() + 9 * 3600_000)
  const todayText = `R${end.getUTCFullYear() - 2018}.${end.getUTCMonth() + 1}.${end.getUTCDate()}`
  await clerk.fill('[name="f.since"]', wide(todayText))
  await clerk.fill('[name="f.until"]', wide(todayText))
  const place = fresh('公民館')
  await clerk.fill('[name="f.place"]', place)
  await clerk.check('[name="f.off-premises"][value=yes]')
  // Enter in a search searches; it sends nothing
  const search = clerk.locator('#box-a-things input[type=search]')
  await search.fill(device.name)
  const found = clerk.waitForResponse((r) => r.request().method() === 'POST')
  await search.press('Enter')
  assert.equal((await found).status(), 200)
  await clerk.waitForLoadState()
  assert.equal(await clerk.locator('.box-bad').count(), 0, 'and complains of nothing')
  await clerk.locator('#box-a-things .found li', { hasText: device.name }).locator('input').check()
  const ready = await clerk.locator('form.sheet').evaluate((f) => new URLSearchParams(new FormData(f)).toString())
  const sent = Object.fromEntries(new URLSearchParams(ready))

  // crafted: too long, of the wrong kind, a field that is none, far too much
  const crafted = async (more) => post(clerk, '/apply/take-out', { ...sent, act_id: crypto.randomUUID(), send: '1', ...more })
  for (const [what, more, said] of [
    ['a line of 5,000 letters', { 'f.place': 'あ'.repeat(5000) }, /持出し先|長/],
    ['a yes-no that is neither', { 'f.off-premises': 'perhaps' }, /町の施設の外/],
    ['a thing that is none', { 'f.things': '999999999' }, /持ち出すもの|ありません|見つかり/],
    ['a thing that is a word', { 'f.things': 'laptop' }, /持ち出すもの/],
    ['an unknown field', { 'f.bonus': '1' }, /bonus|知らない|ない欄|受け付け/],
  ]) {
    const r = await crafted(more)
    assert.ok(r.status >= 400 && r.status < 500, `${what} is refused: ${r.status}`)
    assert.match(textOf(r.text, /<main[^]*<\/main>/), said, what)
    assert.match(r.text, /<!doctype html>/i)
  }
  // far too much is not even read: the answer may be cut by the sender still sending
  const large = await crafted({ 'f.purpose': 'あ'.repeat(400_000) }).catch((e) => ({ status: /EPIPE|ECONNRESET|hang up/.test(e.message) ? 413 : 0 }))
  assert.equal(large.status, 413, 'some megabytes are refused')
  const again = await post(clerk, '/apply/take-out', { ...hiddenOf(await clerk.content(), 'act_id'), ...sent, 'f.place': '' })
  assert.equal(again.status, 400)

  // and after all that the form still goes through
  await clerk.locator('.sheet-do button').click()
  await clerk.waitForURL(/\/matter\/\d+/)
  const main = await clerk.locator('main').innerText()
  assert.match(main, new RegExp(place))
  assert.match(main, /二行目 <b>&amp;<\/b>/, 'letters stay letters')
}
