// SPDX-License-Identifier: AGPL-3.0-or-later
// Fills in any form by the types of its fields, so that a step that is aimed at comes to be asked.
import { HERE, THERE } from './staff.mjs'

const list = (v) => (Array.isArray(v) ? v : v === undefined ? [] : [v])

// What must be typed where for the conditions of a step to hold: { form: {…}, steps: {STEP: {…}}, outcome: {STEP: …}, need, items }
export function aim(procedure, step, plan = { form: {}, steps: {}, outcome: {}, need: new Set(), items: {} }) {
  const number = (c) => c['at-least'] ?? c['at-most'] ?? 0
  const put = (path, value) => {
    const [a, b] = path.split('.')
    if (b === undefined) plan.form[a] = value
    else (plan.steps[a] ??= {})[b] = value
  }
  const meet = (c) => {
    if (c['any-of']) meet(c['any-of'][0])
    const path = c.field ?? c.all ?? c.max ?? c.min
    const wanted = c.in ? String(c.in[0]) : number(c)
    if (path && !path.includes('.')) put(path, wanted)
    else if (path) {
      plan.need.add(path.split('.')[0])
      Object.assign((plan.items[path.split('.')[0]] ??= {}), { field: path.split('.').at(-1), in: list(c.in).map(String) })
    }
    if (c.typed) put(c.typed, wanted)
    if (c.rows) put(c.rows, wanted)
    if (c.filled) c.filled.includes('.') ? put(c.filled, undefined) : plan.need.add(c.filled)
    if (c.count) plan.need.add(c.count.split('.')[0])
    for (const word of ['permitted', 'refused']) if (c[word]) {
      plan.outcome[c[word]] = word === 'refused' ? 'refuse' : 'permit'
      const before = procedure.steps.find((s) => s.name === c[word])
      if (before) aim(procedure, before, plan)
    }
    for (const at of [c.typed, c.rows, c.filled?.includes('.') ? c.filled : undefined].filter(Boolean)) {
      const before = procedure.steps.find((s) => s.name === at.split('.')[0])
      if (before && before !== step) aim(procedure, before, plan)
    }
  }
  step.when.forEach(meet)
  // what belongs to another section than the applicant's: else one stamp is for both
  for (const o of step.of.filter((x) => x !== 'applicant' && x !== 'town')) {
    const [root, link] = o.split('.')
    plan.need.add(root)
    Object.assign((plan.items[root] ??= {}), { owner: THERE, ...(link ? { link } : {}) })
  }
  return plan
}

export class Filler {
  constructor(policy, town, people, findItem) {
    Object.assign(this, { policy, town, people, findItem })
  }

  get today() {
    return this.town.now.slice(0, 10)
  }

  // Near the end of the fiscal year, the last day that most permits may name.
  get yearEnd() {
    const [year, month] = this.today.split('-').map(Number)
    return `${month >= 4 ? year + 1 : year}-03-20`
  }

  dateOf(procedure, f) {
    const appoints = procedure.then.some((t) => t.appoint && Object.values(t.appoint).includes(`form.${f.name}`))
    if (appoints) return '2028-04-01' // nobody's roles change while they are tried
    if (f.name === procedure.until || f.name === 'until') return this.yearEnd
    return this.today
  }

  async value(procedure, f, who, turn, wish) {
    switch (f.type) {
      case 'line': case 'text': return '試験のため'
      case 'date': return this.dateOf(procedure, f)
      case 'time': return `${this.today}T08:45`
      case 'class': return this.policy.classes[0]
      case 'person': return this.people.find((p) => p.login.endsWith('-2')).id
      case 'persons': return [this.people.find((p) => p.login.endsWith('-2')).id]
      case 'section': return turn % 2 ? THERE : HERE
      case 'item': return [await this.findItem(list(f.of), who, wish)]
      case 'items': return [await this.findItem(list(f.of), who, wish)]
      case 'number': return turn % 3 === 0 ? Math.min(3, f.max ?? 3) : turn % 3 === 1 ? 2 : 1
      case 'choice': return f.choices[turn % f.choices.length].id
      case 'yesno': return turn % 2 ? 'no' : 'yes'
      case 'file': return this.town.upload(who)
      default: throw new Error(`no filler for the type ${f.type}`)
    }
  }

  // The body of a form: what is required, what the plan needs and what it says.
  async form(procedure, fields, who, { values = {}, need = new Set(), items = {}, turn = {} } = {}) {
    const body = {}
    for (const f of fields.filter((x) => !x.is)) {
      const said = Object.hasOwn(values, f.name)
      if (said && values[f.name] !== undefined) {
        const v = values[f.name]
        body[f.name] = f.type === 'items' || f.type === 'item' ? list(v) : f.type === 'number' ? Number(v) : v === 'true' ? 'yes' : v === 'false' ? 'no' : v
      } else if (f.required || need.has(f.name) || said) body[f.name] = await this.value(procedure, f, who, turn[f.name] ?? 0, items[f.name])
    }
    return body
  }
}
