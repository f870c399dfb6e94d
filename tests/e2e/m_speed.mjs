// SPDX-License-Identifier: AGPL-3.0-or-later
import { fillDesk } from './d_several_at_once.mjs'

export const name = "today's work of a head with twenty lines"

const TIMES = 100

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

// Printed, never asserted: what a machine has time for is not a matter of right and wrong.
export default async function (t) {
  const clerk = await t.person('staff01')
  const head = await t.person('kacho-soumu')
  await fillDesk(clerk, head)
  const lines = await head.locator('section:has(#h-decide) article').count()
  const fetched = await head.evaluate(async (times) => {
    const out = []
    for (let i = 0; i < times; i++) {
      const begin = performance.now()
      await (await fetch('/', { cache: 'no-store' })).text()
      out.push(performance.now() - begin)
    }
    return out
  }, TIMES)
  const shown = []
  for (let i = 0; i < TIMES; i++) {
    await head.goto('/', { waitUntil: 'domcontentloaded' })
    shown.push(await head.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd))
  }
  return `${lines} lines, median of ${TIMES}: ${median(fetched).toFixed(1)} ms fetched, ${median(shown).toFixed(1)} ms until the page stands`
}
