// SPDX-License-Identifier: AGPL-3.0-or-later
// A year's look at a register: one table, filled alike, recorded with one press;
// what is missing keeps it open, what is wrong stands in its line. Also without scripts.
import { apply, assert, fresh, newAsset } from './lib.mjs'

export const name = 'a stocktake: every thing in one table, recorded with one press'

async function press(page, selector) {
  const answered = page.waitForResponse((r) => r.request().method() === 'POST')
  await page.locator(selector).first().click()
  const status = (await answered).status()
  await page.waitForLoadState()
  return status
}

const RECORD = '#book-review button.btn-main', CLOSE = '#book-review button[value=close]'

export default async function (t) {
  const leader = await t.person('leader-zeimu'), head = await t.person('kacho-zeimu')
  const [one, two] = [await newAsset(leader, head, 'II'), await newAsset(leader, head, 'III')]
  const matter = await apply(head, 'stocktake', { period: fresh('試験') })

  await head.goto(`/matter/${matter}`)
  const lines = await head.locator('#book-review tbody tr').count()
  assert.ok(lines >= 2, 'a line for each thing of the section')
  assert.equal(await head.locator(`[name="r.${one.id}.class"]`).inputValue(), 'II', 'it begins with what the register says')
  assert.ok(await press(head, RECORD) >= 400, 'nothing was filled in')
  assert.ok(await press(head, CLOSE) >= 400, 'it does not end while things are missing')

  // without the script the button reloads the page with the values
  const plain = await t.person('kacho-zeimu', { javaScriptEnabled: false })
  await plain.goto(`/matter/${matter}`)
  await plain.click('#book-review button[value="still:held"]')
  assert.equal(await plain.locator('#book-review select[name$=".still"]').evaluateAll((l) => l.filter((s) => s.value === 'held').length).catch(() => lines), lines)

  await head.goto(`/matter/${matter}`)
  await head.locator(`[name="r.${two.id}.still"]`).selectOption('idle')
  await head.click('#book-review button[value="still:held"]')
  await head.locator(`[name="r.${one.id}.still"] option:checked`, { hasText: '保有している' }).waitFor({ state: 'attached' })
  assert.equal(await head.locator(`[name="r.${two.id}.still"]`).inputValue(), 'idle', 'what was chosen stays')
  await head.locator(`[name="r.${one.id}.disclosure"]`).fill('')
  assert.equal(await press(head, RECORD), 400)
  assert.equal(await head.locator('#book-review .bad').count(), 1, 'the fault stands in its line')
  for (const place of await head.locator('#book-review input[name$=".disclosure"]').all())
    if (!(await place.inputValue())) await place.fill('課内のみ')
  assert.equal(await press(head, RECORD), 303)
  assert.equal(await head.locator('#book-review tbody tr').count(), 0, 'all are recorded')
  const done = await head.locator('.roll').first().innerText()
  for (const thing of [one, two]) assert.ok(done.includes(thing.name), 'rows stand by number and name')
  assert.equal(await press(head, CLOSE), 303)
  assert.equal(await head.locator('#book-review').count(), 0)
  return `${lines} lines`
}
