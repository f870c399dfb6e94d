// SPDX-License-Identifier: AGPL-3.0-or-later
// Given back and sent again, permitted on a condition, a comment, a correction,
// taken back; with scripts and without.
import { Mouse } from './hands.mjs'
import { apply, assert, fiscalYearEnd, fresh, newDevice, today } from './lib.mjs'

export const name = 'returned and sent again, on a condition, comment, correction, withdrawal'

const good = (page) => page.locator('.box-good').waitFor()
const first = (page) => page.locator('form.act').first()

async function returned(t, options) {
  const clerk = new Mouse(await t.person('staff02', options))
  const head = new Mouse(await t.person('kacho-soumu', options))
  const device = await newDevice(clerk.page, head.page)
  const place = fresh('出先')
  const matter = `/matter/${await apply(clerk.page, 'take-out', {
    things: device.id, purpose: '現地確認', place, 'off-premises': 'yes', 'off-network': 'no',
    since: today().wareki, until: fiscalYearEnd(),
  })}`

  // nothing is given back without a reason, and what was typed is not lost
  await head.page.goto(matter)
  assert.equal(await head.page.locator('.btn-main').count(), 1, 'one button is the main one')
  await head.page.getByRole('button', { name: '差戻し' }).click()
  await head.page.locator('.box-bad', { hasText: '理由' }).waitFor()
  await first(head.page).locator('textarea').fill('所在地を書いてください')
  await head.page.getByRole('button', { name: '差戻し' }).click()
  await good(head.page)
  assert.match(await head.page.locator('.head').innerText(), /差戻し中/)
  assert.equal(await head.page.getByRole('button', { name: '許可する' }).count(), 0, 'and it is out of his hands')

  // the clerk finds it on the first page, with the reason over the form as he had filled it in
  await clerk.page.goto('/')
  const line = clerk.page.locator('section:has(#h-do) article', { hasText: place })
  assert.match(await line.innerText(), /差戻し中/)
  await clerk.go(line.getByRole('link').last())
  await clerk.go(clerk.page.getByRole('link', { name: '直して再提出する' }))
  assert.match(await clerk.page.locator('.box-bad').innerText(), /所在地を書いてください[^]*総務課長/)
  assert.equal(await clerk.page.inputValue('[name="f.place"]'), place)
  assert.match(await clerk.page.locator('#box-a-things .picked').innerText(), new RegExp(device.name))
  await clerk.page.fill('[name="f.until"]', 'R8.2.30')
  await clerk.page.getByRole('button', { name: '再提出する' }).click()
  await clerk.page.locator('.field-bad [name="f.until"]').waitFor()
  await clerk.page.fill('[name="f.until"]', fiscalYearEnd())
  await clerk.page.fill('[name="f.place"]', `${place}（大字山田1番地）`)
  await clerk.go(clerk.page.getByRole('button', { name: '再提出する' }))
  await good(clerk.page)
  const main = await clerk.page.locator('main').innerText()
  assert.match(main, /大字山田1番地/)
  assert.match(await clerk.page.locator('.was del').first().innerText(), new RegExp(`^${place}$`), 'what stood there is struck through')
  await clerk.page.locator('summary', { hasText: '差戻し前' }).click()
  assert.match(await clerk.page.locator('details', { hasText: '差戻し前' }).innerText(), /差戻し/)

  // on a condition, which stands over the matter from then on
  await head.page.goto(matter)
  await first(head.page).locator('textarea').fill('撮影はしないこと')
  await head.go(head.page.getByRole('button', { name: '条件付で許可' }))
  await good(head.page)
  await clerk.page.goto(matter)
  assert.match(await clerk.page.locator('.box-note').innerText(), /撮影はしないこと[^]*総務課長/)
  assert.match(await clerk.page.locator('.head').innerText(), /条件付/)
  return { clerk, head, matter, place }
}

async function wordsAndCorrections({ clerk, head, matter }) {
  await head.page.goto(matter)
  await head.page.locator('summary', { hasText: 'コメント' }).click()
  await head.page.locator('.talk textarea').fill('出発の前に一度見せてください。\nケーブルも忘れずに。')
  await head.go(head.page.getByRole('button', { name: 'コメントを加える' }))
  await clerk.page.goto(matter)
  assert.match(await clerk.page.locator('.log').innerText(), /コメント[^]*ケーブルも忘れずに/)

  await clerk.go(clerk.page.getByRole('link', { name: '訂正する', exact: true }))
  await clerk.page.getByRole('button', { name: '訂正を記録する' }).click()
  assert.match(await clerk.page.locator('.box-bad').innerText(), /理由/, 'not without a reason')
  await clerk.page.fill('[name=reason]', '書き間違い')
  await clerk.page.getByRole('button', { name: '訂正を記録する' }).click()
  assert.match(await clerk.page.locator('.box-bad').innerText(), /変わった欄がありません/, 'nor when nothing differs')
  await clerk.page.fill('[name="f.purpose"]', '現地確認と撮影')
  await clerk.go(clerk.page.getByRole('button', { name: '訂正を記録する' }))
  await good(clerk.page)
  const fact = clerk.page.locator('.facts > div', { hasText: '業務上の必要性' }).first()
  assert.match(await fact.innerText(), /現地確認と撮影[^]*現地確認[^]*が変更/)
  assert.equal(await fact.locator('del').innerText(), '現地確認')
  assert.match(await clerk.page.locator('.log').innerText(), /訂正[^]*書き間違い/)

  // who may read it may comment, but not correct
  assert.equal((await clerk.page.request.get(`${matter}/correct`)).status(), 200)
  await clerk.page.goto(matter)
  await clerk.page.locator('summary', { hasText: '取下げ' }).click()
  const away = clerk.page.locator('form.act', { hasText: '取下げ' })
  await away.locator('textarea').fill('行かなくてよくなった')
  await clerk.go(away.getByRole('button'))
  assert.match(await clerk.page.locator('.head').innerText(), /取下げ/)
  assert.match(await clerk.page.locator('.box-note').innerText(), /撮影はしないこと/, 'the condition stays to be read')
}

export default async function (t) {
  await wordsAndCorrections(await returned(t, {}))
  await returned(t, { javaScriptEnabled: false })

  // a page of its own is refused to whom it is not for
  const elsewhere = await t.person('kacho-kenko')
  const clerk = await t.person('staff02')
  const matter = await apply(clerk, 'device-enter', { name: fresh('ノート'), kind: 'laptop', zone: 'lgwan', place: '執務室' })
  for (const page of ['change', 'correct', 'behalf']) assert.equal((await elsewhere.request.get(`/matter/${matter}/${page}`)).status(), 403)
  assert.equal((await clerk.request.get(`/matter/${matter}/change`)).status(), 403, 'nothing is changed that was not given back')
}
