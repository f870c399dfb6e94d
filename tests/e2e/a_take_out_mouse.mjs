// SPDX-License-Identifier: AGPL-3.0-or-later
import { assert } from './lib.mjs'
import { checkpointOf, verifyProof } from './proof.mjs'
import { Mouse, takeOut } from './take_out.mjs'

export const name = 'take-out with the mouse, to a proof that verifies'

export default async function (t) {
  const before = await t.person('staff01')
  await before.goto('/evidence')
  const old = checkpointOf(await before.locator('pre.note').first().innerText())
  const { matter, clerk } = await takeOut(t, Mouse)

  await clerk.goto('/evidence')
  const page = await clerk.content()
  const now = checkpointOf(await clerk.locator('pre.note').first().innerText())
  assert.ok(now.size > old.size, `the newest checkpoint has gone on from ${old.size}`)
  assert.notEqual(now.root, old.root)

  await clerk.goto(matter)
  await clerk.locator('.log-seq').last().click()
  await clerk.waitForURL(/\/entry\//)
  const shown = await clerk.locator('section:has(#h-json) pre').innerText()
  const [download] = await Promise.all([
    clerk.waitForEvent('download'), clerk.getByRole('link', { name: '証明を受け取る' }).click(),
  ])
  const chunks = []
  for await (const c of await download.createReadStream()) chunks.push(c)
  const key = /[^\s<>]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}/.exec(page)?.[0]
  assert.ok(key, 'the evidence page shows the key')
  const proven = verifyProof(Buffer.concat(chunks), key)
  assert.equal(proven.entry.toString(), shown, 'what is proven is what is shown')
  assert.equal(JSON.parse(proven.entry).subject.matter, Number(matter.split('/')[2]))
}
