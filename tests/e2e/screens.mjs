// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of every kind of page at 1366 x 768: `node screens.mjs OUT`, of the town at E2E_URL.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { everyPage, visit } from './k_axe.mjs'
import { Traveller } from './lib.mjs'

const out = process.argv[2]
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const t = new Traveller(browser, { url: process.env.E2E_URL }, [])
try {
  const { pages } = await everyPage(t)
  for (const [what, page, where] of pages) {
    await visit(page, where)
    await page.screenshot({ path: join(out, `${what}.png`), fullPage: process.env.FULL === '1' })
  }
} finally {
  await t.end()
  await browser.close()
}
