// SPDX-License-Identifier: AGPL-3.0-or-later
import { matterPages } from './matter_pages.mjs'
import { apply, assert, AXE, DEVICE, fiscalYearEnd, fresh, hiddenOf, newAsset, newDevice, permit, today } from './lib.mjs'

export const name = 'axe-core finds nothing serious on any kind of page'

// Addresses of every kind of page, with what has to be there made first: [name, who, address or how to get there].
export async function everyPage(t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  const owner = await t.person('kacho-zeimu')
  const elsewhere = await t.person('kacho-kenko')
  const stranger = await (await t.context()).newPage()
  const long = fresh('町民課窓口用ノートパソコン（予備・貸出し用、令和七年度に更新したもの、非常に長い名前の見本として）')
  const device = await newDevice(clerk, head, long)
  const asset = await newAsset(await t.person('leader-zeimu'), owner, 'I', fresh('軽自動車税の課税台帳及び納税義務者の一覧（所得情報を含む、たいへん長い名前の見本）'))
  const take = () => apply(clerk, 'take-out', {
    things: device.id, info: asset.id, purpose: '税の出張相談で、窓口と同じ画面を映して説明するため。\n会場には町のネットワークがない。',
    place: '町立中央公民館 二階 第一会議室', 'off-premises': 'yes', 'off-network': 'yes', since: today().wareki, until: fiscalYearEnd(),
  })
  const open = await take()
  const entry = /\/entry\/\d+/.exec(await (await clerk.request.get('/mine')).text())[0]
  const type = async (page) => {
    await page.goto('/apply/take-out')
    await page.fill('[name="f.purpose"]', '会議で使う')
    await page.fill('[name="f.since"]', 'R8.2.30')
    await page.locator('.sheet-do button').click()
    await page.locator('.box-bad').waitFor()
  }
  return { open, take, device, asset, clerk, head, owner, elsewhere, pages: [
    ['login', stranger, '/login'],
    ['login-wrong', stranger, async (page) => {
      await page.goto('/login')
      await page.fill('#login', `nobody-${Date.now()}`)
      await page.fill('#secret', 'wrong')
      await page.click('.sheet button[type=submit]')
      await page.locator('.box-bad').waitFor()
    }],
    ['today-head', head, '/'], ['today-clerk', clerk, '/'], ['today-empty', elsewhere, '/'],
    ['apply-list', clerk, '/apply'], ['apply', clerk, '/apply/take-out'], ['apply-wrong', clerk, type],
    ['apply-device', clerk, '/apply/device-enter'], ['apply-asset', clerk, '/apply/asset-enter'],
    ['matter-head', head, `/matter/${open}`], ['matter-clerk', clerk, `/matter/${open}`],
    ['matter-do', clerk, async (page) => {
      await permit(head, open, 'permit')
      await permit(owner, open, 'owner-permit')
      await page.goto(`/matter/${open}`)
    }],
    ['matter-wrong', clerk, async (page) => {
      await page.goto(`/matter/${open}`)
      const answered = page.waitForResponse((r) => r.request().method() === 'POST')
      await page.locator('form.act', { hasText: '暗号化' }).getByRole('button').click()
      await answered
      await page.waitForLoadState()
    }],
    ['registers', clerk, '/register'], ['register', clerk, '/register/device'],
    ['register-sorted', head, '/register/asset?sort=name&order=down'],
    ['register-empty', clerk, '/register/medium?q.name=%E3%81%AA%E3%81%84%E3%82%82%E3%81%AE'],
    ['procedure', head, '/procedure/take-out'], ['book', head, '/book/door-book'],
    ['item', clerk, `/item/${device.id}`], ['item-asset', owner, `/item/${asset.id}`],
    ['mine', clerk, '/mine'], ['evidence', head, '/evidence'], ['evidence-own', clerk, '/evidence'], ['entry', clerk, entry],
    ['settings', head, '/setting'], ['setting', head, '/setting/permit-years'], ['setting-clerk', clerk, '/setting/permit-years'],
    ['duties', clerk, '/duty'], ['renewals', clerk, '/renewal'], ['rehearsal', head, '/rehearsal'],
    ['board', head, `/matter/${await apply(owner, 'proposal', { subject: '諮ること', kind: 'other', what: '見直し', reason: '点検', todo: '替える', until: today(30).wareki })}`],
    ['stocktake', owner, `/matter/${await apply(owner, 'stocktake', { period: '令和8年度' })}`],
    ['password', clerk, '/password'],
    ...await matterPages(t),
    ['forbidden', elsewhere, `/matter/${open}`], ['not-found', clerk, '/nowhere'], ['no-matter', clerk, '/matter/99999999'],
  ] }
}

export const visit = (page, where) => (typeof where === 'string' ? page.goto(where) : where(page))

export default async function (t) {
  const { pages } = await everyPage(t)
  const bad = []
  const minor = new Set()
  for (const [what, page, where] of pages) {
    await visit(page, where)
    await page.evaluate(AXE)
    const found = await page.evaluate(() => globalThis.axe.run(document))
    for (const v of found.violations) {
      if (v.impact === 'serious' || v.impact === 'critical')
        bad.push(`${what}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(' | ')}`)
      else minor.add(v.id)
    }
    assert.ok(await page.title(), `${what} has a title`)
    assert.equal(await page.locator('h1').count(), 1, `${what} has one heading of the first rank`)
  }
  assert.deepEqual(bad, [])
  return `${pages.length} pages${minor.size ? `, minor: ${[...minor].join(', ')}` : ''}`
}
