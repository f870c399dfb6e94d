// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may, worked out from the cells of the matrix and the staff list alone; and the count of cells.
import { holds } from './staff.mjs'

// May this person by this mark? `place` has the matter's section, the step's row and whether it is late.
function fits(policy, person, role, mark, place) {
  switch (mark) {
    case '-': case 'member': case 'chair': case 'part':
      return false
    case 'town': case 'enters':
      return holds(policy, person, role)
    case 'late':
      return Boolean(place.late) && holds(policy, person, role, place.section)
    case 'section':
      return holds(policy, person, role, place.section)
    case 'owner':
      return holds(policy, person, role, place.owner ?? place.section)
    case 'each':
      return place.owner === `@${person.id}`
    default:
      throw new Error(`the mark ${mark} is not known`)
  }
}

// The role above is asked when nobody (else) holds it.
function above(policy, people, line, place, barred) {
  for (let role = policy.roles.find((r) => !['-', 'member', 'chair', 'part', 'late'].includes(line.cells[r])); role && role !== '-'; role = policy.up[role]) {
    const found = people.filter((p) => !barred.includes(p.id) && holds(policy, p, role, policy.town.has(role) ? undefined : place.section))
    if (found.length) return found
  }
  return []
}

// Everybody who may, by the line; `barred` are the ids of who may not although he holds it.
export function entitled(policy, people, line, place, barred = []) {
  const by = people.filter((p) => !barred.includes(p.id) &&
    ((line.applicant && p.id === place.applicant) || policy.roles.some((r) => fits(policy, p, r, line.cells[r], place))))
  return by.length || line.applicant || Object.values(line.cells).includes('each') ? by : above(policy, people, line, place, barred)
}

// Cells that were tried: a line and a role, by somebody who holds it for the section in question or for another.
export class Tally {
  constructor(policy, people) {
    Object.assign(this, { policy, people, tried: new Map(), wrong: [], skipped: new Map() })
    this.all = policy.lines.length * (policy.roles.length + 1)
  }

  static key = (l) => `${l.subject} ${l.act} ${l.step}`

  // This person has tried what the line says, and it came out so.
  note(line, person, wanted, got, say = '') {
    const key = Tally.key(line)
    if (!this.tried.has(key)) this.tried.set(key, new Set())
    for (const r of this.policy.roles) if (holds(this.policy, person, r)) this.tried.get(key).add(r)
    if (wanted !== got) this.wrong.push(`${key}: ${person.login} ${wanted ? 'may, but is refused' : 'may not, but is let'}${say ? `: ${say}` : ''}`)
  }

  himself(line) {
    const key = Tally.key(line)
    if (!this.tried.has(key)) this.tried.set(key, new Set())
    this.tried.get(key).add('applicant')
  }

  has(line) {
    return this.tried.has(Tally.key(line))
  }

  skip(line, why) {
    this.skipped.set(Tally.key(line), why)
  }

  // What was never tried, and why.
  get left() {
    return [...this.skipped].filter(([key]) => !this.tried.has(key))
  }

  get cells() {
    let n = 0
    for (const s of this.tried.values()) n += s.size
    return n
  }
}
