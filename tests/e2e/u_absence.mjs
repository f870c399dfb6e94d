// SPDX-License-Identifier: AGPL-3.0-or-later
import { Keyboard } from './hands.mjs'
import { apply, assert, DEVICE, fresh, today } from './lib.mjs'
import { inOwnTown, press, STAFF } from './office.mjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const name = 'absence: two clicks, who stands in, overlaps named, back early, for others, whose business why is'

const DEPUTY = '0203,代決 佐助,ダイケツ サスケ,hosa-zeimu,zeimu,税務課,太税,exec,課長補佐,\n'

export default async function (outer) {
  const csv = join(process.env.SEKIMORI_TMP, 'absence.csv')
  writeFileSync(csv, STAFF + DEPUTY)
  await inOwnTown(outer, 'absence', ['hosa-zeimu', 'kacho-zeimu', 'leader-zeimu', 'staff90'], go, csv)
}

const row = (page, who) => page.locator('tbody tr', { hasText: who })

async function go(t) {
  const head = await t.person('kacho-zeimu')
  const deputy = await t.person('hosa-zeimu')
  const clerk = await t.person('leader-zeimu')
  const matter = await apply(clerk, 'device-enter', { ...DEVICE, name: fresh('不在の間の申請') })
  const deciding = async (page) => {
    await page.goto(`/matter/${matter}`)
    return page.locator('button[name=outcome][value=permit]').count()
  }
  assert.equal(await deciding(deputy), 0, 'while the head is there he decides')

  // two clicks: the menu, and the button
  await press(head, head.getByRole('link', { name: '不在', exact: true }))
  await press(head, head.locator('form.sheet').getByRole('button', { name: '登録する' }))
  assert.match(await row(head, '模擬 税一').innerText(), /代決 佐助/, 'the page says who stands in')
  assert.equal(await deciding(deputy), 1, 'and so does the matter')
  await clerk.goto('/people?show=away')
  assert.match(await row(clerk, '模擬 税一').innerText(), /不在/)

  // the same days again, and days that overlap, are refused with the span
  const send = async (page, fields) => {
    await page.goto('/absence')
    for (const [id, value] of Object.entries(fields)) await page.fill(`#a-${id}`, value)
    await press(page, page.locator('form.sheet').getByRole('button', { name: '登録する' }))
  }
  await send(head, { from: today(-1).wareki, until: today(3).wareki })
  assert.match(await head.locator('.box-bad').innerText(), /今日|在職していません/, `a day that is over is refused: ${await head.locator('.box-bad').innerText()}`)
  assert.equal(await head.inputValue('#a-until'), today(3).wareki, 'what was typed is still there')
  await send(head, { from: today(5).wareki, until: today(9).wareki })
  await send(head, { from: today(7).wareki, until: today(12).wareki })
  assert.match(await head.locator('.box-bad').innerText(), /令和\d+年\d+月\d+日[^]*令和\d+年\d+月\d+日/, 'the other span is named')
  await send(head, { from: today(20).wareki, until: '令和8年13月1日' })
  assert.match(await head.locator('.field-bad').innerText(), /実際にある日付/)
  await head.goto('/absence')
  await head.check('form.sheet [name=reason][value=other]')
  await press(head, head.locator('form.sheet').getByRole('button', { name: '登録する' }))
  assert.match(await head.locator('.box-bad').innerText(), /理由/)

  // longer, shorter, taken back
  const planned = head.locator('section', { has: head.locator('#h-next') }).locator('tbody tr')
  await planned.locator('input[name=until]').fill(today(6).wareki)
  await press(head, planned.getByRole('button', { name: 'この日までにする' }))
  assert.match(await planned.innerText(), new RegExp(today(6).wareki.replaceAll('.', '\\.')))
  await press(head, planned.getByRole('button', { name: /取り消す/ }))
  assert.equal(await planned.count(), 0)
  await press(head, row(head, '模擬 税一').getByRole('button', { name: /今日戻った/ }))
  assert.equal(await row(head, '模擬 税一').count(), 0, 'he is back')
  assert.equal(await deciding(deputy), 0, 'and decides himself again')

  // for others: by the leader of the section, by nobody else; why is not for everybody
  const leader = clerk
  await leader.goto('/absence')
  await leader.click('summary')
  const names = await leader.locator('#o-person option').allInnerTexts()
  assert.ok(names.some((n) => n.includes('模擬 税一')) && !names.some((n) => n.includes('架空 総一')), 'only of his own section')
  await leader.selectOption('#o-person', { label: names.find((n) => n.includes('模擬 税一')) })
  await leader.check('details [name=reason][value=other]')
  await leader.fill('#o-other', '通院')
  await press(leader, leader.locator('details').getByRole('button', { name: '登録する' }))
  assert.match(await row(leader, '模擬 税一').innerText(), /通院/)
  const stranger = await t.person('staff90')
  await stranger.goto('/absence')
  assert.equal(await stranger.locator('summary', { hasText: 'ほかの人' }).count(), 0, 'who leads nobody is not asked for others')
  assert.doesNotMatch(await row(stranger, '模擬 税一').innerText(), /通院|今日戻った/)
  await stranger.goto('/person/0201')
  assert.doesNotMatch(await stranger.locator('main').innerText(), /通院/, 'nor on his page')
  const forged = await stranger.request.post('/absence', {
    form: { csrf: await stranger.locator('[name=csrf]').first().inputValue(), act_id: 'forged-1', person: '0201', from: today().wareki, change: 'back' },
    maxRedirects: 0,
  })
  assert.equal(forged.status(), 409, 'and cannot bring him back')

  // with the keyboard alone
  const own = head
  await own.goto('/absence')
  const hand = new Keyboard(own)
  await hand.go(row(own, '模擬 税一').getByRole('button', { name: /今日戻った/ }))
  assert.equal(await row(own, '模擬 税一').count(), 0)
}
