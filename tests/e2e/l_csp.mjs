// SPDX-License-Identifier: AGPL-3.0-or-later
import { assert } from './lib.mjs'

export const name = 'no page of all journeys broke its own rules, nor asked elsewhere'

export default async function (t) {
  const page = await t.person('staff01')
  const policy = (await page.request.get('/')).headers()['content-security-policy']
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
  // that a breach would be seen: a page that tries to
  const seen = t.complaints.length
  await page.evaluate(() => {
    const s = document.createElement('style')
    s.textContent = 'body { color: red }'
    document.head.append(s)
  })
  await page.waitForTimeout(200)
  assert.ok(t.complaints.length > seen, 'a breach is noticed')
  const before = t.complaints.splice(seen) && t.complaints
  assert.deepEqual([...new Set(before)], [])
  return `${before.length} complaints`
}
