// SPDX-License-Identifier: AGPL-3.0-or-later
// The town's own files, one rule stricter, are tried against what has happened;
// the page stays usable meanwhile, and a faulty policy is told by file and line.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from './lib.mjs'
import { ROOT } from './town.mjs'

export const name = 'a policy is rehearsed from a page'

const DIR = join(ROOT, 'policy/taishi')
const files = (change) => readdirSync(DIR).filter((f) => f.endsWith('.yaml')).map((f) => {
  const text = readFileSync(join(DIR, f), 'utf8')
  return { name: f, mimeType: 'application/yaml', buffer: Buffer.from(f === '4-physical.yaml' ? change(text) : text) }
})

async function send(page, change) {
  await page.goto('/rehearsal')
  await page.setInputFiles('#policy', files(change))
  const answered = page.waitForResponse((r) => r.request().method() === 'POST')
  await page.click('.sheet-do button')
  const status = (await answered).status()
  await page.waitForLoadState()
  return status
}

export default async function (t) {
  const head = await t.person('kacho-soumu'), clerk = await t.person('staff02')

  assert.equal((await clerk.request.get('/rehearsal')).status(), 403, 'who may not adopt')
  assert.equal(await send(head, (s) => s.replace('id: take-out\n', 'id: take-out\n    colour: red\n')), 400)
  assert.match(await head.locator('[role=alert]').innerText(), /4-physical\.yaml.*colour/s)

  const begun = Date.now()
  assert.equal(await send(head, (s) => s.replaceAll('{max: things.class, in: [I, II]}', '{max: things.class, in: [I, II, III]}')), 303)
  assert.ok((await clerk.request.get('/')).ok(), 'other pages are drawn meanwhile')
  await head.locator('#h-result').waitFor({ timeout: 120_000 })
  const counts = await head.locator('section:has(#h-result)').innerText()
  assert.match(counts, /判定し直した行為 [1-9]\d*件/)
  const n = Number(/別の結果になる案件 (\d+)件/.exec(counts)[1])
  assert.equal(await head.locator('.rehearsed').count(), n, 'a line for each matter')
  return `${n} matters, ${Date.now() - begun} ms`
}
