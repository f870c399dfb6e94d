// SPDX-License-Identifier: AGPL-3.0-or-later
import { assert, fresh, itemOf, permit } from './lib.mjs'
import { Mouse, pick } from './take_out.mjs'

export const name = 'registers: enter, classify, change, move, filter, sort, history'

const sendForm = async (page) => {
  await page.locator('.sheet-do button').click()
  await page.waitForURL(/\/matter\/\d+/)
  return /\/matter\/(\d+)/.exec(page.url())[1]
}

async function names(page) {
  const at = (await page.locator('thead th').allInnerTexts()).findIndex((h) => /名/.test(h))
  return page.locator(`tbody tr td:nth-child(${at + 1})`).allInnerTexts()
}

export default async function (t) {
  const clerk = await t.person('leader-zeimu')
  const head = await t.person('kacho-zeimu')
  const mover = await t.person('staff01')
  const office = await t.person('kacho-soumu')
  const mark = fresh('').trim()
  const wide = mark.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
  const software = `会計ソフトウエア台本 ${mark}`

  // enter
  await clerk.goto('/apply/asset-enter')
  await clerk.fill('[name="f.name"]', software)
  await clerk.selectOption('[name="f.class"]', 'III')
  await clerk.fill('[name="f.disclosure"]', '関係する課')
  await clerk.check('[name="f.personal"][value=no]')
  await clerk.check('[name="f.form"][value=stored]')
  await clerk.fill('[name="f.place"]', '共有フォルダ')
  await permit(head, await sendForm(clerk), 'classify')
  const id = await itemOf(clerk, 'asset', software)

  // classify
  await clerk.goto('/apply/asset-classify')
  await pick(new Mouse(clerk), 'assets', mark)
  await clerk.selectOption('[name="f.class"]', 'II')
  await clerk.fill('[name="f.disclosure"]', '課内のみ')
  await clerk.fill('[name="f.reason"]', '見直しのため')
  await permit(head, await sendForm(clerk), 'classify')

  // change, with a search in full-width letters
  await clerk.goto('/apply/asset-change')
  const box = clerk.locator('#box-a-asset')
  await box.locator('input[type=search]').fill(wide)
  await box.getByRole('button', { name: 'さがす' }).click()
  await box.locator('.found li', { hasText: mark }).locator('input').click()
  await box.locator('.picked li', { hasText: mark }).waitFor() // what the register says of it comes with it
  assert.equal(await clerk.inputValue('[name="f.place"]'), '共有フォルダ', 'nobody types again what is there')
  await clerk.fill('[name="f.name"]', software)
  await clerk.check('[name="f.personal"][value=no]')
  await clerk.fill('[name="f.place"]', '耐火書庫')
  await clerk.fill('[name="f.reason"]', '置き場所の変更')
  await permit(head, await sendForm(clerk), 'accept')

  // filters: half and full width, ウエ and ウェ, a word of the policy, sort both ways
  await clerk.goto('/register/asset')
  const filter = clerk.locator('#list')
  const asked = async (fields) => {
    await clerk.goto(`/register/asset?${new URLSearchParams(fields)}`)
    return names(clerk)
  }
  for (const q of [mark, wide, mark.toLowerCase(), `ソフトウェア台本 ${mark}`, `ｿﾌﾄｳｴｱ台本 ${mark}`])
    assert.deepEqual(await asked({ 'q.name': q }), [software], `「${q}」 finds it`)
  assert.deepEqual(await asked({ 'q.name': mark, 'q.class': 'II' }), [software])
  assert.deepEqual(await asked({ 'q.name': mark, 'q.class': 'I' }), [])
  assert.match(await filter.innerText(), /当てはまるものはありません/)
  await clerk.goto('/register/asset')
  await clerk.locator('[name="q.name"]').fill(wide)
  await clerk.waitForFunction(() => document.querySelectorAll('#list tbody tr').length === 1)
  assert.deepEqual(await names(clerk), [software], 'typing in the filter is enough where scripts run')

  const order = async () => clerk.locator('tbody tr td:first-child').allInnerTexts()
  await clerk.goto('/register/asset')
  await clerk.getByRole('link', { name: '情報資産名' }).click()
  await clerk.waitForURL(/sort=name/)
  assert.equal(await clerk.locator('th[aria-sort=ascending]').count(), 1)
  const up = await order()
  await clerk.getByRole('link', { name: '情報資産名' }).click()
  await clerk.waitForURL(/order=down/)
  assert.equal(await clerk.locator('th[aria-sort=descending]').count(), 1)
  const down = await order()
  assert.ok(up.length > 1 && up.length === down.length)
  assert.notDeepEqual(up, down, 'the order has turned')

  // move: both heads decide, and the thing has a new owner
  await mover.goto('/apply/asset-move')
  await pick(new Mouse(mover), 'assets', mark)
  await mover.fill('[name="f.reason"]', '事務の移管')
  const move = await sendForm(mover)
  await permit(office, move, 'take-over')
  await permit(head, move, 'hand-over')
  assert.match(await mover.goto(`/item/${id}`).then(() => mover.locator('.head + .lead').innerText()), /総務課/)

  const history = await mover.locator('table').innerText()
  for (const word of ['Ⅲ', 'Ⅱ', '耐火書庫', '税務課', '総務課', '課内のみ']) assert.match(history, new RegExp(word), `the history tells of ${word}`)
  await mover.getByRole('link', { name: '記載を見る' }).first().click()
  await mover.waitForURL(/\/entry\//)
}
