// SPDX-License-Identifier: AGPL-3.0-or-later
// Every kind of page that a matter can have on its way, for who looks at them
// all: [name, who, address or how to get there].
import { act, apply, fiscalYearEnd, fresh, newDevice, today } from './lib.mjs'

const LONG = '受付番号札発行システムの管理用端末が、起動のたびに「ディスクの検査をしています」と出て三十分ほど使えず、電源を入れ直すと直ることも直らないこともあります。'

async function raised(clerk, head, device, kind) {
  const matter = await apply(clerk, 'incident', {
    kind, certainty: 'suspected', 'found-at': `${today().iso}T08:15`, summary: LONG, things: device.id, place: '町立中央公民館 二階 第一会議室の奥の倉庫',
  })
  if (kind === 'infection') {
    await act(head, matter, 'value="report"', { outcome: '' })
    for (let i = 0; i < 3; i++)
      await act(head, matter, 'value="respond"', { 'f.at': `${today().iso}T1${i}:30`, 'f.what': `${LONG}（${i + 1}回目の確認）`, 'f.who': '情報係', outcome: '' })
  }
  return matter
}

export async function matterPages(t) {
  const clerk = await t.person('staff02')
  const head = await t.person('kacho-soumu')
  const ciso = await t.person('deputy')
  const office = await t.person('leader-soumu')
  const standsIn = await t.person('hosa-fukushi')
  const away = await t.person('kacho-fukushi')
  const device = await newDevice(clerk, head, fresh('たいへん長い名前の見本としての町民課窓口用ノートパソコン（予備・貸出し用）'))
  const take = () => apply(clerk, 'take-out', {
    things: device.id, purpose: LONG, place: '町立中央公民館 二階 第一会議室', 'off-premises': 'yes', 'off-network': 'yes', since: today().wareki, until: fiscalYearEnd(),
  })
  const incident = await raised(clerk, head, device, 'infection')
  const loss = await raised(clerk, head, device, 'loss')
  const matter = await take()
  await act(head, matter, 'value="permit"', { outcome: 'return', note: '持出し先の所在地と、返却予定日をなぜ年度末とするのかを書いてください。\n会場の電源も確かめてください。' })
  const open = (page, path, summary) => async () => {
    await page.goto(path)
    await page.locator('summary', { hasText: summary }).first().click()
  }
  return [
    ['alarm', clerk, `/apply/incident?item=${device.id}`],
    ['alarm-wrong', clerk, async () => {
      await clerk.goto('/apply/incident')
      await clerk.getByRole('button', { name: '知らせる' }).click()
      await clerk.locator('.field-bad').first().waitFor()
    }],
    ['alarm-sent', clerk, `/matter/${loss}?done=${loss}`],
    ['incident-report', head, `/matter/${loss}`], ['incident-rows', head, `/matter/${incident}`], ['incident-ciso', ciso, `/matter/${incident}`],
    ['raise', ciso, open(ciso, `/matter/${loss}`, '引上げ')],
    ['returned', clerk, `/matter/${matter}`], ['change', clerk, `/matter/${matter}/change`],
    ['changed', clerk, async () => {
      await clerk.goto(`/matter/${matter}/change`)
      await clerk.fill('[name="f.place"]', '町立中央公民館（大字山田一番地の一）')
      await clerk.getByRole('button', { name: '再提出する' }).click()
      await clerk.locator('.box-good').waitFor()
    }],
    ['correct', clerk, `/matter/${matter}/correct`],
    ['correct-wrong', clerk, async () => {
      await clerk.goto(`/matter/${matter}/correct`)
      await clerk.getByRole('button', { name: '訂正を記録する' }).click()
      await clerk.locator('.box-bad').waitFor()
    }],
    ['comment', head, open(head, `/matter/${matter}`, 'コメント')],
    ['conditional', head, async () => {
      await act(head, matter, 'value="permit"', { outcome: 'conditional', note: '帰庁したらその日のうちに返すこと。撮影はしないこと。' })
      await head.goto(`/matter/${matter}`)
    }],
    ['behalf', office, `/matter/${matter}/behalf`],
    ['behalf-form', office, async () => {
      await office.goto(`/matter/${matter}/behalf`)
      await office.selectOption('#for', { index: 1 })
      await office.getByRole('button', { name: 'この人で続ける' }).click()
      await office.locator('form.act').waitFor()
    }],
    ['apply-behalf', office, open(office, '/apply/take-out', '代行入力')],
    ['takeover', office, '/takeover'], ['takeover-form', office, '/takeover/take-out'],
    ['today-deputy', standsIn, '/'], ['today-away', away, '/'], ['today-ciso', ciso, '/'],
    ['procedure-late', head, '/procedure/take-out?state=late'], ['procedure-incident', head, '/procedure/incident'],
  ]
}
