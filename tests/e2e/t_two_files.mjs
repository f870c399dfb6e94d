// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path'
import { applyToTakeOut, Mouse } from './take_out.mjs'
import { assert, fresh, newAsset, newDevice, PASSWORD, Traveller } from './lib.mjs'
import { button, claim, codesOf, counted, cp932, HOLIDAYS, lookAt, press, STAFF, take } from './office.mjs'
import { ROOT, runTown, sekimori, stopTown } from './town.mjs'

export const name = 'a town from init and two CSV files, through the browser only'

export default async function (outer) {
  const dir = join(process.env.SEKIMORI_TMP, 'two-files')
  const said = await sekimori(['init', dir, '--policy', join(ROOT, 'policy/taishi'), '--admin', 'setup'])
  const code = /コード:\s+(\S+)/.exec(said)?.[1]
  assert.ok(code, 'init gives a code for the installer')
  const town = await runTown(dir)
  const t = new Traveller(outer.browser, town, outer.complaints)
  try {
    await go(t, code)
  } finally {
    await t.end()
    await stopTown(town)
  }
  await sekimori(['verify', dir])
}

async function go(t, code) {
  const setup = await (await t.context()).newPage()
  await claim(setup, 'setup', code, PASSWORD)
  assert.equal(new URL(setup.url()).pathname, '/', 'the installer is in')

  // the staff list: looked at, then taken
  await press(setup, setup.getByRole('link', { name: '管理', exact: true }))
  await press(setup, setup.getByRole('link', { name: '職員名簿の取込み' }))
  await lookAt(setup, '/roster', cp932(STAFF.replaceAll('\n', '\r\n')), { name: '職員名簿.csv' })
  assert.match(await setup.locator('main').innerText(), /職員名簿\.csv（CP932、13 行）/)
  assert.equal(await counted(setup, '新しい職員'), 11)
  assert.equal(await counted(setup, '職を終える'), 0)
  await take(setup)
  assert.match(await setup.locator('.box-good').innerText(), /名簿を取り込みました/)

  // codes for all of them, section by section
  await press(setup, setup.getByRole('link', { name: 'はじめてのコード' }))
  await press(setup, button(setup, '全員のコードを作る'))
  const codes = await codesOf(setup)
  assert.equal(Object.keys(codes).length, 11)
  assert.equal(await setup.locator('.cards-of').count(), 5, 'a sheet for each section')
  await setup.reload()
  assert.match(await setup.locator('main').innerText(), /もう表示できません/, 'they are shown once')

  // the administrator: a password that anybody would guess will not do
  const admin = await (await t.context()).newPage()
  await claim(admin, 'kacho-soumu', codes['kacho-soumu'], 'soumuka-2026')
  assert.match(await admin.locator('.box-bad').innerText(), /推測されやすい/)
  assert.equal(await admin.inputValue('#code'), codes['kacho-soumu'], 'the code need not be typed again')
  await claim(admin, 'kacho-soumu', codes['kacho-soumu'], PASSWORD)
  assert.match(await admin.locator('.me').innerText(), /総務課長 架空 総一/)
  await setup.goto('/roster')
  assert.doesNotMatch(await setup.locator('body').innerText(), /内容を確かめる/, 'the installer has ended')
  const thief = await (await t.context()).newPage()
  await claim(thief, 'kacho-soumu', codes['kacho-soumu'], PASSWORD)
  assert.match(await thief.locator('.box-bad').innerText(), /もう使われています/, 'a code works once')

  // the holidays: health is red until they are there
  await admin.goto('/health')
  assert.match(await admin.locator('.health-bad', { hasText: '閉庁日の表' }).innerText(), /✕ 要対応/)
  const year = new Date().getFullYear()
  await lookAt(admin, '/holiday', cp932(HOLIDAYS([year - 1, year, year + 1])), { name: 'syukujitsu.csv' })
  assert.match(await admin.locator('main').innerText(), /過ぎているので触れない日 \d+ 日/)
  await take(admin)
  await admin.goto(`/holiday?year=${year}`)
  const labels = await admin.locator('tbody td:nth-child(2)').allInnerTexts()
  assert.ok(labels.length && labels.every((l) => ['元日', '建国記念の日', '昭和の日', '文化の日', '勤労感謝の日'].includes(l)), `names as in the file: ${labels}`)
  await admin.goto('/health')
  assert.match(await admin.locator('.health-row', { hasText: '閉庁日の表' }).innerText(), /✓ 良好/)

  // a clerk with his own password applies; the heads decide; the first permit is number one
  const people = {}
  for (const login of ['staff01', 'leader-soumu', 'kacho-zeimu', 'leader-zeimu']) {
    people[login] = await (await t.context()).newPage()
    people[login].login = login
    await claim(people[login], login, codes[login], PASSWORD)
  }
  admin.login = 'kacho-soumu'
  const clerk = new Mouse(people.staff01)
  const device = await newDevice(people.staff01, admin)
  const asset = await newAsset(people['leader-zeimu'], people['kacho-zeimu'], 'I')
  const path = await applyToTakeOut(clerk, { thing: device.name, info: asset.name, place: fresh('県庁') })
  for (const [page, label] of [[admin, '持出しの許可'], [people['kacho-zeimu'], '情報の持出しの許可']]) {
    await page.goto(path)
    await press(page, page.locator('form.act', { hasText: label }).getByRole('button', { name: '許可する', exact: true }))
  }
  await clerk.page.goto(path)
  assert.match(await clerk.page.locator('h1').innerText(), /太総第1号/)

  // nothing of a code or a password is in the evidence
  await admin.goto('/evidence')
  const given = await admin.locator('tbody tr', { hasText: 'コード' }).first().locator('a').first().getAttribute('href')
  const entry = await (await admin.request.get(given)).text()
  assert.match(entry, /0102/, 'who was given one is there')
  for (const secret of Object.values(codes)) assert.equal(entry.includes(secret), false, 'the code is not')
}
