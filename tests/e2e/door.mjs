// SPDX-License-Identifier: AGPL-3.0-or-later
// A town of its own with a tablet at a door: for the journeys of stations.
import { join } from 'node:path'
import { assert, PASSWORD, Traveller } from './lib.mjs'
import { newTown, ROOT, sekimori, stopTown } from './town.mjs'

const LOGINS = ['kacho-soumu', 'staff01', 'kacho-kenko']
export const UPRIGHT = { width: 800, height: 1280 }
export const LYING = { width: 1280, height: 800 }

// Prints the code that a browser becomes this station with.
export async function stationCode(town, name = 'genkan') {
  const said = await sekimori(['station', 'add', town.dir, name, '--for', 'door-book', '--label', 'サーバ室の入口',
    '--section', 'soumu', '--as', 'kacho-soumu'])
  const code = /[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}/.exec(said)?.[0]
  assert.ok(code, `a code is printed: ${said}`)
  return code
}

// A tablet: touched, never clicked.
export async function tablet(t, viewport = UPRIGHT, more = {}) {
  const page = await (await t.context({ viewport, hasTouch: true, ...more })).newPage()
  await page.goto('/station')
  return page
}

export async function tap(page, locator) {
  await Promise.all([page.waitForNavigation(), locator.tap()])
}

export async function claim(page, code) {
  await page.fill('#code', code)
  await tap(page, page.getByRole('button', { name: 'この端末を登録する' }))
}

export async function atTheDoor(outer, name, go) {
  const town = await newTown(name, join(ROOT, 'tests/e2e/staff.csv'), Object.fromEntries(LOGINS.map((l) => [l, PASSWORD])), '--test')
  const t = new Traveller(outer.browser, town, outer.complaints)
  try {
    return await go(t, town)
  } finally {
    await t.end()
    await stopTown(town)
  }
}
