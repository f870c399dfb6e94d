// SPDX-License-Identifier: AGPL-3.0-or-later
// A town for one scenario: begun on its day with its staff list, its people
// logged in once each, and one browser page that is handed from one to the next.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PASSWORD } from '../e2e/lib.mjs'
import { runTown, sekimori, stopTown } from '../e2e/town.mjs'

const TMP = process.env.SEKIMORI_TMP
let towns = 0

// A staff list as rows of its columns.
function staffOf(csv) {
  const [head, ...rows] = csv.replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((l) => l.split(',').map((c) => c.trim().replace(/^"|"$/g, '')))
  return rows.map((r) => Object.fromEntries(head.map((h, i) => [h, r[i] ?? ''])))
}

export class SceneTown {
  constructor(browser, file, scene) {
    Object.assign(this, { browser, file, scene, persons: new Map(), sections: new Map(), cookies: new Map(), tokens: new Map(), acts: 0 })
    this.dir = join(TMP, `town-${towns++}`)
  }

  // The list itself, written into the scenario or beside it.
  list(named) {
    const inline = named.includes('\n')
    const path = inline ? `${this.dir}.${this.acts++}.csv` : resolve(dirname(this.file), named)
    if (inline) writeFileSync(path, named)
    for (const row of staffOf(readFileSync(path, 'utf8'))) {
      const id = row['職員番号'], login = row['ログイン名'] || id
      if (id) this.persons.set(login, { id, login, name: row['氏名'] })
      if (row['所属コード']) this.sections.set(row['所属コード'], row['所属名'])
    }
    return path
  }

  async begin() {
    const policy = resolve(dirname(this.file), this.scene.policy ?? '..')
    await sekimori(['init', this.dir, '--policy', policy, '--admin', 'setup', '--test', '--at', `${this.scene.day}T09:00`])
    if (this.scene.people) await sekimori(['people', 'import', this.dir, this.list(this.scene.people), '--effective', this.scene.day])
    await this.run()
    this.context = await this.browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', javaScriptEnabled: false })
    this.context.setDefaultTimeout(90_000)
    this.page = await this.context.newPage()
  }

  async run() {
    const { url, ...town } = this.running = await runTown(this.dir)
    this.url = url
    return town
  }

  async restart() {
    await stopTown(this.running)
    await this.run()
  }

  async end() {
    await this.context?.close().catch(() => {})
    if (this.running) await stopTown(this.running)
  }

  // --- people -------------------------------------------------------------------

  idOf(login) {
    return this.persons.get(login)?.id ?? login
  }

  loginOf(id) {
    for (const p of this.persons.values()) if (p.id === id) return p.login
    return id
  }

  // The page, in this person's hands: false when he cannot log in.
  async as(login) {
    if (this.now === login) return true
    await this.context.clearCookies()
    this.now = null
    if (!this.cookies.has(login) && !(await this.logIn(login))) return false
    await this.context.addCookies(this.cookies.get(login))
    this.now = login
    return true
  }

  async logIn(login) {
    if (!this.persons.has(login)) return false
    if (!(await sekimori(['passwd', this.dir, login], { input: `${PASSWORD}\n` }).catch(() => null))) return false
    await this.page.goto(`${this.url}/login`, { waitUntil: 'domcontentloaded' })
    await this.page.fill('#login', login)
    await this.page.fill('#secret', PASSWORD)
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'domcontentloaded' }), this.page.click('.sheet button[type=submit]')])
    if (new URL(this.page.url()).pathname !== '/') return false
    this.cookies.set(login, await this.context.cookies())
    return true
  }

  // A page, as this person: its status (0: he cannot log in).
  async open(login, path) {
    if (!(await this.as(login))) return 0
    let r = await this.page.goto(this.url + path, { waitUntil: 'domcontentloaded' })
    if (new URL(this.page.url()).pathname === '/login') {
      this.cookies.delete(login)
      this.now = null
      if (!(await this.as(login))) return 0
      r = await this.page.goto(this.url + path, { waitUntil: 'domcontentloaded' })
    }
    return r.status()
  }

  // What this person reads at an address, without a browser.
  async read(login, path) {
    if (!this.cookies.has(login) && !(await this.as(login))) return null
    const cookie = this.cookies.get(login).map((c) => `${c.name}=${c.value}`).join('; ')
    const r = await fetch(this.url + path, { headers: { cookie }, redirect: 'manual' })
    return r.status === 200 ? r.text() : null
  }

  // The file of his token; null when he can have none. One who could not today is asked again.
  async tokenOf(login) {
    const out = `${this.dir}.${login}.token`
    if (!this.tokens.has(login) && (await sekimori(['token', this.dir, login, out]).then(() => true, () => false))) this.tokens.set(login, out)
    return this.tokens.get(login) ?? null
  }

  // A matter as the API gives it to this person, or null.
  async matter(login, id) {
    const file = await this.tokenOf(login)
    if (!file) return null
    const r = await fetch(`${this.url}/api/v1/matters/${id}`, { headers: { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` } })
    return r.status === 200 ? r.json() : null
  }

  // --- by the operator's commands -----------------------------------------------------

  async act(login, act) {
    const said = await sekimori(['act', this.dir, '--as', login, '-'], { input: `${JSON.stringify({ id: `wire-${this.acts++}`, ...act })}\n` })
      .catch((e) => e.message)
    return JSON.parse(said.slice(said.indexOf('{"')).split('\n')[0])
  }

  async clock(when) {
    const [date, hour = '9:00'] = when.trim().split(/\s+/)
    const [h, m = '00'] = hour.split(':')
    // the act behind it is refused, but whatever the clock does comes before it
    const said = await sekimori(['act', this.dir, '--as', 'setup', '-'], {
      input: `{"clock":"${date}T${h.padStart(2, '0')}:${m}"}\n{"id":"after-${this.acts++}","act":"comment","matter":1,"body":{"text":"-"}}\n`,
    }).catch((e) => e.message)
    if (process.env.VERBOSE) console.log(`    ${said.trim()}`)
  }
}
