// SPDX-License-Identifier: AGPL-3.0-or-later
// Permits that end with the fiscal year: all of one's own on one page, sent with
// one press; one that is refused says why; who decides finds them together.
import { apply, assert, fiscalYearEnd, fresh, newAsset, permit, post, hiddenOf, today } from './lib.mjs'

export const name = 'several permits are renewed with one press, and decided from one list'

const send = (asset, to) => ({ info: asset.id, way: 'post', to, purpose: '毎月の送付', protect: 'none', since: today().wareki, until: fiscalYearEnd() })

export default async function (t) {
  const clerk = await t.person('leader-zeimu'), head = await t.person('kacho-zeimu')
  const asset = await newAsset(clerk, head, 'II')
  const places = ['県庁', '年金事務所', '税務署', '法務局'].map((p) => fresh(p)), matters = []

  for (const to of places) {
    const id = await apply(clerk, 'copy-send', send(asset, to))
    await permit(head, id, 'owner-permit')
    matters.push(id)
  }
  await clerk.goto(`/matter/${matters[0]}`)
  await clerk.click('a[href$="/renew"]')
  assert.equal(await clerk.inputValue('#a-to'), places[0], 'its form begins with what the permit says')

  await clerk.goto('/apply')
  await clerk.click('a[href="/renewal"]')
  for (const box of await clerk.locator('input[name=pick]').all())
    if (!matters.includes(await box.inputValue())) await box.uncheck()
  assert.equal(await clerk.locator('input[name=pick]:checked').count(), 4)
  const stale = await clerk.content()
  await clerk.click('.works-do button')
  await clerk.waitForURL(/renewal\?done=4/)
  for (const id of matters) assert.equal(await clerk.locator(`input[name=pick][value="${id}"]`).count(), 0, 'asked for already')
  const again = await post(clerk, '/renewal', { ...hiddenOf(stale, 'act.'), pick: matters, [`act.${matters[0]}`]: 'another-id' })
  assert.ok(again.status === 303 && again.to === '/renewal', 'nothing is sent a second time')

  await head.goto('/')
  await head.click('a[href="/?renewals=1"]')
  assert.ok((await head.locator('.work').count()) >= 4)
  assert.equal(await head.locator('.work', { hasNotText: '更新' }).count(), 0, 'nothing but renewals')
  for (const to of places) await head.locator('.work', { hasText: to }).locator('input[name=pick]').check()
  await head.click('.works-do button')
  await head.waitForURL(/done=4/)
  await clerk.goto(`/matter/${matters[0]}`)
  assert.match(await clerk.locator('.kin').innerText(), /複製・送付・送信の許可/)
  assert.equal(await clerk.locator('a[href$="/renew"]').count(), 0, 'the old one has ended')
}
