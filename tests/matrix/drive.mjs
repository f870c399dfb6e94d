// SPDX-License-Identifier: AGPL-3.0-or-later
// Drives a matter along its way. At every step that is open everybody who may not tries first, then one who may
// does it, and the way goes on.
import { aim } from './fill.mjs'
import { Tally, entitled } from './rights.mjs'
import { HERE, holds } from './staff.mjs'

const REFUSED = new Set([403, 404, 409])
const OPEN = new Set(['open', 'unconfirmed'])
const TRIES = 14 // of one form, with other values for the field that was refused
const ACTS = 90 // on one way
const NO_WAY = 'no way led there' // though every way was gone to its end: another day does not help

export class Stuck extends Error {}

export class Driver {
  constructor(policy, town, people, filler, tally) {
    Object.assign(this, { policy, town, people, filler, tally, making: new Set(), bad: new Set(), reached: new Set(), leaks: [] })
    filler.findItem = (of, who, wish) => this.findItem(of, who, wish)
  }

  line(subject, act, step = '-') {
    return this.policy.lines.find((l) => l.subject === subject && l.act === act && l.step === step)
  }

  // --- things ------------------------------------------------------------------------------

  freeItem(of, wish) {
    const found = this.town.rows(`SELECT id, register, section, state, fields FROM item WHERE busy = 0 AND register IN (${of.map((r) => `'${r}'`).join()}) ORDER BY section <> '${HERE}', id DESC LIMIT 200;`)
    return found.find((i) => {
      const reg = this.policy.registers.find((r) => r.id === i.register)
      return !this.bad.has(i.id) && i.state === reg.states[0].id && this.suits(JSON.parse(i.fields), i.section, wish)
    })?.id
  }

  suits(fields, section, wish) {
    if (!wish) return true
    const value = fields[wish.field]
    const linked = wish.link && [fields[wish.link] ?? []].flat()
    const owner = linked ? this.town.rows(`SELECT section FROM item WHERE id = ${linked[0] ?? -1};`)[0]?.section : section
    return (value === undefined || wish.in.includes(String(value))) && (!linked || owner !== undefined) && (!wish.owner || owner === wish.owner)
  }

  // An item that is at rest; where there is none, a procedure that adds one is gone through.
  async findItem(of, who, wish) {
    const free = this.freeItem(of, wish)
    if (free) return free
    for (const p of this.policy.procedures.values())
      for (const t of p.then.filter((x) => of.includes(x.add) && !this.making.has(`${p.id} ${x.add}`))) {
        this.making.add(`${p.id} ${t.add}`)
        try {
          const plan = this.planFor(p, t.on)
          const from = wish && t.set?.[wish.field]
          if (typeof from === 'string' && from.startsWith('form.')) plan.form[from.slice(5)] = wish.in[0]
          if (wish?.link) {
            plan.need.add(wish.link)
            plan.items[wish.link] = { owner: wish.owner }
          } else plan.from = wish?.owner
          await this.drive(p, plan, false)
        } catch (e) {
          if (!(e instanceof Stuck)) throw e
        } finally {
          this.making.delete(`${p.id} ${t.add}`)
        }
        const made = this.freeItem(of, wish) ?? this.freeItem(of)
        if (made) return made
      }
    throw new Stuck(`no item of ${of.join(', ')}`)
  }

  // --- one act that is meant to succeed ---------------------------------------------------------

  // Sends until it is taken: a field that is refused gets another value.
  async send(person, act, refill) {
    let turn = {}
    let last
    for (let i = 0; i < TRIES; i++) {
      const body = await refill(turn)
      last = await this.town.act(person, { ...act, body: { ...body, ...act.body } })
      if (last.allowed) return last
      if (last.err === 'stale') act.seen = this.town.matter(act.matter).last
      const field = last.field ?? ('present' in body ? 'present' : undefined)
      if (field === undefined || !(field in body)) break
      if (Array.isArray(body[field]) && Number.isInteger(body[field][0])) this.bad.add(body[field][0])
      turn = { ...turn, [field]: (turn[field] ?? 0) + 1 }
    }
    return last
  }

  planFor(procedure, name) {
    const step = procedure.steps.find((s) => s.name === name)
    const plan = step ? aim(procedure, step) : { form: {}, steps: {}, outcome: {}, need: new Set(), items: {} }
    for (const t of procedure.then) // a date that something begins on is not left out
      for (const field of this.policy.dueFields.get(t.add) ?? []) plan.need.add(String(t.set?.[field]).replace('form.', ''))
    return plan
  }

  // --- wrong persons ------------------------------------------------------------------------------

  // Everybody else tries what he may not; it is refused, and nothing is written.
  async refuse(line, may, make) {
    const wrong = this.people.filter((p) => !may.includes(p))
    const before = await this.town.entries()
    await Promise.all(wrong.map(async (p) => {
      const a = await this.town.act(p, make(p))
      const bad = a.allowed || !REFUSED.has(a.status) || a.err === 'stale'
      this.tally.note(line, p, false, Boolean(bad), `${a.status} ${a.err ?? ''} ${a.why ?? ''}`)
    }))
    const after = await this.town.entries()
    if (after !== before) this.leaks.push(`${Tally.key(line)}: ${after - before} entries by refused acts`)
  }

  // Whoever else may is shown the button.
  async offered(line, may, matter, act, step) {
    await Promise.all(may.map(async (p) => {
      const r = await this.town.send('GET', `/api/v1/matters/${matter}`, { headers: { Authorization: `Bearer ${p.token}` } })
      const next = r.status === 200 ? JSON.parse(r.text).next : []
      const has = next.some((n) => n.act === act && (act === 'change' || n.step === step))
      this.tally.note(line, p, true, has, `${r.status} ${JSON.stringify(next)}`)
    }))
  }

  // --- the start -----------------------------------------------------------------------------------

  // Who begins: somebody of the section here, of as few roles as may be.
  starter(line, section = HERE) {
    const may = this.people.filter((p) => this.policy.roles.some((r) => line.cells[r] !== '-' && holds(this.policy, p, r)))
    const roles = (p) => this.policy.roles.filter((r) => holds(this.policy, p, r)).length
    return may.sort((a, b) => (b.section === section) - (a.section === section) || roles(a) - roles(b))[0]
  }

  async begin(procedure, plan, trials) {
    const line = this.line(procedure.id, 'submit')
    const who = plan.begun ? undefined : this.starter(line, plan.from)
    if (!who) return this.begun(procedure)
    const fill = (p) => (turn) => this.filler.form(procedure, procedure.form, p, { values: plan.form, need: plan.need, items: plan.items, turn })
    const act = { act: 'submit', procedure: procedure.id }
    if (trials && !this.tally.has(line)) await this.trySubmit(procedure, line, who, act, fill)
    let a
    try {
      a = await this.send(who, { ...act }, fill(who))
    } catch (e) {
      if (!(e instanceof Stuck) || !line.how.includes('clock')) throw e
      return this.begun(procedure)
    }
    if (!a.allowed) throw new Stuck(`${who.login} cannot begin: ${a.status} ${a.field ?? ''} ${a.why ?? a.err}`)
    if (trials) this.tally.note(line, who, true, true)
    return a.matter
  }

  // Who may not begin is refused before his form is looked at, so also where there is nothing yet to name in it.
  async orEmpty(fill) {
    try {
      return await fill({})
    } catch (e) {
      if (!(e instanceof Stuck)) throw e
      return {}
    }
  }

  async trySubmit(procedure, line, who, act, fill) {
    const may = this.people.filter((p) => this.policy.roles.some((r) => line.cells[r] !== '-' && holds(this.policy, p, r)))
    const body = await this.orEmpty(fill(who))
    await this.refuse(line, may, () => ({ ...act, body }))
    for (const p of may.filter((x) => x !== who)) this.tally.note(line, p, true, (await this.town.page(p, `/apply/${procedure.id}`)) === 200, 'the form')
    const far = may.find((p) => p.section !== HERE)
    if (!far || procedure.stays || Object.keys(body).length === 0) return
    const a = await this.send(far, { ...act }, fill(far))
    if (!a.allowed && a.field === undefined) this.tally.note(line, far, true, false, a.why)
    if (a.allowed) await this.town.act(far, { act: 'withdraw', matter: a.matter, seen: a.seq, body: { reason: '試験' } })
  }

  // One that the clock has begun.
  begun(procedure) {
    const found = this.town.rows(`SELECT m.id FROM matter m WHERE procedure = '${procedure.id}' AND state = 'open' ORDER BY section <> '${HERE}', section <> '', id;`)
    const m = found.find((x) => !this.reached.has(x.id))
    if (!m) throw new Stuck('the clock has not begun one')
    this.reached.add(m.id)
    return m.id
  }

  // --- reading ----------------------------------------------------------------------------------------

  mayRead(line, m, form) {
    const readers = entitled(this.policy, this.people, { ...line, applicant: true }, { section: m.section, applicant: m.applicant })
    const part = this.people.filter((p) => m.steps.some((s) => s.person === p.id) ||
      m.notices.some((n) => n.person === p.id || (n.role && holds(this.policy, p, n.role, this.policy.town.has(n.role) ? undefined : n.section))))
    const now = this.openRows(m).flatMap((row) => this.mayDo(m, row, form).may)
    return new Set([...readers, ...part, ...now])
  }

  async tryReading(procedure, m, form) {
    const line = this.line(procedure.id, 'read')
    const may = this.mayRead(line, m, form)
    await Promise.all(this.people.map(async (p) => {
      const status = await this.town.page(p, `/matter/${m.id}`)
      this.tally.note(line, p, may.has(p), status === 200, `${status}`)
      if (status !== 200 && !REFUSED.has(status)) this.tally.note(line, p, false, true, `${status}`)
    }))
    this.tally.himself(line)
  }

  // --- a step --------------------------------------------------------------------------------------------

  openRows(m) {
    return m.state === 'open' || m.state === 'done' ? m.steps.filter((s) => OPEN.has(s.state)) : []
  }

  lineOf(m, row) {
    if (row.step === 'form') return this.line(m.procedure, 'change')
    return this.line(m.procedure, row.state === 'unconfirmed' ? 'confirm' : 'decide', row.step) ?? this.line(m.procedure, 'do', row.step)
  }

  // Who may take this row; what a matter without an applicant asks of him, falls to who completes it.
  mayDo(m, row, form) {
    let line = this.lineOf(m, row)
    const step = this.policy.procedures.get(m.procedure).steps.find((s) => s.name === row.step)
    const shown = line
    if (line.applicant && m.applicant === '') line = { ...this.line(m.procedure, 'change'), applicant: false }
    else if (row.step === 'form') line = { ...line, cells: Object.fromEntries(this.policy.roles.map((r) => [r, '-'])) }
    const barred = []
    if (shown.act === 'decide' || shown.act === 'confirm') barred.push(m.applicant)
    if (shown.act === 'confirm') barred.push(row.person)
    if (step?.except && form[step.except]) barred.push(...[form[step.except]].flat())
    const place = { section: m.section, owner: row.section, applicant: m.applicant, late: row.late }
    return { line: shown, may: entitled(this.policy, this.people, line, place, line.applicant ? [] : barred) }
  }

  actOf(m, row, plan) {
    if (row.step === 'form') return { act: 'change', matter: m.id, seen: m.last }
    if (row.state === 'unconfirmed') return { act: 'confirm', matter: m.id, seen: m.last, step: row.step }
    if (!this.line(m.procedure, 'decide', row.step)) return { act: 'do', matter: m.id, seen: m.last, step: row.step }
    const outcome = plan.outcome[row.step] ?? 'permit'
    return { act: 'decide', matter: m.id, seen: m.last, step: row.step, outcome, ...(outcome === 'permit' ? {} : { body: { note: '試験' } }) }
  }

  // The items that a step goes through.
  overItems(m, step) {
    const o = step.over
    const where = o.of === 'applicant' ? `AND section = '${m.section}'` : o.of === 'using' ? `AND fields LIKE '%${m.section}%'` : ''
    const states = o.states ? `AND state IN (${[o.states].flat().map((s) => `'${s}'`).join()})` : ''
    return this.town.rows(`SELECT id FROM item WHERE register = '${o.register}' ${where} ${states} ORDER BY id;`).map((i) => i.id)
  }

  filling(m, row, plan, who, form) {
    const procedure = this.policy.procedures.get(m.procedure)
    if (row.state === 'unconfirmed') return () => ({})
    if (row.step === 'form') return async (turn) => ({ ...form, ...JSON.parse(procedure.narrow ? '{}' : m.form), ...await this.filler.form(procedure, procedure.form.filter((f) => !(f.name in JSON.parse(m.form))), who, { values: plan.form, need: plan.need, items: plan.items, turn }) })
    const step = procedure.steps.find((s) => s.name === row.step)
    const values = plan.steps[row.step] ?? {}
    const fields = step.over ? step.form.filter((f) => f.name !== 'item') : step.form // which one is said row by row
    return (turn) => this.filler.form(procedure, fields, who, { values, need: new Set(), turn })
  }

  // Somebody who tries nothing, but is asked by name.
  async another(row) {
    const p = this.town.rows(`SELECT id, login FROM person WHERE '@' || id = '${row.section}';`)[0]
    if (!p) return undefined
    this.others ??= new Map()
    if (!this.others.has(p.id)) {
      await this.town.logIn(p)
      this.others.set(p.id, p)
    }
    return this.others.get(p.id)
  }

  // One row of the matter's steps is taken; true when the way goes on.
  async take(m, row, plan, form, trials) {
    const { line, may } = this.mayDo(m, row, form)
    const same = this.openRows(m).filter((r) => r.step === row.step && r.state === row.state)
    const all = [...new Set(same.flatMap((r) => this.mayDo(m, r, form).may))]
    const who = may[0] ?? await this.another(row)
    if (!who) throw new Stuck(`nobody may take ${row.step}`)
    const act = this.actOf(m, row, plan)
    const step = this.policy.procedures.get(m.procedure).steps.find((s) => s.name === row.step)
    const refill = this.filling(m, row, plan, who, form)
    const items = step?.over && row.state === 'open' ? this.overItems(m, step) : []
    if (trials && !this.tally.has(line)) {
      const body = { ...await refill({}), ...(items.length ? { item: [items[0]] } : {}), ...act.body }
      await this.refuse(line, all, () => ({ ...act, body }))
      await this.offered(line, all, m.id, act.act, row.step)
    }
    if (line.applicant && trials) this.tally.himself(line)
    const a = step?.rows && row.state === 'open' ? await this.takeRows(m, act, refill, who, items, step) : await this.send(who, act, refill)
    if (trials && this.people.includes(who)) this.tally.note(line, who, true, Boolean(a.allowed) || a.field !== undefined || a.err === 'malformed', `${a.status} ${a.field ?? ''} ${a.why ?? a.err}`)
    if (!a.allowed) throw new Stuck(`${row.step} by ${who.login}: ${a.status} ${a.field ?? ''} ${a.why ?? a.err}`)
  }

  async takeRows(m, act, refill, who, items, step) {
    const one = async (body, more) => this.send(who, { ...act, seen: this.town.matter(m.id).last, body: more }, body)
    let last
    for (const item of step.over ? items : [0]) {
      last = await one(async (turn) => ({ ...await refill({ ...turn }), ...(item ? { item: [item] } : {}) }))
      if (!last.allowed) return last
    }
    return one(async () => ({}), { _close: true })
  }

  // Given back once, so that filling in again is tried too.
  async giveBack(m, row, form) {
    const { may } = this.mayDo(m, row, form)
    if (!may.length) return
    await this.town.act(may[0], { act: 'decide', matter: m.id, seen: m.last, step: row.step, outcome: 'return', body: { note: '試験' } })
  }

  // --- the way ---------------------------------------------------------------------------------------------

  async drive(procedure, plan, trials) {
    const id = await this.begin(procedure, plan, trials)
    let m = this.town.matter(id)
    const form = { ...plan.form }
    for (const f of procedure.form.filter((x) => x.type === 'person' && (x.required || plan.need.has(x.name)))) form[f.name] ??= await this.filler.value(procedure, f)
    if (!procedure.narrow) Object.assign(form, JSON.parse(m.form))
    if (trials && !this.tally.has(this.line(procedure.id, 'read'))) await this.tryReading(procedure, m, form)
    const change = this.line(procedure.id, 'change')
    for (let i = 0; i < ACTS; i++) {
      const row = this.openRows(m)[0]
      if (!row) break
      if (trials && m.applicant && row.state === 'open' && this.line(m.procedure, 'decide', row.step) && !this.tally.has(change) && !this.returned?.has(procedure.id)) {
        (this.returned ??= new Set()).add(procedure.id)
        await this.giveBack(m, row, form)
      } else await this.take(m, row, plan, form, trials)
      m = this.town.matter(id)
      if (!procedure.narrow) Object.assign(form, JSON.parse(m.form))
    }
    if (trials) await this.tryRevoking(procedure, m)
    return m
  }

  async tryRevoking(procedure, m) {
    const line = this.line(procedure.id, 'revoke')
    if (!line || m.until === '' || m.state === 'revoked' || this.tally.has(line)) return
    const may = entitled(this.policy, this.people, line, { section: m.section }, [m.applicant])
    const act = { act: 'revoke', matter: m.id, seen: m.last, body: { reason: '試験' } }
    await this.refuse(line, may, () => act)
    const a = await this.town.act(may[0], act)
    this.tally.note(line, may[0], true, Boolean(a.allowed), a.why)
  }

  // A start that is the clock's alone, or a form that is never given back: there is nothing to try.
  idle(line) {
    const nobody = this.policy.roles.every((r) => line.cells[r] === '-')
    return line.act === 'submit' && nobody
  }

  async tryIdle(procedure, line) {
    await this.refuse(line, [], () => ({ act: 'submit', procedure: procedure.id, body: {} }))
  }

  // Every line of a procedure: one way after the other, each aimed at a step that was not reached yet.
  async cover(procedure) {
    const lines = this.policy.lines.filter((l) => l.subject === procedure.id && this.policy.procedures.has(l.subject))
    const left = lines.filter((l) => !this.tally.has(l) && !this.idle(l) && this.tally.skipped.get(Tally.key(l)) !== NO_WAY)
    if (left.length === 0) return
    const aims = [procedure.steps.at(-1)?.name, ...procedure.steps.map((s) => s.name)]
    let why = ''
    if (this.line(procedure.id, 'submit').how.includes('clock')) aims.push('form')
    for (const [i, name] of aims.entries()) {
      const open = lines.filter((l) => !this.tally.has(l) && l.act !== 'submit')
      if (i > 0 && !open.some((l) => l.step === name || ((i === 1 || name === 'form') && l.step === '-'))) continue
      try {
        await this.drive(procedure, { ...this.planFor(procedure, name), begun: name === 'form' }, true)
      } catch (e) {
        if (!(e instanceof Stuck)) throw e
        why = e.message
      }
    }
    for (const l of lines) if (!this.tally.has(l)) this.idle(l) ? await this.tryIdle(procedure, l) : this.tally.skip(l, why || NO_WAY)
  }
}
