// SPDX-License-Identifier: AGPL-3.0-or-later
import { apply, assert, DEVICE, fresh } from './lib.mjs'

export const name = 'a stale page is told what happened and asked again'

export default async function (t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  const matter = await apply(clerk, 'device-enter', { ...DEVICE, name: fresh('取り下げるノート') })
  const kept = await apply(clerk, 'device-enter', { ...DEVICE, name: fresh('二つの画面') })

  // two tabs of one head: decided in one, then in the other
  const other = await head.context().newPage()
  await head.goto(`/matter/${kept}`)
  await other.goto(`/matter/${kept}`)
  await head.getByRole('button', { name: '許可する' }).click()
  await head.locator('.box-good').waitFor()
  await other.locator('form.act textarea').first().fill('二度目の画面から')
  await other.getByRole('button', { name: '許可する' }).click()
  const told = await other.locator('.box-bad').innerText()
  assert.match(told, /記録されていません/)
  assert.match(told, /許可/, `it is said what happened: ${told}`)
  assert.equal(await other.getByRole('button', { name: '許可する' }).count(), 0, 'and the page is the one of now')

  // a head who looked before the applicant took it back
  await head.goto(`/matter/${matter}`)
  await head.locator('form.act textarea').first().fill('確かめました')
  await clerk.goto(`/matter/${matter}`)
  await clerk.locator('summary', { hasText: '取下げ' }).click()
  await clerk.locator('form.act', { hasText: '取下げ' }).locator('textarea').fill('二重に申請したため')
  await clerk.locator('form.act', { hasText: '取下げ' }).getByRole('button').click()
  await clerk.locator('.box-good').waitFor()
  await head.getByRole('button', { name: '許可する' }).click()
  assert.match(await head.locator('.box-bad').innerText(), /取下げ/)
  assert.match(await head.locator('.head').innerText(), /取下げ/)

  // something was added, but the step is still open: asked again, and then it goes through
  const device = await apply(clerk, 'medium-enter', {
    name: fresh('USB'), kind: 'usb', encrypts: 'yes', place: '金庫', locked: 'yes',
  })
  await head.goto('/')
  const line = head.locator(`article:has(a[href="/matter/${device}"]) input[type=checkbox]`)
  await line.check()
  await other.goto(`/matter/${device}`)
  await other.getByRole('button', { name: '許可する' }).click()
  await other.locator('.box-good').waitFor()
  await head.getByRole('button', { name: '選んだものを許可' }).click()
  assert.match(await head.locator('.box-bad').innerText(), /記録されませんでした/, 'from the list as well')
}
