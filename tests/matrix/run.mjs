// SPDX-License-Identifier: AGPL-3.0-or-later
// Every cell of the matrix of rights over HTTP: everybody of a town logs in, and tries everything.
import { equal, main, needed, ok, test } from '../proc/lib.mjs'
import { tryActs } from './acts.mjs'
import { Driver } from './drive.mjs'
import { Filler } from './fill.mjs'
import { readPolicy } from './policy.mjs'
import { Tally, entitled } from './rights.mjs'
import { HERE, holds, staffCsv, staffOf } from './staff.mjs'
import { Town } from './town.mjs'

const only = process.env.PROCEDURE?.split(',')
let policy, people, town, tally, driver

const administrator = () => policy.roles.find((r) => policy.lines.some((l) => l.act === 'act' && l.step === 'people' && l.cells[r] !== '-'))
const each = async (all, width, go) => {
  const left = [...all]
  await Promise.all(Array.from({ length: width }, async () => { while (left.length) await go(left.shift()) }))
}

test('a town in which everybody logs in', needed(async () => {
  policy = await readPolicy()
  people = staffOf(policy)
  for (const r of policy.roles) ok(people.some((p) => holds(policy, p, r)), `somebody holds ${r}`)
  town = await Town.begin(staffCsv(people))
  await each(people, 2, (p) => town.logIn(p))
  tally = new Tally(policy, people)
  driver = new Driver(policy, town, people, new Filler(policy, town, people), tally)
  await town.clock('2026-11-04T09:00')
}))

// Later the things are there that rounds and dates ask for, and other periods have begun.
const days = (only ? process.env.DAYS?.split(',') : ['2026-11-06', '2026-12-01', '2027-04-05']) ?? []

test('every procedure: who begins, reads, decides, does, confirms, revokes', needed(async () => {
  for (const day of ['', ...days]) {
    if (day) await town.clock(`${day}T09:00`)
    if (day === days[0]) await town.people(staffCsv(people, true), people.find((p) => holds(policy, p, administrator())), days[1] ?? day)
    const begin = Date.now()
    for (const p of policy.procedures.values()) if (!only || only.includes(p.id)) await driver.cover(p)
    if (process.env.VERBOSE) console.log(`  ${day || 'at first'}: ${Date.now() - begin} ms`)
  }
}))

test('every register: who reads an item', async () => {
  for (const r of policy.registers) {
    const line = driver.line(r.id, 'read')
    const item = town.rows(`SELECT id, section FROM item WHERE register = '${r.id}' ORDER BY section <> '${HERE}' LIMIT 1;`)[0]
    if (!item) {
      tally.skip(line, 'no item of it came to be')
      continue
    }
    const may = entitled(policy, people, { ...line, cells: line.cells }, { section: item.section })
    for (const p of people) {
      const status = await town.page(p, `/item/${item.id}`)
      tally.note(line, p, may.includes(p), status === 200, `${status}`)
    }
  }
})

test('every built-in act', async () => {
  await tryActs(driver)
})

test('what came out is what the matrix says', () => {
  const lines = policy.lines.filter((l) => l.subject !== '-')
  const steps = lines.filter((l) => ['decide', 'do', 'confirm'].includes(l.act))
  const tried = (of) => of.filter((l) => tally.has(l)).length
  const procedures = [...policy.procedures.keys()]
  console.log(`  matrix: ${people.length} people, ${town.requests} requests`)
  console.log(`  matrix: cells ${tally.cells} of ${tally.all}, lines ${tried(policy.lines)} of ${policy.lines.length}`)
  console.log(`  matrix: procedures ${procedures.filter((id) => tried(lines.filter((l) => l.subject === id && l.act !== 'submit')) > 0).length} of ${procedures.length}, steps ${tried(steps)} of ${steps.length}`)
  for (const [key, why] of tally.left) console.log(`  skip matrix: ${key}: ${why}`)
  for (const w of tally.wrong) console.log(`  FAIL matrix: ${w}`)
  equal(driver.leaks.join('\n'), '', 'entries of refused acts')
  equal(tally.wrong.length, 0, 'cells that are not as the matrix says')
})

test('the town ends', async () => {
  equal(await town.end(), 0, 'exit')
})

await main('matrix')
