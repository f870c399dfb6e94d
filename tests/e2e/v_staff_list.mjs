// SPDX-License-Identifier: AGPL-3.0-or-later
import { apply, assert, DEVICE, fresh, newAsset, newDevice, permit, today } from './lib.mjs'
import { button, cp932, counted, entries, inOwnTown, lookAt, press, STAFF, take } from './office.mjs'
import { applyToTakeOut, Mouse } from './take_out.mjs'

export const name = 'a staff list: faults by row and column, what leaves who behind, who comes after, stale, forged, taken'

const LOGINS = ['kacho-soumu', 'staff01', 'leader-soumu', 'kacho-zeimu', 'leader-zeimu']
// the head of the tax section and a clerk leave, the section's leader becomes its head, somebody new comes
const NEXT = STAFF.split('\n').filter((l) => !/^(0201|0102|0202),/.test(l)).join('\n') +
  '0202,練習 収子,レンシュウ シュウコ,leader-zeimu,zeimu,税務課,太税,exec,課長,\n' +
  '0901,体験 新一,タイケン シンイチ,staff09,zeimu,税務課,太税,exec,主事,\n'

export default (outer) => inOwnTown(outer, 'staff-list', LOGINS, go)

async function faults(admin) {
  const broken = STAFF.replace('総務課,太総,exec,課長,', '総務課,太総,exec,課長,本務かな').replace('0302,仮設 康子', '0302,=HYPERLINK(1)')
  await lookAt(admin, '/roster', broken)
  assert.match(await admin.locator('tbody').innerText(), /13\s+\d*\s*.*数式/, 'what Excel would run is refused, by row')
  assert.equal(await button(admin, 'この内容で取り込む').count(), 0)
  await lookAt(admin, '/roster', STAFF.replace('総務課,太総,exec,課長,', '総務課,太総,exec,課長,本務かな').replace('0301,', ','))
  const rows = await admin.locator('tbody tr').allInnerTexts()
  assert.ok(rows.some((r) => /^4\s+10\s+.*本務かな/.test(r)), `by row and column: ${rows}`)
  assert.ok(rows.some((r) => /^12\s+1\s+.*職員番号.*空/.test(r)), `every fault: ${rows}`)
  await lookAt(admin, '/roster', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x81, 0x20]))
  assert.match(await admin.locator('tbody').innerText(), /UTF-8 としても CP932/, 'a picture is no list')
  await lookAt(admin, '/roster', STAFF, { effective: 'R9.2.30' })
  assert.match(await admin.locator('main').innerText(), /実際にある日付/)
  await lookAt(admin, '/roster', STAFF.split('\n').filter((l) => !l.includes('kacho-soumu')).join('\n'), { effective: today(1).wareki })
  assert.match(await admin.locator('.box-bad').innerText(), /システム管理者になる人がいません/, 'a town without its administrator is warned of')
  await lookAt(admin, '/roster', STAFF)
  assert.match(await admin.locator('main').innerText(), /変わるところはありません/)
}

async function go(t) {
  const admin = await t.person('kacho-soumu')
  const head = await t.person('kacho-zeimu')
  const filer = await t.person('leader-zeimu')
  const clerk = new Mouse(await t.person('staff01'))
  await faults(admin)

  // a clerk has a laptop outside; the head has something to decide
  const device = await newDevice(clerk.page, admin)
  const asset = await newAsset(filer, head, 'I')
  const path = await applyToTakeOut(clerk, { thing: device.name, info: asset.name, place: fresh('県庁') })
  const matter = path.split('/')[2]
  await permit(admin, matter, 'permit')
  const open = await apply(filer, 'device-enter', { ...DEVICE, name: fresh('税務課の端末') })

  const before = await entries(admin)
  const when = today(2)
  await lookAt(admin, '/roster', cp932(NEXT), { effective: when.wareki })
  assert.equal(await counted(admin, '新しい職員'), 1)
  assert.equal(await counted(admin, '職が変わる'), 1)
  assert.equal(await counted(admin, '職を終える'), 2)
  const leaver = (who) => admin.locator('section', { has: admin.locator('#h-leaving') }).locator('tr', { hasText: who })
  assert.match(await leaver('模擬 税一').innerText(), /この人を待っている段階[^]*→ 練習 収子/, 'who gets what waits for the head')
  assert.match(await leaver('模擬 税一').innerText(), /機器の登録/)
  assert.match(await leaver('試行 書子').innerText(), /この人が持っているもの/)
  assert.ok((await leaver('試行 書子').innerText()).includes(device.name), 'what the clerk has is named')
  assert.match(await admin.locator('section', { has: admin.locator('#h-moved') }).innerText(), /税務課係長[^]*税務課長/)
  assert.match(await admin.locator('.vacancy').innerText(), /税務課情報化リーダー/, 'what will be vacant')
  await press(admin, admin.getByRole('link', { name: '取り込まない' }))
  assert.equal(await entries(admin), before, 'looking changes nothing')

  // the town changes behind the page: nothing is taken, and the page says so
  await lookAt(admin, '/roster', NEXT, { effective: when.wareki })
  const other = await admin.context().newPage()
  await other.goto('/person/0202')
  await other.selectOption('#p-post', 'zeimu-otherwise').catch(() => other.selectOption('#p-post', { index: 1 }))
  await other.check('[name=concurrent][value=yes]')
  await other.fill('#p-from', today().wareki)
  await press(other, button(other, '記録する'))
  assert.match(await other.locator('.box').first().innerText(), /記録しました/)
  const then = await entries(admin)
  await take(admin)
  assert.match(await admin.locator('[role=alert]').innerText(), /町の職員が変わりました/)
  assert.equal(await entries(admin), then)

  // what comes back is not believed: a row that was not shown is not taken either
  await admin.evaluate(() => {
    const text = document.querySelector('[name=text]')
    text.value += '0999,密航 太郎,,smuggled,soumu,総務課,太総,exec,主事,\n'
  })
  await take(admin)
  assert.match(await admin.locator('main').innerText(), /取り込んでいません/)
  assert.match(await admin.locator('main').innerText(), /密航 太郎/, 'it is shown now')
  assert.equal(await entries(admin), then)

  await lookAt(admin, '/roster', NEXT, { effective: when.wareki })
  await take(admin)
  assert.match(await admin.locator('.box-good').innerText(), /名簿を取り込みました/)
  // until its day nothing is different, then all of it
  await admin.goto('/people?section=zeimu')
  assert.match(await admin.locator('main').innerText(), /模擬 税一[^]*税務課長/)
  assert.match(await admin.locator('.box-note').first().innerText(), /異動が登録されています/)
  await press(admin, admin.getByRole('link', { name: 'その日の様子を見る' }))
  const day = await admin.locator('main').innerText()
  assert.match(day, /練習 収子[^]*税務課長/)
  assert.doesNotMatch(day, /模擬 税一/)
  await filer.goto(`/matter/${open}`)
  assert.match(await filer.locator('main').innerText(), /模擬 税一/, 'today the old head still decides')

  // who may not is told who may
  await filer.goto('/roster')
  assert.match(await filer.locator('main').innerText(), /権限がありません[^]*システム管理者/)
  const forged = await filer.request.post('/roster/take', {
    multipart: { csrf: 'x', list: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(STAFF) } }, maxRedirects: 0,
  })
  assert.equal(forged.status(), 403)
}
