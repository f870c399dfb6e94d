// SPDX-License-Identifier: AGPL-3.0-or-later
// What the journeys share: people who are logged in, forms sent without a
// browser for what only has to be there, and small readers of pages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './town.mjs'

export { assert }
export const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8')
export const PASSWORD = 'enshu-no-machi-2026'

class Skip extends Error {}
export const skip = (reason) => { throw new Skip(reason) }
export const isSkip = (e) => e instanceof Skip

let stamp = Date.now() % 1_000_000
// A name that no other thing of this town has.
export const fresh = (stem) => `${stem} ${(stamp++).toString(36).toUpperCase()}`

// One journey's hands: contexts of its own, closed at its end.
export class Traveller {
  constructor(browser, town, complaints) {
    Object.assign(this, { browser, town, complaints, contexts: [] })
  }

  // An empty browser. Whatever its pages complain about is kept for the CSP journey.
  async context(options = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1366, height: 768 }, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', baseURL: this.town.url, ...options,
    })
    context.setDefaultTimeout(20_000)
    this.contexts.push(context)
    context.on('console', (m) => {
      // a 4xx answer of ours is no complaint: it is what the page is about
      if (m.type() === 'error' && !/^Failed to load resource: .* status of 4\d\d/.test(m.text()))
        this.complaints.push(`${m.location().url}: ${m.text()}`)
    })
    context.on('weberror', (e) => this.complaints.push(`script: ${e.error().message}`))
    context.on('request', (r) => {
      if (!r.url().startsWith(this.town.url) && !r.url().startsWith('data:')) this.complaints.push(`asks elsewhere: ${r.url()}`)
    })
    return context
  }

  // Somebody at a PC: a page on today's work. Logs in the first time, comes back with the cookie afterwards.
  async person(login, options = {}) {
    const context = await this.context(options)
    const page = await context.newPage()
    page.login = login
    this.town.cookies ??= new Map()
    if (this.town.cookies.has(login)) {
      await context.addCookies(this.town.cookies.get(login))
      await page.goto('/')
      return page
    }
    await page.goto('/login')
    await page.fill('#login', login)
    await page.fill('#secret', PASSWORD)
    await page.click('.sheet button[type=submit]')
    await page.waitForURL((u) => u.pathname === '/')
    this.town.cookies.set(login, await context.cookies())
    return page
  }

  async end() {
    for (const c of this.contexts) await c.close()
  }
}

// --- without hands: what only has to be there -----------------------------------------

const unescaped = (s) => s.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

// The hidden inputs of the first form whose markup has `mark`: { name: value }.
export function hiddenOf(html, mark = 'csrf') {
  for (const form of html.match(/<form[^]*?<\/form>/g) ?? []) {
    if (!form.includes(mark)) continue
    const out = {}
    for (const tag of form.match(/<input type="hidden"[^>]*>/g) ?? [])
      out[/name="([^"]*)"/.exec(tag)[1]] = unescaped(/value="([^"]*)"/.exec(tag)[1])
    return out
  }
  throw new Error(`no form with ${mark}`)
}

// As URLSearchParams, so that a name can come twice.
export function formBody(fields) {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const v of Array.isArray(value) ? value : [value]) body.append(name, v)
  return body.toString()
}

export async function post(page, path, fields) {
  const r = await page.request.post(path, {
    data: formBody(fields), maxRedirects: 0, headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { status: r.status(), to: r.headers().location ?? '', text: await r.text() }
}

// Applies in this person's name; the id of the matter.
export async function apply(page, procedure, fields) {
  const form = await (await page.request.get(`/apply/${procedure}`)).text()
  const named = Object.fromEntries(Object.entries(fields).map(([k, v]) => [`f.${k}`, v]))
  const r = await post(page, `/apply/${procedure}`, { ...hiddenOf(form, 'act_id'), ...named, send: '1' })
  const id = /^\/matter\/(\d+)/.exec(r.to)?.[1]
  assert.ok(id, `${page.login} applies for ${procedure}: ${r.status} ${textOf(r.text, /role="alert"[^]*?<\/div>/)}`)
  return id
}

// A form of a matter's page that says `mark`, sent in this person's name.
export async function act(page, matter, mark, fields = {}) {
  const html = await (await page.request.get(`/matter/${matter}`)).text()
  const r = await post(page, `/matter/${matter}`, { ...hiddenOf(html, mark), ...fields })
  assert.equal(r.status, 303, `${page.login} at matter ${matter} (${mark}): ${textOf(r.text, /role="alert"[^]*?<\/div>/)}`)
}
export const permit = (page, matter, step) => act(page, matter, `value="${step}"`, { outcome: 'permit' })

export const textOf = (html, pattern = /<main[^]*<\/main>/) =>
  unescaped((pattern.exec(html)?.[0] ?? html).replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim().slice(0, 600)

// --- things to take out ------------------------------------------------------------------

export const DEVICE = { kind: 'laptop', zone: 'lgwan', place: '執務室' }
export const ASSET = { disclosure: '課内のみ', personal: 'yes', form: 'stored', place: '共有フォルダ' }

// The item that a finished matter has added, by its page's history.
export async function itemOf(page, register, name) {
  const html = await (await page.request.get(`/register/${register}?q.name=${encodeURIComponent(name)}`)).text()
  const id = /href="\/item\/(\d+)"/.exec(html)?.[1]
  assert.ok(id, `${name} is in the register ${register}`)
  return id
}

// A laptop of the clerk's section, accepted by its head.
export async function newDevice(clerk, head, name = fresh('試験用ノート')) {
  await permit(head, await apply(clerk, 'device-enter', { ...DEVICE, name }), 'accept')
  return { name, id: await itemOf(clerk, 'device', name) }
}

export async function newAsset(clerk, head, cls, name = fresh('試験用情報')) {
  await permit(head, await apply(clerk, 'asset-enter', { ...ASSET, name, class: cls }), 'classify')
  return { name, id: await itemOf(clerk, 'asset', name) }
}

// --- days ------------------------------------------------------------------------------------

// Today in Japan, as the town writes it: R8.7.25.
export function today(plus = 0) {
  const d = new Date(Date.now() + 9 * 3600_000 + plus * 86400_000)
  return { wareki: `R${d.getUTCFullYear() - 2018}.${d.getUTCMonth() + 1}.${d.getUTCDate()}`, iso: d.toISOString().slice(0, 10) }
}

// The last day that may be asked for: the end of the fiscal year.
export function fiscalYearEnd() {
  const [y, m] = today().iso.split('-').map(Number)
  return `R${(m >= 4 ? y + 1 : y) - 2018}.3.31`
}
