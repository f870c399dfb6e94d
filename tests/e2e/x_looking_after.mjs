// SPDX-License-Identifier: AGPL-3.0-or-later
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Keyboard, Mouse } from './hands.mjs'
import { assert, AXE, today } from './lib.mjs'
import { button, HOLIDAYS, inOwnTown, lookAt, press, STAFF } from './office.mjs'

export const name = 'looking after a town: with the keys alone, without scripts, and axe on every page of it'

export const LONG = '0501,長井 名前之介左衛門尉（旧姓使用　寿限無）,ナガイ ナマエノスケサエモンノジョウ,long-login-name-of-somebody.2026,long,子育て支援・多世代交流・地域共生社会推進担当室（令和八年度設置）,太子共,exec,室長,\n' +
  '0501,長井 名前之介左衛門尉（旧姓使用　寿限無）,ナガイ ナマエノスケサエモンノジョウ,long-login-name-of-somebody.2026,long,子育て支援・多世代交流・地域共生社会推進担当室（令和八年度設置）,太子共,exec,情報化リーダー,兼務\n'
const LOGINS = ['kacho-soumu', 'leader-soumu', 'staff01', 'kacho-zeimu', 'staff90']

export default async function (outer) {
  const csv = join(process.env.SEKIMORI_TMP, 'long.csv')
  writeFileSync(csv, STAFF + LONG)
  return inOwnTown(outer, 'looked-after', LOGINS, go, csv)
}

// One day more, one less; an appointment; a file looked at and left: by this hand.
async function work(hand, date, post) {
  const { page } = hand
  await hand.go(page.getByRole('link', { name: '管理', exact: true }))
  await hand.go(page.getByRole('link', { name: '閉庁日' }))
  await hand.type(page.locator('#h-day'), date.wareki)
  await hand.type(page.locator('#h-label'), '町の記念日')
  await hand.go(button(page, '加える'))
  assert.match(await page.locator('.box-good').innerText(), /記録しました/)
  await hand.go(page.locator('tr', { hasText: '町の記念日' }).getByRole('button', { name: /外す/ }))
  assert.equal(await page.locator('tr', { hasText: '町の記念日' }).count(), 0)
  await hand.go(page.getByRole('link', { name: '職員', exact: true }))
  await hand.type(page.locator('#q'), '試行 書子')
  await hand.go(button(page, 'しぼる'))
  await hand.go(page.getByRole('link', { name: '試行 書子' }))
  await hand.choose(page.locator('#p-post'), post)
  await hand.type(page.locator('#p-from'), date.wareki)
  await hand.go(page.locator('form.sheet').first().getByRole('button', { name: '記録する' }))
  assert.match(await page.locator('.box').first().innerText(), /記録しました/)
  assert.match(await page.locator('main').innerText(), /これから/)
  await page.goto('/roster')
  await page.setInputFiles('#csv', { name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(STAFF) })
  await hand.type(page.locator('#effective'), today(9).wareki)
  await hand.go(button(page, '内容を確かめる'))
  assert.match(await page.locator('main').innerText(), /長井 名前之介左衛門尉/, 'who leaves is shown')
  await hand.go(page.getByRole('link', { name: '取り込まない' }))
}

// Every page of those who look after the town, and of those who may not: [name, who, address or how to get there].
export async function officePages(t) {
  const admin = await t.person('kacho-soumu')
  const clerk = await t.person('staff90')
  const stranger = await (await t.context()).newPage()
  const pressed = (path, label) => async (page) => {
    await page.goto(path)
    await press(page, button(page, label))
  }
  return [
    ['claim', stranger, '/claim'], ['claim-wrong', stranger, async (page) => {
      await page.goto('/claim')
      for (const [id, v] of [['login', 'nobody'], ['code', '2222-2222-2222'], ['new', 'a b c d e f'], ['again', 'a b c d e f']]) await page.fill(`#${id}`, v)
      await press(page, page.locator('.sheet button'))
    }],
    ['admin', admin, '/admin'], ['admin-none', clerk, '/admin'],
    ['people', admin, '/people'], ['people-none', admin, '/people?q=%E3%81%84%E3%81%AA%E3%81%84'], ['people-wrong', admin, '/people?day=R8.2.30'],
    ['person', admin, '/person/0501'], ['person-clerk', clerk, '/person/0501'], ['person-wrong', admin, pressed('/person/0501', '記録する')],
    ['absence', admin, '/absence'], ['absence-clerk', clerk, '/absence'],
    ['roster', admin, '/roster'], ['roster-none', clerk, '/roster'],
    ['roster-look', admin, (page) => lookAt(page, '/roster', STAFF, { effective: today(9).wareki })],
    ['roster-faults', admin, (page) => lookAt(page, '/roster', STAFF.replaceAll('課長', '課長\u0007'))],
    ['holiday', admin, '/holiday'], ['holiday-clerk', clerk, '/holiday'], ['holiday-wrong', admin, pressed('/holiday', '加える')],
    ['holiday-look', admin, (page) => lookAt(page, '/holiday', HOLIDAYS([2026, 2027, 2030]))],
    ['holiday-faults', admin, (page) => lookAt(page, '/holiday', '日付,名前\n2026/2/30,建国\n')],
    ['code', admin, '/code'], ['code-long', admin, '/code?section=long'], ['code-sheet', admin, pressed('/code?section=long', '選んだ人のコードを作る')],
    ['stations', admin, '/stations'], ['station-new', admin, async (page) => {
      await page.goto('/stations')
      await page.fill('#s-label', '子育て支援・多世代交流・地域共生社会推進担当室の奥にあるサーバ室の入口')
      await page.fill('#s-station', `door-${Date.now()}`)
      await press(page, button(page, '加えてコードを出す'))
    }], ['stations-some', admin, '/stations'],
    ['health', admin, '/health'], ['health-none', clerk, '/health'], ['password', admin, '/password'],
  ]
}

async function go(t) {
  const keys = await t.person('kacho-soumu')
  await work(new Keyboard(keys), today(3), 'long-leader')
  await work(new Mouse(await t.person('kacho-soumu', { javaScriptEnabled: false })), today(4), 'zeimu-leader')
  const bad = []
  const pages = await officePages(t)
  for (const [what, page, where] of pages) {
    await (typeof where === 'string' ? page.goto(where) : where(page))
    await page.evaluate(AXE)
    const found = await page.evaluate(() => globalThis.axe.run(document))
    for (const v of found.violations)
      if (v.impact === 'serious' || v.impact === 'critical')
        bad.push(`${what}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(' | ')}`)
    assert.equal(await page.locator('h1').count(), 1, `${what} has one heading of the first rank`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${what} is ${wide} too wide`)
  }
  assert.deepEqual(bad, [])
  return `${pages.length} pages`
}
