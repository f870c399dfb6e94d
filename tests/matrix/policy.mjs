// SPDX-License-Identifier: AGPL-3.0-or-later
// What the test reads of a policy: the matrix of rights as the program prints it, and from the YAML the
// fields that forms ask for. Nothing of who may do what is taken from the YAML: that is the matrix's to say.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { POLICY, good } from '../proc/lib.mjs'

const list = (v) => (v === undefined || v === null ? [] : Array.isArray(v) ? v : [v])
const line = (name) => ({ name, type: 'line', required: true })

function readYaml() {
  const all = {}
  for (const f of readdirSync(POLICY).filter((n) => n.endsWith('.yaml')).sort())
    for (const [key, value] of Object.entries(parse(readFileSync(join(POLICY, f), 'utf8')) ?? {}))
      all[key] = Array.isArray(value) ? [...(all[key] ?? []), ...value] : value
  return all
}

// A field of type conduct is one question for each rule of conduct.
const fields = (yaml, form) => list(form).flatMap((f) => (f.type !== 'conduct' ? [f]
  : yaml.duties.filter((d) => d.conduct).map((_, i) => ({
    name: `${f.name}-${i + 1}`, type: 'choice', required: true, choices: [{ id: 'yes' }, { id: 'no' }, { id: 'none' }],
  }))))

function formOf(yaml, step) {
  const form = fields(yaml, step.form)
  if (step.decide && yaml.boards?.some((b) => b.id === step.by))
    return [{ name: 'held-on', type: 'date', required: true }, line('minutes'), { name: 'present', type: 'number', required: true }, ...form]
  if (step.over) return [{ name: 'item', type: 'item', of: [step.over.register], required: true }, ...form]
  const proof = step['by-hand']?.proof
  return proof && form.length === 0 ? [line(proof)] : form
}

// A report, or what several are told, is several steps.
function stepsOf(yaml, step) {
  const name = step.decide ?? step.do ?? step.inform ?? step.control
  const own = { name, form: formOf(yaml, step), when: list(step.when), rows: Boolean(step.rows), over: step.over, except: step.except, of: list(step.of) }
  if (!step.inform) return [own]
  const told = list(step.to)
  return [own, ...(step.by ? told : told.slice(1)).map((role) => ({ ...own, name: `${name}-${role}`, ...(step.by ? { form: [], when: [], rows: false, over: undefined } : {}) }))]
}

const procedureOf = (yaml, p) => ({
  id: p.id,
  form: fields(yaml, p.form),
  steps: list(p.steps).flatMap((s) => stepsOf(yaml, s)),
  then: list(p.then),
  until: p.valid?.until,
  stays: p.withdraw === false || p.withdraw === 'no',
  narrow: Boolean(p.narrow),
  station: Boolean(p.station),
  starts: list(p.start),
})

// The lines of `policy matrix`: { subject, act, step, how, applicant, cells: {role: mark} }.
function readMatrix(text) {
  const [head, ...lines] = text.trimEnd().split('\n').map((l) => l.split('\t'))
  const at = head.indexOf('applicant')
  return lines.map((l) => ({
    subject: l[0], act: l[1], step: l[2], how: l[3].split(' '), applicant: l[at] !== '-',
    cells: Object.fromEntries(head.slice(at + 1).map((role, i) => [role, l[at + 1 + i]])),
  }))
}

export async function readPolicy() {
  const yaml = readYaml()
  const lines = readMatrix(await good(['policy', 'matrix', POLICY]))
  const dueFields = new Map()
  for (const start of yaml.procedures.flatMap((p) => list(p.start)).filter((x) => x.on === 'item.due'))
    for (const reg of list(start.of)) dueFields.set(reg, [...(dueFields.get(reg) ?? []), start.field])
  const roles = Object.keys(lines[0].cells)
  const about = (act) => lines.find((l) => l.subject === '-' && l.act === act).cells
  return {
    roles,
    town: new Set(yaml.roles.filter((r) => r.town).map((r) => r.id)),
    up: about('up'),
    heldBy: Object.fromEntries(roles.map((r) => [r, about('held-by')[r]])),
    posts: yaml.posts,
    classes: yaml.classes.map((c) => c.id),
    registers: yaml.registers,
    dueFields, // of a register: dates that begin something
    procedures: new Map(yaml.procedures.map((p) => [p.id, procedureOf(yaml, p)])),
    lines: lines.filter((l) => l.act !== 'held-by' && l.act !== 'up'),
    settings: yaml.settings,
  }
}
