// SPDX-License-Identifier: AGPL-3.0-or-later
// What a committee decided, entered by its secretary: the meeting is asked for
// whatever the outcome, and what was typed stays when something is missing.
import { apply, assert, fresh, today } from './lib.mjs'

export const name = 'a board decides: its meeting, refused without it, kept with the matter'

const proposal = () => ({ subject: fresh('諮ること'), kind: 'measure', what: '入退室の見直し', reason: '点検の結果', todo: '鍵を替える', until: today(30).wareki })

async function press(page, outcome) {
  const answered = page.waitForResponse((r) => r.request().method() === 'POST')
  await page.click(`.act button[value="${outcome}"]`)
  const status = (await answered).status()
  await page.waitForLoadState()
  return status
}

export default async function (t) {
  const asks = await t.person('kacho-zeimu'), secretary = await t.person('staff01')
  const matter = await apply(asks, 'proposal', proposal())

  await asks.goto(`/matter/${matter}`)
  assert.equal(await asks.locator('.act button[value=permit]').count(), 0, 'the applicant enters nothing')
  assert.match(await asks.locator('.stages').innerText(), /情報セキュリティ委員会（事務局が入力）/)

  await secretary.goto(`/matter/${matter}`)
  const form = secretary.locator('.act', { hasText: '情報セキュリティ委員会の決定を入力' })
  assert.equal(await form.count(), 1, 'the board stands over the form')
  await secretary.fill('#resolve-minutes', '令和8年第3回')
  assert.equal(await press(secretary, 'refuse'), 400, 'a refusal without the meeting')
  assert.equal(await secretary.locator('.field-bad').count(), 2, 'the day and how many were there')
  assert.equal(await secretary.inputValue('#resolve-minutes'), '令和8年第3回', 'what was typed is kept')

  await secretary.fill('#resolve-held-on', today(-1).wareki)
  await secretary.fill('#resolve-present', '0')
  assert.ok(await press(secretary, 'permit') >= 400, 'nobody was there')
  await secretary.fill('#resolve-present', '400')
  assert.ok(await press(secretary, 'permit') >= 400, 'more than there are members')

  const members = /(\d+)人です/.exec(await secretary.locator('.field-bad').innerText())?.[1]
  assert.ok(members, 'it is said how many members there are')
  await secretary.fill('#resolve-present', members)
  await secretary.fill('#resolve-condition', '来年度に見直す')
  assert.equal(await press(secretary, 'permit'), 303)
  const stage = await secretary.locator('.stages').innerText()
  assert.match(stage, /令和8年第3回/)
  assert.match(stage, /来年度に見直す/)
}
