// SPDX-License-Identifier: AGPL-3.0-or-later
// One scenario, line by line. A line passes, fails, or is passed over with its
// reason; what a page cannot do is done by the command, and its matter no longer counts.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parse, parseDocument } from 'yaml'
import { sekimori, sleep } from '../e2e/town.mjs'
import { byCommand, noPage, PAGES } from './acts.mjs'
import { matterDiffers, text, thingDiffers } from './checks.mjs'
import { Policy } from './policy.mjs'
import { SceneTown } from './town.mjs'

const BOUND = new Set(['as', 'next', 'who', 'behalf', 'applicant'])
const CLOCK_TURN = 1500
const policies = new Map()

export function policyOf(file, scene) {
  const folder = resolve(dirname(file), scene.policy ?? '..')
  if (!policies.has(folder)) policies.set(folder, new Policy(folder))
  return policies.get(folder)
}

export function readScene(file) {
  const source = readFileSync(file, 'utf8')
  const scene = parse(source, { schema: 'failsafe' })
  const counter = new LineCounter()
  const nodes = parseDocument(source, { schema: 'failsafe', lineCounter: counter }).get('play').items
  scene.lines = nodes.map((n) => counter.linePos(n.range[0]).line)
  return scene
}

export class Play {
  constructor(browser, file) {
    const scene = readScene(file)
    Object.assign(this, { file, scene, names: new Map(), matters: new Map(), readers: new Map(), passed: 0, failures: [], over: [] })
    this.policy = policyOf(file, scene)
    this.town = new SceneTown(browser, file, scene)
    const logins = scene.play.flatMap((l) => Object.entries(l).filter(([k]) => BOUND.has(k)).flatMap(([, v]) => v)).filter((v) => typeof v === 'string')
    this.mentioned = [...new Set(logins)]
  }

  get logins() {
    return this.mentioned.filter((l) => this.town.persons.has(l))
  }

  // --- what is known ------------------------------------------------------------------

  id(name) {
    if (this.names.has(name)) return this.names.get(name)
    if (/^\d+$/.test(name)) return Number(name)
    throw new Unknown(name)
  }

  readerOf(id) {
    return this.readers.get(Number(id)) ?? this.logins[0]
  }

  // The matter as somebody sees who may.
  async facts(id) {
    for (const login of [this.readers.get(Number(id)), ...this.logins].filter(Boolean)) {
      const m = await this.town.matter(login, id)
      if (!m) continue
      this.readers.set(Number(id), login)
      if (!this.matters.has(Number(id))) this.matters.set(Number(id), { procedure: m.procedure, wired: false })
      return m
    }
    return null
  }

  async readThing(id) {
    for (const login of [this.now, ...this.logins].filter(Boolean)) {
      const html = await this.town.read(login, `/item/${id}`)
      if (html) return html
    }
    return null
  }

  // By which word a picker finds a thing or a person; numbers of things begin with no 0.
  async labelOf(login, id) {
    const person = [...this.town.persons.values()].find((p) => p.id === id && !/^[1-9]\d*$/.test(id))
    if (person) return person.name
    const html = await this.town.read(login, `/item/${id}`)
    return html && text(/<h1>([^]*?)(<span|<\/h1>)/.exec(html)?.[1] ?? '')
  }

  // What an entry of the ledger says, by its page.
  async entry(login, seq) {
    for (const who of [login, ...this.logins]) {
      const html = await this.town.read(who, `/entry/${seq}`)
      const json = html && /<pre[^>]*>([^]*?)<\/pre>/.exec(html)?.[1]
      if (json) return JSON.parse(json.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'))
    }
    return {}
  }

  // --- lines ----------------------------------------------------------------------------

  async play() {
    await this.town.begin()
    for (const [i, line] of this.scene.play.entries()) {
      const begin = Date.now()
      let faults, why = null
      try {
        faults = await this.line(line)
      } catch (e) {
        if (e instanceof Over || e instanceof Unknown) {
          why = e.message
          faults = []
        } else faults = [e.message.split('\n')[0]]
      }
      const at = `${this.file}:${this.scene.lines[i]}`
      if (faults.length) this.failures.push(...faults.map((f) => `${at}: ${f}`))
      else if (why) this.over.push({ at, why })
      else this.passed++
      if (process.env.VERBOSE) console.log(`    ${Date.now() - begin} ms ${at} ${line.act ?? Object.keys(line)[0]} ${why ?? faults[0] ?? ''}`)
    }
    await this.count()
  }

  async line(line) {
    if (line.day !== undefined && line.act === undefined) return this.day(line)
    if (line.find !== undefined) return this.settled(() => this.find(line))
    if (line.check !== undefined) return this.settled(() => this.check(line))
    this.now = line.as
    const why = noPage(line)
    if (why) return this.instead(line, why)
    return this.act(line)
  }

  async day(line) {
    await this.town.clock(line.day)
    if (line.down === 'yes') throw new Over('the gate is not taken down')
    return []
  }

  // --- acts -----------------------------------------------------------------------------

  // The page cannot: what was to be allowed is done by the command, so that the rest can go on.
  async instead(line, why) {
    if ((line.expect ?? 'allowed') !== 'allowed' || line.raw !== undefined) throw new Over(why)
    if (line.people !== undefined) {
      await sekimori(['people', 'import', this.town.dir, this.town.list(line.people), '--token', await this.town.tokenOf(line.as), ...(line.effective ? ['--effective', line.effective] : [])])
      throw new Over(why)
    }
    const r = await byCommand(this, line)
    if (!r.allowed) return [`by the command: ${JSON.stringify(r)}`]
    await this.begun(line, r)
    const m = this.matters.get(r.matter ?? Number(this.names.get(line.matter)))
    if (m) m.wired = true
    throw new Over(why)
  }

  // Names what came of an allowed act.
  async begun(line, r) {
    if (r.matter && line.procedure) this.matters.set(r.matter, { procedure: line.procedure, wired: false })
    if (line.name) this.names.set(line.name, r.matter)
    if (line.item) {
      const added = (await this.entry(line.as, r.seq)).effects?.find((e) => e.e === 'add')
      if (!added) throw new Error(`no entry says what ${line.item} is`)
      this.names.set(line.item, added.item)
    }
  }

  async act(line) {
    if (line.matter) await this.facts(this.id(line.matter))
    const wanted = (line.expect ?? 'allowed') === 'allowed'
    let answer = await PAGES[line.act](this, line)
    // the clock was still at it: one looks at what it did, and tries again
    if (wanted && !answer.allowed && this.clockMayBe(answer)) {
      await sleep(CLOCK_TURN)
      answer = await PAGES[line.act](this, line)
    }
    if (answer.allowed !== wanted) return this.otherwise(line, answer)
    if (!wanted) return this.refused(line, answer)
    await this.begun(line, answer)
    return this.allowed(line, answer)
  }

  async otherwise(line, answer) {
    if (answer.allowed) return [`the page let ${line.as} ${line.act} ${line.step ?? ''}`]
    const what = `${line.act} by ${line.as}: ${answer.how} ${JSON.stringify(answer.missing ?? answer.alert.slice(0, 200))}`
    if (answer.how === 'untakable') return this.instead(line, `the page takes no ${answer.missing.map((m) => `${m.key} (${m.why})`)[0]}`)
    return this.instead(line, what).then((faults) => [what, ...faults], (e) => [e instanceof Over ? `only by the command: ${what}` : `${what}; ${e.message}`])
  }

  clockMayBe(answer) {
    return answer.how === 'refused' ? answer.alert.includes('この案件に動きがありました') : answer.how !== 'untakable'
  }

  refused(line, answer) {
    if (answer.how !== 'refused') return []
    const faults = []
    for (const why of [line.why ?? []].flat()) if (!answer.alert.includes(why)) faults.push(`the page does not say «${why}» but «${answer.alert.slice(0, 200)}»`)
    if (line.field && !answer.bad.some((id) => id.endsWith(`-${line.field}`))) faults.push(`the page does not mark ${line.field} but ${answer.bad}`)
    return faults
  }

  async allowed(line, answer) {
    const faults = []
    if (line.clause) {
      const { clauses = [] } = await this.entry(line.as, answer.seq)
      for (const c of [line.clause].flat()) if (!clauses.includes(c)) faults.push(`the entry does not tick ${c} but [${clauses}]`)
    }
    for (const login of [line.next ?? []].flat()) {
      const own = await this.town.matter(login, answer.matter)
      if (!own?.next.some((n) => ['decide', 'do', 'confirm', 'change'].includes(n.act))) faults.push(`${login} has nothing to do with it`)
    }
    return faults
  }

  // --- finding and checking ---------------------------------------------------------------

  // What the clock does it does within its turn; a check that fails is made once more after it.
  async settled(look) {
    const faults = await look()
    if (!faults.length) return faults
    await sleep(CLOCK_TURN)
    return look()
  }

  async check(line) {
    const id = this.id(line.check)
    const isMatter = line.step !== undefined || line.open !== undefined || line.notices !== undefined || await this.facts(id)
    return isMatter && !this.things(id) ? matterDiffers(this, line, id) : thingDiffers(this, line, id)
  }

  // A thing has the number of the entry that added it, and no matter has that number.
  things(id) {
    return !this.matters.has(Number(id))
  }

  // The matters that a list shows to any of those who are named here.
  async listed(path) {
    const ids = new Set()
    for (const login of this.logins) {
      let next = path
      while (next) {
        const html = await this.town.read(login, next)
        if (!html) break
        const main = html.slice(html.indexOf('<main'))
        for (const [, id] of main.matchAll(/href="\/matter\/(\d+)"/g)) ids.add(Number(id))
        next = /href="([^"]+)" rel="next"/.exec(main)?.[1].replace(/&amp;/g, '&')
      }
    }
    return [...ids].sort((a, b) => a - b)
  }

  async find(line) {
    const of = line.of && this.id(line.of)
    const fits = []
    for (const id of await this.listed(line.procedure ? `/procedure/${line.procedure}` : `/matter/${of}`)) {
      const m = await this.facts(id)
      if (m && (!of || m.of === of) && (!line.procedure || m.procedure === line.procedure) &&
        (line.section === undefined || m.section === line.section) && (line.applicant === undefined || this.town.loginOf(m.applicant) === line.applicant)) fits.push(id)
    }
    if (fits.length) this.names.set(line.find, fits.at(-1))
    const wanted = line.expect === 'nothing' ? 0 : Number(line.count ?? 1)
    return fits.length === wanted ? [] : [`${fits.length} such matters, not ${wanted}`]
  }

  // --- what was covered -------------------------------------------------------------------

  async count() {
    this.covered = new Set()
    this.ended = new Set()
    for (const [id, { procedure, wired }] of this.matters) {
      const m = await this.facts(id)
      if (m?.state !== 'done') continue
      this.ended.add(procedure)
      if (!wired) this.covered.add(procedure)
    }
  }
}

class Over extends Error {}
class Unknown extends Error {
  constructor(name) {
    super('needs what was passed over')
    this.name_ = name
  }
}
