// SPDX-License-Identifier: AGPL-3.0-or-later
// 事故かな with the keyboard alone and without scripts; a form that knows what
// the register says; the same facts through the API.
import { Keyboard, Mouse } from './hands.mjs'
import { apply, assert, fresh, hiddenOf, itemOf, newDevice, permit, post, textOf } from './lib.mjs'

export const name = 'accident from any page by keyboard and without scripts; a chosen thing brings its values'

// On every page of somebody who is logged in; nowhere else.
async function everywhere(t, clerk, matter, device) {
  for (const path of ['/', '/apply', '/apply/take-out', `/matter/${matter}`, '/register', '/register/device', `/item/${device.id}`,
    '/mine', '/evidence', '/setting', '/password']) {
    await clerk.goto(path)
    assert.equal(await clerk.getByRole('link', { name: '事故かな' }).count(), 1, path)
  }
  const stranger = await (await t.context()).newPage()
  await stranger.goto('/login')
  assert.equal(await stranger.getByRole('link', { name: '事故かな' }).count(), 0)
}

// From a matter: what it is about is chosen; the keyboard is enough, and what is wrong is said beside it.
async function byKeyboard(t, clerk, matter, device) {
  const hand = new Keyboard(clerk)
  await clerk.goto(`/matter/${matter}`)
  await hand.go(clerk.getByRole('link', { name: '事故かな' }))
  assert.match(await clerk.locator('#box-a-things .picked').textContent(), new RegExp(device.name))
  await hand.go(clerk.getByRole('button', { name: '知らせる' }))
  assert.ok(await clerk.locator('.field-bad').count() >= 2, 'what is missing is marked')
  assert.match(await clerk.locator('#box-a-things .picked').textContent(), new RegExp(device.name), 'and nothing is lost')
  await hand.choose(clerk.locator('[name="f.kind"]'), 'loss')
  await hand.tick(clerk.locator('[name="f.certainty"][value=fact]'))
  await hand.type(clerk.locator('[name="f.summary"]'), fresh('電車に置き忘れた'))
  await hand.go(clerk.getByRole('button', { name: '知らせる' }))
  await clerk.locator('.box-sent').waitFor()
  await clerk.reload()
}

async function withoutScripts(t) {
  const clerk = new Mouse(await t.person('staff02', { javaScriptEnabled: false }))
  const { page } = clerk
  await clerk.go(page.getByRole('link', { name: '事故かな' }))
  await page.fill('[name="f.found-at"]', '2026-11-23T08:15')
  await page.selectOption('[name="f.kind"]', 'other')
  await page.check('[name="f.certainty"][value=suspected]')
  await page.fill('[name="f.summary"]', fresh('画面がおかしい'))
  await clerk.go(page.getByRole('button', { name: '知らせる' }))
  await page.locator('.box-sent').waitFor()
  assert.match(await page.locator('.facts').first().innerText(), /令和8年11月23日 08:15/)

  // a time as people write it is understood too
  const html = await (await page.request.get('/apply/incident')).text()
  const own = hiddenOf(html, 'act_id')
  const fields = { 'f.kind': 'other', 'f.certainty': 'suspected', 'f.summary': '和暦で書く', send: '1' }
  const bad = await post(page, '/apply/incident', { ...own, ...fields, 'f.found-at': 'きのうの昼' })
  assert.equal(bad.status, 400)
  assert.match(bad.text, /value="きのうの昼"/, 'what cannot be read stays to be put right')
  const good = await post(page, '/apply/incident', { ...own, ...fields, 'f.found-at': '令和8年11月23日 8時15分' })
  assert.equal(good.status, 303, textOf(good.text))
}

// What the register says now need not be typed again: from its page, and by a button where there are no scripts.
async function presentValues(t, clerk, head) {
  const name = fresh('値のあるノート')
  const made = await apply(clerk, 'device-enter', {
    name, kind: 'laptop', zone: 'lgwan', place: '第二会議室', maker: '見本電機', model: 'X-15', note: '予備の\n電源あり',
  })
  await permit(head, made, 'accept')
  const id = await itemOf(clerk, 'device', name)
  await clerk.goto(`/item/${id}`)
  await clerk.getByRole('link', { name: '機器の記載の変更' }).click()
  assert.equal(await clerk.inputValue('[name="f.maker"]'), '見本電機')
  assert.equal(await clerk.inputValue('[name="f.note"]'), '予備の\n電源あり')

  const plain = await t.person('staff02', { javaScriptEnabled: false })
  await plain.goto('/apply/device-change')
  const box = plain.locator('#box-a-device')
  await box.locator('input[type=search]').fill(name)
  await box.getByRole('button', { name: 'さがす' }).click()
  await plain.locator(`[name="f.device"][value="${id}"]`).check()
  await plain.fill('[name="f.reason"]', '置き場所の変更')
  await plain.locator('#box-a-device').getByRole('button', { name: '今の内容を読み込む' }).click()
  assert.equal(await plain.inputValue('[name="f.maker"]'), '見本電機')
  assert.equal(await plain.inputValue('[name="f.reason"]'), '置き場所の変更', 'what was typed beside it stays')
  await plain.fill('[name="f.place"]', '倉庫')
  await plain.locator('.sheet-do').getByRole('button', { name: '申請する' }).click()
  await plain.waitForURL(/\/matter\/\d+/)
  assert.match(await plain.locator('.facts').first().innerText(), /見本電機[^]*倉庫/)
  // somebody else's things bring nothing with them
  const elsewhere = await t.person('kacho-kenko')
  await elsewhere.goto(`/apply/device-change?item=${id}`)
  assert.equal(await elsewhere.inputValue('[name="f.maker"]'), '')
  assert.doesNotMatch(await elsewhere.content(), /見本電機/)
}

export default async function (t) {
  const clerk = await t.person('staff02')
  const head = await t.person('kacho-soumu')
  const device = await newDevice(clerk, head)
  const matter = await apply(clerk, 'device-change', { device: device.id, name: device.name, place: '執務室', reason: '試験' })
  await everywhere(t, clerk, matter, device)
  await byKeyboard(t, clerk, matter, device)
  await withoutScripts(t)
  await presentValues(t, clerk, head)
}
