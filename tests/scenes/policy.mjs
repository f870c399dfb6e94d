// SPDX-License-Identifier: AGPL-3.0-or-later
// What the driver has to know of a policy before it looks at a page: which
// fields name things, and by which words a page shows a value.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export class Policy {
  constructor(folder) {
    this.folder = folder
    this.procedures = new Map()
    this.registers = new Map()
    this.words = new Map()
    for (const file of readdirSync(folder).filter((f) => f.endsWith('.yaml')))
      this.add(parse(readFileSync(join(folder, file), 'utf8'), { schema: 'failsafe' }) ?? {})
  }

  add(file) {
    for (const p of file.procedures ?? []) this.procedures.set(p.id, p)
    for (const r of file.registers ?? []) this.registers.set(r.id, r)
    const choices = (f) => f.choices ?? []
    for (const r of file.registers ?? []) for (const c of [...(r.states ?? []), ...(r.fields ?? []).flatMap(choices)]) this.word(c.id, c.label)
    for (const c of file.classes ?? []) this.word(c.id, c.label)
  }

  word(id, label) {
    if (!this.words.has(id)) this.words.set(id, new Set())
    this.words.get(id).add(label)
  }

  // The form that types a body: the procedure's own, or a step's.
  form(procedure, step) {
    if (!step) return this.procedures.get(procedure)?.form ?? []
    const s = this.step(procedure, step)
    const own = Array.isArray(s?.form) ? s.form : []
    return s?.over ? [{ name: 'item', type: 'item' }, ...own] : own
  }

  step(procedure, name) {
    return this.procedures.get(procedure)?.steps?.find((one) => this.name(one) === name)
  }

  name(step) {
    for (const kind of ['do', 'decide', 'inform', 'step']) if (typeof step[kind] === 'string') return step[kind]
    return step.name
  }

  namesThings(procedure, step, field) {
    const f = this.form(procedure, step).find((one) => one.name === field)
    return f?.type === 'item' || f?.type === 'items'
  }
}
