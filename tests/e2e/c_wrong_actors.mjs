// SPDX-License-Identifier: AGPL-3.0-or-later
import { act, apply, assert, fiscalYearEnd, fresh, hiddenOf, newDevice, post, textOf, today } from './lib.mjs'

export const name = 'wrong actors are told the clause and who may'

const application = (thing) => ({
  things: thing, purpose: '現地確認', place: fresh('出先'), 'off-premises': 'yes', 'off-network': 'no',
  since: today().wareki, until: fiscalYearEnd(),
})

export default async function (t) {
  const clerk = await t.person('staff01')
  const other = await t.person('staff02')
  const head = await t.person('kacho-soumu')
  const elsewhere = await t.person('kacho-kenko')
  const device = await newDevice(clerk, head)
  const matter = await apply(clerk, 'take-out', application(device.id))
  const seen = hiddenOf(await (await clerk.request.get(`/matter/${matter}`)).text(), 'name="seen"')

  // neither the applicant nor a colleague is shown the decision
  for (const page of [clerk, other]) {
    await page.goto(`/matter/${matter}`)
    assert.equal(await page.getByRole('button', { name: '許可する' }).count(), 0, `${page.login} has no button to permit`)
  }
  assert.match(await other.locator('#do').innerText(), /持出しの許可.*待っています/, 'a colleague sees for whom it waits')
  const heading = await other.locator('.stage-wait', { hasText: '持出しの許可' }).innerText()
  assert.match(heading, /4-8-2/)

  // nor does a crafted decision pass
  for (const page of [clerk, other]) {
    const own = hiddenOf(await page.content())
    const r = await post(page, `/matter/${matter}`, {
      csrf: own.csrf, act_id: crypto.randomUUID(), act: 'decide', step: 'permit', seen: seen.seen, outcome: 'permit',
    })
    assert.equal(r.status, 409, `${page.login}: ${r.text.slice(0, 200)}`)
    const said = textOf(r.text, /role="alert"[^]*?<\/div>/)
    assert.match(said, /総務課長/, `the refusal says who may: ${said}`)
    assert.match(said, /4-8-2/, `the refusal names the clause: ${said}`)
  }

  // another section's head may not even read it, and is told whom to ask
  const r = await elsewhere.goto(`/matter/${matter}`)
  assert.equal(r.status(), 403)
  const told = await elsewhere.locator('main').innerText()
  assert.match(told, /情報セキュリティ責任者|事務局/)
  assert.doesNotMatch(told, new RegExp(device.name), 'and learns nothing of it')
  const csrf = hiddenOf(await elsewhere.content()).csrf
  const crafted = await post(elsewhere, `/matter/${matter}`, {
    csrf, act_id: crypto.randomUUID(), act: 'decide', step: 'permit', seen: seen.seen, outcome: 'permit',
  })
  assert.equal(crafted.status, 403)
  const item = await elsewhere.goto(`/item/${device.id}`)
  assert.equal(item.status(), 403)

  // the matter stands as it stood
  await head.goto(`/matter/${matter}`)
  assert.equal(await head.getByRole('button', { name: '許可する' }).count(), 1)
  await act(clerk, matter, 'value="withdraw"', { reason: '試験のため' })
}
