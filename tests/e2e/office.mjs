// SPDX-License-Identifier: AGPL-3.0-or-later
// What administrators' journeys share: towns of their own, files chosen in a form, codes read off a sheet.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, PASSWORD, Traveller } from './lib.mjs'
import { newTown, ROOT, stopTown } from './town.mjs'

export const STAFF = readFileSync(join(ROOT, 'tests/e2e/staff.csv'), 'utf8')
export const HOLIDAYS = (years) => ['国民の祝日・休日月日,国民の祝日・休日名称',
  ...years.flatMap((y) => [`${y}/1/1,元日`, `${y}/2/11,建国記念の日`, `${y}/4/29,昭和の日`, `${y}/11/3,文化の日`, `${y}/11/23,勤労感謝の日`])].join('\r\n') + '\r\n'

// A town of the journey's own, gone at its end.
export async function inOwnTown(outer, name, logins, go, csv = join(ROOT, 'tests/e2e/staff.csv')) {
  const town = await newTown(name, csv, Object.fromEntries(logins.map((l) => [l, PASSWORD])))
  const t = new Traveller(outer.browser, town, outer.complaints)
  try {
    return await go(t, town)
  } finally {
    await t.end()
    if (town.ended === null) await stopTown(town)
  }
}

export const button = (page, name) => page.getByRole('button', { name, exact: true })

// Presses, and waits until the next page stands.
export async function press(page, locator) {
  await Promise.all([page.waitForEvent('framenavigated', { timeout: 30_000 }), locator.click()])
  await page.waitForLoadState()
}

// Chooses a file and looks at it; bytes may be in any encoding.
export async function lookAt(page, path, bytes, { name = 'list.csv', effective } = {}) {
  await page.goto(path)
  await page.setInputFiles('#csv', { name, mimeType: 'text/csv', buffer: Buffer.from(bytes) })
  if (effective) await page.fill('#effective', effective)
  await press(page, button(page, '内容を確かめる'))
}
export const take = (page) => press(page, button(page, 'この内容で取り込む'))

// login -> code, of the cards on a sheet.
export async function codesOf(page) {
  const cards = await page.locator('.card').evaluateAll((all) => all.map((c) => [...c.querySelectorAll('.card-big')].map((x) => x.innerText)))
  return Object.fromEntries(cards)
}

export async function claim(page, login, code, password) {
  await page.goto('/login')
  await press(page, page.getByRole('link', { name: 'はじめての方' }))
  await page.fill('#login', login)
  await page.fill('#code', code)
  await page.fill('#new', password)
  await page.fill('#again', password)
  await press(page, button(page, 'パスワードを決めてログインする'))
}

// The newest entry, for one who may read all of them.
export const entries = async (page) => Number(/<td class="num"><a [^>]*>(\d+)/.exec(await (await page.request.get('/evidence')).text())[1])

// The figure before a word in the counts of a list that is looked at.
export async function counted(page, word) {
  const line = page.locator('.counts li', { hasText: word })
  return Number(/\d+/.exec(await line.innerText())[0])
}

// CP932, as Excel writes it; what has no place there is an error of the test.
export function cp932(text) {
  const decoder = new TextDecoder('shift_jis')
  const map = new Map()
  for (let hi = 0x81; hi <= 0xfc; hi++)
    for (let lo = 0x40; lo <= 0xfc; lo++) {
      const c = decoder.decode(new Uint8Array([hi, lo]))
      if ([...c].length === 1 && c !== '\ufffd' && !map.has(c)) map.set(c, [hi, lo])
    }
  for (let i = 0xa1; i <= 0xdf; i++) map.set(decoder.decode(new Uint8Array([i])), [i])
  return Buffer.from([...text].flatMap((c) => {
    if (c.codePointAt(0) < 0x80) return [c.codePointAt(0)]
    assert.ok(map.has(c), `${c} in CP932`)
    return map.get(c)
  }))
}
