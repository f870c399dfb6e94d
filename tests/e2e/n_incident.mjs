// SPDX-License-Identifier: AGPL-3.0-or-later
// An accident from one press on any page to its end: the reporter, the head of
// his section (with the keyboard alone), the CISO, the administrator.
import { Keyboard, Mouse } from './hands.mjs'
import { act, assert, fresh, newDevice, today } from './lib.mjs'

export const name = 'an accident: one press, reported, received, followed up, ended'

const form = (page, label) => page.locator('form.act', { hasText: label })
const good = (page) => page.locator('.box-good').waitFor()

// 事故かな from the page of a thing: the thing is chosen, the moment is there, three answers are enough.
async function raise(t, hand, device, what) {
  const { page } = hand
  await page.goto(`/item/${device.id}`)
  await hand.go(page.getByRole('link', { name: '事故かな' }))
  assert.equal(new URL(page.url()).pathname, '/apply/incident', 'one press')
  assert.match(await page.locator('#box-a-things .picked').textContent(), new RegExp(device.name), 'the thing is chosen already')
  assert.ok(await page.inputValue('[name="f.found-at"]'), 'the moment is there')
  const asked = await page.locator('.sheet > .field').count()
  assert.ok(asked <= 4, `${asked} fields stand open, one of them filled`)
  assert.match(await page.locator('.side .now').innerText(), /LANケーブル/, 'what to do at once stands beside it')
  await hand.choose(page.locator('[name="f.kind"]'), 'infection')
  await hand.tick(page.locator('[name="f.certainty"][value=suspected]'))
  await hand.type(page.locator('[name="f.summary"]'), what)
  await hand.go(page.getByRole('button', { name: '知らせる' }))
  const said = await page.locator('.box-sent').innerText()
  assert.match(said, /受け付けました/)
  assert.match(said, /総務課長/, 'who has been told')
  assert.match(said, /LANケーブル/, 'and what to do now')
  return new URL(page.url()).pathname
}

// The head's minute, without a mouse: sees it first, with its clock, and presses.
async function report(t, matter, what) {
  const head = new Keyboard(await t.person('kacho-soumu'))
  await head.page.goto('/')
  const line = head.page.locator('section:has(#h-report) article', { hasText: what })
  assert.match(await line.innerText(), /残り\d+時間\d+分/, 'the clock stands on it')
  await head.go(line.getByRole('link').last())
  assert.equal(new URL(head.page.url()).pathname, matter)
  const sheet = form(head.page, '統括とシステム管理者への報告')
  assert.match(await sheet.innerText(), /残り/)
  await head.go(sheet.getByRole('button', { name: '報告する' }))
  await good(head.page)
  assert.equal(await form(head.page, '報告する').count(), 0, 'pressed once')
  return head
}

async function receive(page, matter) {
  await page.goto('/')
  const line = page.locator('section:has(#h-confirm) article', { has: page.locator(`a[href="${matter}"]`) })
  assert.equal(await line.count(), 1, `${page.login} is asked to confirm`)
  await page.goto(matter)
  await page.getByRole('button', { name: '確認した' }).click()
  await good(page)
}

// Rows one by one, then the end of it.
async function follow(page, matter, label, rows) {
  for (const what of rows) {
    await page.goto(matter)
    const sheet = form(page, label)
    await sheet.locator('[name="f.at"]').fill(`${today().iso}T10:15`)
    await sheet.locator('[name="f.what"]').fill(what)
    await sheet.getByRole('button', { name: '記録に加える' }).click()
    await good(page)
  }
  const table = await page.locator('section', { hasText: label }).locator('table').first().innerText()
  for (const what of rows) assert.match(table, new RegExp(what))
  await form(page, label).getByRole('button', { name: /を終える/ }).click()
  await good(page)
}

export default async function (t) {
  const clerk = new Mouse(await t.person('staff02'))
  const head = await t.person('kacho-soumu')
  const ciso = await t.person('deputy')
  const device = await newDevice(clerk.page, head)
  const what = fresh('覚えのない添付を開いた')
  const matter = await raise(t, clerk, device, what)
  const number = matter.split('/')[2]
  await report(t, matter, what)

  await receive(ciso, matter)
  await receive(head, matter) // he is the administrator as well

  await ciso.goto(matter)
  const history = await ciso.locator('.log').innerText()
  assert.match(history, /申請[^]*報告[^]*確認[^]*確認/, `the history tells it in words: ${history}`)

  await follow(head, matter, '課等の対応の経過', [fresh('LANケーブルを抜いた'), fresh('端末を隔離した')])
  await follow(head, matter, 'システムの対応の経過', [fresh('通信の記録を調べた')])
  await act(ciso, number, 'value="analyse"', { 'f.cause': '不審な添付', 'f.impact': '端末1台', outcome: '' })
  await act(head, number, 'value="prevent"', { 'f.measure': '注意喚起', 'f.done-on': today().iso, outcome: '' })
  const leader = await t.person('leader-soumu')
  await act(leader, number, 'value="confirm"', { outcome: '' })
  await ciso.goto(matter)
  const close = form(ciso, '終結の決定')
  assert.equal(await close.getByRole('button', { name: '条件付で許可' }).count(), 0, 'its own two words are all there is')
  await close.getByRole('button', { name: '終結とする', exact: true }).click()
  await good(ciso)
  assert.match(await ciso.locator('.head').innerText(), /完了/)
  assert.match(await ciso.locator('.stages').innerText(), /終結とする/)

  // the office gets its copy, and says that it has seen it, from the list
  await head.goto('/')
  const news = head.locator('section:has(#h-sights) article', { has: head.locator(`a[href="${matter}"]`) })
  assert.match(await news.innerText(), /写し/)
  await news.locator('input[type=checkbox]').check()
  await head.getByRole('button', { name: '選んだものを見た' }).click()
  await good(head)
  assert.equal(await news.count(), 0, 'seen is gone from the list')
}
