// SPDX-License-Identifier: AGPL-3.0-or-later
// The town over HTTP: everybody logged in by his password, and a token for his acts. Connections are kept.
import { spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { BUILD, Failed, Gate, POLICY, good, newId, ok, rows, runTown, sleep, stopTown, temp, tokenOf, writePrivate } from '../proc/lib.mjs'

export const BEGIN = '2026-11-02T09:00'
const PASSWORD = 'hodohodo-tsuyoi-7-kagi'
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

function passwd(dir, login) {
  return new Promise((done, failed) => {
    const child = spawn(join(BUILD, 'sekimori'), ['passwd', dir, login], { stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (d) => { said += d })
    child.stdin.end(`${PASSWORD}\n`)
    child.on('close', (code) => (code === 0 ? done() : failed(new Failed(`passwd ${login}: ${said}`))))
  })
}

export class Town {
  constructor(dir, town, gate) {
    Object.assign(this, { dir, town, gate, db: join(dir, 'town.db'), requests: 0, now: BEGIN })
  }

  static async begin(csv) {
    const dir = join(temp('town'), 'town')
    const staff = join(temp('staff'), 'staff.csv')
    writeFileSync(staff, csv)
    await good(['init', dir, '--policy', POLICY, '--admin', 'setup', '--test', '--at', BEGIN])
    await good(['people', 'import', dir, staff, '--effective', BEGIN.slice(0, 10)])
    const town = await runTown(dir)
    return new Town(dir, town, await Gate.connect(dir))
  }

  // Another staff list, by somebody who may import one.
  async people(csv, person, effective) {
    const dir = temp('staff')
    writeFileSync(join(dir, 'staff.csv'), csv)
    await good(['people', 'import', this.dir, join(dir, 'staff.csv'), '--effective', effective, '--token', writePrivate(join(dir, 'token'), `${person.token}\n`)])
  }

  async end() {
    agent.destroy()
    this.gate.end()
    return stopTown(this.town)
  }

  send(method, path, { headers = {}, body = '' } = {}) {
    this.requests++
    return new Promise((done, failed) => {
      const rq = request({ agent, host: '127.0.0.1', port: this.town.port, method, path,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (rs) => {
        const parts = []
        rs.on('data', (d) => parts.push(d))
        rs.on('end', () => done({ status: rs.statusCode, headers: rs.headers, text: Buffer.concat(parts).toString() }))
      })
      rq.on('error', failed)
      rq.end(body)
    })
  }

  // A password by the operator's command, a session by the log-in page, a token for acts.
  async logIn(person) {
    await passwd(this.dir, person.login)
    await this.enter(person)
    person.token = await tokenOf(this.dir, person.login)
  }

  async enter(person) {
    const form = await this.send('GET', '/login')
    const csrf = /name="csrf" value="([^"]*)"/.exec(form.text)?.[1] ?? ''
    const before = form.headers['set-cookie']?.map((c) => c.split(';')[0]).join('; ') ?? ''
    const r = await this.send('POST', '/login', {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...(before ? { Cookie: before } : {}) },
      body: new URLSearchParams({ csrf, login: person.login, secret: PASSWORD, to: '/' }).toString(),
    })
    ok(r.status === 303 && r.headers['set-cookie'], `${person.login} logs in: ${r.status}`)
    person.cookie = r.headers['set-cookie'].map((c) => c.split(';')[0]).join('; ')
  }

  // A page by session: its status. A session that has ended meanwhile is begun anew.
  async page(person, path) {
    const get = () => this.send('GET', path, { headers: { Cookie: person.cookie } })
    let r = await get()
    if (r.headers.location?.startsWith('/login')) {
      await this.enter(person)
      r = await get()
    }
    return r.status
  }

  // An act by token: { status, …answer }.
  async act(person, act) {
    const r = await this.send('POST', '/api/v1/acts', {
      headers: { Authorization: `Bearer ${person.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: newId('cell'), ...act }),
    })
    let answer = {}
    try {
      answer = JSON.parse(r.text)
    } catch {
      answer = { err: `no answer: ${r.text.slice(0, 200)}` }
    }
    return { ...answer, status: r.status }
  }

  async upload(person) {
    const mark = 'matrix-of-rights'
    const body = `--${mark}\r\nContent-Disposition: form-data; name="f.file.file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n写し\r\n--${mark}--\r\n`
    const r = await this.send('POST', '/api/v1/files', {
      headers: { Authorization: `Bearer ${person.token}`, 'Content-Type': `multipart/form-data; boundary=${mark}` }, body,
    })
    ok(r.status === 200, `an attachment is taken: ${r.status} ${r.text.slice(0, 200)}`)
    return JSON.parse(r.text).value
  }

  rows(sql) {
    return rows(this.db, sql, { readonly: true })
  }

  async entries() {
    return (await this.gate.status()).entries
  }

  async clock(iso) {
    const m = await this.gate.ask('CLOCK', { time: Date.parse(`${iso}:00+09:00`) / 1000 })
    ok(m?.err === 0, `the clock goes to ${iso}: ${m?.why}`)
    this.now = iso
    await this.quiet()
  }

  // What a day begins comes piece by piece: until all of it has come, and what follows from it.
  async quiet() {
    for (let before = -1, same = 0; same < 4;) {
      const now = await this.entries()
      const dawn = this.rows("SELECT value FROM local WHERE key = 'dawn';")[0]?.value
      same = now === before && dawn === this.now.slice(0, 10) ? same + 1 : 0
      before = now
      await sleep(100)
    }
  }

  matter(id) {
    const m = this.rows(`SELECT * FROM matter WHERE id = ${id};`)[0]
    m.steps = this.rows(`SELECT * FROM step WHERE matter = ${id} AND past = 0 ORDER BY n;`)
    m.notices = this.rows(`SELECT * FROM notice WHERE matter = ${id};`)
    return m
  }
}
