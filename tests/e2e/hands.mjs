// SPDX-License-Identifier: AGPL-3.0-or-later
// Two ways of using a page: with the mouse, and with the keyboard alone. The
// journeys say what is done, the hand says how.
import { assert } from './lib.mjs'

export class Mouse {
  constructor(page) {
    this.page = page
  }

  async press(locator) {
    await locator.click()
  }

  // A button or link that leaves this page.
  async go(locator) {
    await Promise.all([this.page.waitForEvent('framenavigated', { timeout: 30_000 }), locator.click()])
    await this.page.waitForLoadState()
  }

  async type(locator, text) {
    await locator.fill(text)
  }

  async tick(locator) {
    await locator.check()
  }

  async choose(locator, value) {
    await locator.selectOption(value)
  }
}

const TABS = 400

export class Keyboard {
  constructor(page) {
    this.page = page
  }

  // What has the focus must be seen to have it.
  async seen() {
    const seen = await this.page.evaluate(() => {
      const e = document.activeElement
      const shown = (x) => {
        const s = getComputedStyle(x)
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'
      }
      const r = e.getBoundingClientRect()
      const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth
      return { what: e.outerHTML.slice(0, 120), good: e === document.body || (shown(e) && inside) }
    })
    assert.ok(seen.good, `the focus can be seen on ${seen.what}`)
  }

  // Tab until the element, or its group of radio buttons, has the focus.
  async reach(locator) {
    const target = await locator.elementHandle()
    for (let i = 0; i < TABS; i++) {
      const here = await target.evaluate((e) => {
        const a = document.activeElement
        return a === e || (e.type === 'radio' && a?.type === 'radio' && a.name === e.name && a.form === e.form)
      })
      if (here) return
      await this.page.keyboard.press('Tab')
      await this.seen()
    }
    assert.fail(`Tab does not lead to ${await target.evaluate((e) => e.outerHTML.slice(0, 200))}`)
  }

  async press(locator) {
    await this.reach(locator)
    await this.page.keyboard.press('Enter')
  }

  async go(locator) {
    await this.reach(locator)
    await Promise.all([this.page.waitForEvent('framenavigated', { timeout: 30_000 }), this.page.keyboard.press('Enter')])
    await this.page.waitForLoadState()
  }

  async type(locator, text) {
    await this.reach(locator)
    await this.page.keyboard.press('Control+A')
    await this.page.keyboard.insertText(text)
  }

  async tick(locator) {
    await this.reach(locator)
    if (await locator.isChecked()) return
    await this.page.keyboard.press('Space')
    for (let i = 0; i < 20 && !(await locator.isChecked()); i++) await this.page.keyboard.press('ArrowDown')
    assert.ok(await locator.isChecked(), 'the keys tick it')
  }

  async choose(locator, value) {
    await this.reach(locator)
    for (let i = 0; i < 60 && (await locator.inputValue()) !== value; i++) await this.page.keyboard.press('ArrowDown')
    assert.equal(await locator.inputValue(), value, 'the keys choose it')
  }
}
