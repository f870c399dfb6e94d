// SPDX-License-Identifier: AGPL-3.0-or-later
import { apply, assert, DEVICE, fiscalYearEnd, fresh, newDevice, today } from './lib.mjs'

export const name = 'a head with twenty lines permits three at once'

export const LINES = 20

// Tops the head's list up to twenty lines.
export async function fillDesk(clerk, head) {
  await head.goto('/')
  const have = await head.locator('section:has(#h-decide) article').count()
  for (let i = have; i < LINES; i++) await apply(clerk, 'device-enter', { ...DEVICE, name: fresh('待つノート') })
  await head.goto('/')
}

const numberOf = async (page, matter) => {
  await page.goto(`/matter/${matter}`)
  return /第(\d+)号/.exec(await page.locator('h1').innerText())?.[1]
}

export default async function (t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  const matters = []
  for (let i = 0; i < 4; i++) {
    const device = await newDevice(clerk, head)
    matters.push(await apply(clerk, 'take-out', {
      things: device.id, purpose: '現地確認', place: '出先', 'off-premises': 'yes', 'off-network': 'no',
      since: today().wareki, until: fiscalYearEnd(),
    }))
  }
  await fillDesk(clerk, head)
  const lines = head.locator('section:has(#h-decide) article')
  const before = await lines.count()
  assert.ok(before >= LINES, `${before} lines wait for the head`)

  const lineOf = (matter) => head.locator(`section:has(#h-decide) article:has(a[href="/matter/${matter}"])`)
  for (const m of matters.slice(0, 3)) await lineOf(m).locator('input[type=checkbox]').check()
  await head.getByRole('button', { name: '選んだものを許可' }).click()
  await head.locator('.box-good', { hasText: '3件' }).waitFor()
  for (const m of matters.slice(0, 3)) assert.equal(await lineOf(m).count(), 0, 'what was permitted is gone from the list')
  assert.equal(await lineOf(matters[3]).count(), 1, 'what was not ticked stays')
  assert.equal(await lines.count(), before - 3)

  // the fourth by itself: four numbers in a row, in whatever order the three were taken
  await head.goto(`/matter/${matters[3]}`)
  await head.getByRole('button', { name: '許可する' }).click()
  await head.locator('.box-good').waitFor()
  const numbers = []
  for (const m of matters) numbers.push(Number(await numberOf(head, m)))
  const sorted = [...numbers].sort((a, b) => a - b)
  assert.deepEqual(sorted, [0, 1, 2, 3].map((i) => sorted[0] + i), `the numbers ${numbers} have no gap`)
  assert.equal(numbers[3], sorted[3])
}
