// SPDX-License-Identifier: AGPL-3.0-or-later
// 代決, 後閲, 引上げ: in a town of our own, for somebody is away in it.
import { Mouse } from './hands.mjs'
import { apply, assert, DEVICE, fiscalYearEnd, fresh, newDevice, PASSWORD, today } from './lib.mjs'
import { demoTown, sekimori, stopTown } from './town.mjs'

export const name = 'the head is away: a deputy decides, the head sees it later; somebody above takes it on'

const good = (page) => page.locator('.box-good').waitFor()
const enter = (clerk, stem) => apply(clerk, 'device-enter', { ...DEVICE, name: fresh(stem) })

async function journey(t) {
  const clerk = await t.person('staff02')
  const deputy = new Mouse(await t.person('hosa-soumu'))
  const head = new Mouse(await t.person('kacho-soumu'))
  const ciso = new Mouse(await t.person('deputy'))
  const device = await newDevice(clerk, head.page)
  const matter = `/matter/${await apply(clerk, 'take-out', {
    things: device.id, purpose: '現地確認', place: fresh('出先'), 'off-premises': 'yes', 'off-network': 'no',
    since: today().wareki, until: fiscalYearEnd(),
  })}`
  const waiting = await enter(clerk, '待つノート')

  // nobody has said that the head is away: not on the list, and folded away on the page
  await deputy.page.goto('/')
  assert.equal(await deputy.page.locator(`article:has(a[href="${matter}"])`).count(), 0)
  await deputy.page.goto(matter)
  assert.equal(await deputy.page.getByRole('button', { name: /許可する/ }).filter({ visible: true }).count(), 0)
  await deputy.page.locator('summary', { hasText: '代決する' }).click()
  const form = deputy.page.locator('form.act', { has: deputy.page.locator('[name=away]') })
  await form.getByRole('button', { name: '代決で許可する' }).click()
  await deputy.page.locator('.box-bad', { hasText: '不在' }).waitFor()
  assert.ok(await form.isVisible(), 'it comes back open')
  await form.locator('[name=away_until]').fill(today(2).wareki)
  await form.locator('[name=away_reason]').fill('県庁へ出張')
  await deputy.go(form.getByRole('button', { name: '代決で許可する' }))
  await good(deputy.page)
  assert.match(await deputy.page.locator('.stages').innerText(), /代決\s*見本/, 'the page says so')
  assert.match(await deputy.page.locator('.log').innerText(), /許可（代決）/)
  assert.match(await deputy.page.locator('section:has(#h-sights)').innerText(), /後閲[^]*まだ見ていません/)

  // from now on the head's list is the deputy's as well, and says why
  await deputy.page.goto('/')
  const line = deputy.page.locator(`section:has(#h-decide) article:has(a[href="/matter/${waiting}"])`)
  assert.match(await line.innerText(), /代決/)
  await deputy.page.goto(`/matter/${waiting}`)
  assert.match(await deputy.page.locator('.deputy').innerText(), /代決：[^]*まで不在：県庁へ出張/)
  await deputy.go(deputy.page.getByRole('button', { name: '代決で許可する' }))
  await good(deputy.page)

  // the head is back and sees both: one from the list, one on its page, with a word of his own
  await head.page.goto('/')
  const news = head.page.locator('section:has(#h-sights)')
  for (const m of [matter, `/matter/${waiting}`])
    assert.match(await news.locator(`article:has(a[href="${m}"])`).innerText(), /後閲/)
  await head.tick(news.locator(`article:has(a[href="/matter/${waiting}"]) input`))
  await head.go(head.page.getByRole('button', { name: '選んだものを見た' }))
  await good(head.page)
  await head.page.goto(matter)
  await head.page.locator('form.act', { hasText: '後閲' }).locator('textarea').fill('承知しました')
  await head.go(head.page.getByRole('button', { name: '見ました' }))
  await good(head.page)
  assert.match(await head.page.locator('section:has(#h-sights)').innerText(), /が[^]*に見ました/)
  assert.match(await head.page.locator('.log').innerText(), /後閲・供覧[^]*承知しました/)
  await head.page.goto('/')
  assert.equal(await head.page.locator('section:has(#h-sights) article', { hasText: '後閲' }).count(), 0)
  return { clerk, head, ciso }
}

async function takenOn({ clerk, head, ciso }) {
  const matter = `/matter/${await enter(clerk, '急ぐノート')}`
  await ciso.page.goto(matter)
  assert.equal(await ciso.page.getByRole('button', { name: '許可する', exact: true }).count(), 0, 'it is not his yet')
  await ciso.page.locator('summary', { hasText: '引上げ' }).click()
  const form = ciso.page.locator('form.act', { hasText: '引上げ' })
  await form.getByRole('button', { name: '引き上げる' }).click()
  await ciso.page.locator('.box-bad', { hasText: '理由' }).waitFor()
  await form.locator('textarea').fill('今日のうちに要るため')
  await ciso.go(form.getByRole('button', { name: '引き上げる' }))
  await good(ciso.page)
  await ciso.page.goto('/')
  assert.match(await ciso.page.locator(`section:has(#h-decide) article:has(a[href="${matter}"])`).innerText(), /引上げ/)
  await ciso.page.goto(matter)
  await ciso.go(ciso.page.getByRole('button', { name: '許可する', exact: true }))
  await good(ciso.page)
  await head.page.goto('/')
  assert.match(await head.page.locator(`section:has(#h-sights) article:has(a[href="${matter}"])`).innerText(), /引上げ/)
}

export default async function (t) {
  const town = await demoTown('away')
  const shared = t.town
  t.town = town
  try {
    await sekimori(['passwd', town.dir, 'hosa-soumu'], { input: `${PASSWORD}\n` })
    await takenOn(await journey(t))
  } finally {
    t.town = shared
    await stopTown(town)
  }
}
