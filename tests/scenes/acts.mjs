// SPDX-License-Identifier: AGPL-3.0-or-later
// An act of a scenario by the page that has it. Every act gives an answer:
// { allowed, seq, matter } when the page says so, else { allowed: false, how }:
// shut (the page is not his), absent (no such button), refused (the page said
// no: `alert`, `bad`), untakable (the page does not take these values: `missing`).
import { said, send } from './form.mjs'

const OPENS = 400
const PLAIN = { name: '', value: '' }
const SEND = { name: 'send', value: '1' }

export const day = (iso) => Math.floor(Date.parse(`${iso}T00:00Z`) / 86400_000)

// Sends a form of the page at `path` and reads the answer.
async function sent(play, line, path, form) {
  const { town } = play
  const status = await town.open(line.as, path)
  if (status === 0 || status >= OPENS) return { allowed: false, how: 'shut', alert: status ? (await said(town.page)).text : '' }
  const filled = await send(town.page, { ...form, labelOf: (id) => play.labelOf(line.as, id) })
  if (filled.none) return { allowed: false, how: 'absent', alert: (await said(town.page)).text }
  if (!filled.sent) return { allowed: false, how: 'untakable', missing: filled.missing, alert: '' }
  const s = await said(town.page)
  if (s.done === null) return { allowed: false, how: s.shut ? 'shut' : 'refused', alert: s.alert, bad: s.bad }
  const matter = /^\/matter\/(\d+)$/.exec(s.path)?.[1]
  return { allowed: true, seq: Number(s.done), matter: matter ? Number(matter) : undefined, alert: s.text }
}

const bodyOf = (line) => (line.body && typeof line.body === 'object' ? line.body : {})

// What is typed: the body without what belongs to the act, with things by their numbers.
function typed(play, line, { procedure, step }) {
  const values = {}
  for (const [key, value] of Object.entries(bodyOf(line))) {
    if (key.startsWith('_')) continue
    values[key] = play.policy.namesThings(procedure, step, key) ? [value].flat().filter((v) => v !== '').map((v) => String(play.id(v))) : value
  }
  return { ...values, ...paper(bodyOf(line)) }
}

const paper = (body) => (body._paper ? { paper_number: body._paper.number, paper_date: body._paper.date } : {})

function submit(play, line) {
  const values = typed(play, line, { procedure: line.procedure })
  if (line.behalf) values.behalf = play.town.idOf(line.behalf)
  if (line.at) values.at = line.at
  if (line.post) values.post = line.post
  if (line.renews) return sent(play, line, `/matter/${play.id(line.renews)}/renew`, { mark: {}, values, whole: true, press: SEND })
  return sent(play, line, `/${line.at ? 'takeover' : 'apply'}/${line.procedure}`, { mark: {}, values, whole: true, press: SEND })
}

// The forms of a matter's own page, or of the page where one enters for somebody else.
async function pressed(play, line, { step = line.step, outcome = '', whole = false, values = null } = {}) {
  const id = play.id(line.matter)
  const matter = play.matters.get(id)
  const form = {
    mark: { act: line.act, ...(step ? { step } : {}), away: null },
    values: values ?? typed(play, line, { procedure: matter?.procedure, step }),
    hidden: line.seen === 'start' ? { seen: String(id) } : {}, whole, press: { name: 'outcome', value: outcome },
  }
  if (!line.behalf) return sent(play, line, `/matter/${id}`, form)
  return sent(play, line, `/matter/${id}/behalf?for=${encodeURIComponent(play.town.idOf(line.behalf))}`, form)
}

const decide = (play, line) => pressed(play, line, { outcome: line.outcome, whole: true })

// A step that goes through a register has a line of its table for each thing: all rows go in at once.
async function book(play, line, rows, closes) {
  const values = {}
  for (const { item, ...row } of rows) {
    const id = item === undefined ? 0 : play.id([item].flat()[0])
    for (const [key, value] of Object.entries(row)) values[`r.${id}.${key}`] = value
    values[`r.${id}._?`] = '1' // what it ticks where the page asks for that
  }
  return pressed(play, line, { values, outcome: closes ? 'close' : '' })
}

// Rows go in one by one; with `_close` the last of them closes the step.
async function doing(play, line) {
  const { _rows, _close, ...body } = bodyOf(line)
  const rows = _rows ?? (Object.keys(body).length ? [body] : [])
  const over = play.policy.step(play.matters.get(play.id(line.matter))?.procedure, line.step)?.over
  if (over && (await play.town.read(line.as, `/matter/${play.id(line.matter)}`))?.includes(`id="book-${line.step}"`))
    return book(play, line, rows, _close === 'yes')
  if (!rows.length) rows.push(body)
  let answer
  for (const [i, row] of rows.entries()) {
    const closes = _close === 'yes' && i === rows.length - 1
    answer = await pressed(play, { ...line, body: row }, { outcome: closes ? 'close' : '', whole: true })
    if (!answer.allowed) break
  }
  return answer
}

function change(play, line) {
  const id = play.id(line.matter)
  return sent(play, line, `/matter/${id}/change`, {
    mark: {}, values: typed(play, line, { procedure: play.matters.get(id)?.procedure }), whole: true, press: SEND,
  })
}

function correct(play, line) {
  const id = play.id(line.matter)
  const { reason = '', form = {} } = bodyOf(line)
  const values = { ...typed(play, { body: form }, { procedure: play.matters.get(id)?.procedure, step: line.step }), reason }
  return sent(play, line, `/matter/${id}/correct${line.step ? `?step=${line.step}` : ''}`, { mark: {}, values, press: SEND })
}

// One's own days, somebody else's, or days that are taken back on their line.
async function absent(play, line) {
  const { person = '', from = '', until = '', reason = '' } = bodyOf(line)
  const iso = /^\d{4}-\d\d-\d\d$/
  if (iso.test(from) && iso.test(until) && day(until) === day(from) - 1)
    return sent(play, line, '/absence', { mark: { person, from }, values: {}, press: { name: 'change', value: 'back' } })
  const own = person === play.town.idOf(line.as)
  const values = { from, until, reason: 'other', other: reason, ...(own ? {} : { person }) }
  return sent(play, line, '/absence', { mark: own ? { who: null, person: null } : { who: 'other' }, values, press: PLAIN })
}

function set(play, line) {
  return sent(play, line, `/setting/${line.setting}`, { mark: {}, values: bodyOf(line), press: PLAIN })
}

export const PAGES = {
  submit, decide, do: doing, change, correct, absent, set,
  confirm: pressed, withdraw: (p, l) => pressed(p, l, { step: '' }), revoke: (p, l) => pressed(p, l, { step: '' }),
  raise: pressed, comment: (p, l) => pressed(p, l, { step: '' }), review: (p, l) => pressed(p, l, { step: '' }),
}

// Why a line cannot be taken through a page; nothing when it can.
export function noPage(line) {
  if (line.raw !== undefined) return 'about the wire'
  if (line.people !== undefined) return 'staff list, by its command'
  if (line.as?.startsWith('@')) return 'at a station'
  if (line.id) return 'about the wire'
  if (line.seen && line.seen !== 'start') return 'about the wire'
  if (line.post && line.act !== 'submit' && (line.expect ?? 'allowed') !== 'allowed') return 'as a post that is not his'
  if (!PAGES[line.act]) return `no page driven for ${line.act}`
  return null
}

// --- by the command instead, so that the rest of the scenario can go on ----------------

const plain = (v) => (v === 'yes' ? true : v === 'no' ? false : Array.isArray(v) ? v.map(plain)
  : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)])) : v)

function wireBody(play, form, body) {
  return Object.fromEntries(Object.entries(body).map(([k, v]) => {
    if (k === '_rows') return [k, v.map((row) => wireBody(play, form, row))]
    if (play.policy.namesThings(form.procedure, form.step, k)) return [k, [v].flat().filter((x) => x !== '').map((x) => Number(play.id(x)))]
    return [k, form.plain || k.startsWith('_') ? plain(v) : v]
  }))
}

export async function byCommand(play, line) {
  const act = {}
  for (const key of ['id', 'act', 'procedure', 'step', 'outcome', 'post', 'setting', 'at']) if (line[key]) act[key] = line[key]
  if (line.matter) {
    act.matter = Number(play.id(line.matter))
    if (line.act !== 'comment') act.seen = line.seen === 'start' ? act.matter : (await play.facts(act.matter)).seen
  }
  if (line.renews) act.renews = Number(play.id(line.renews))
  if (line.behalf) act.behalf = play.town.idOf(line.behalf)
  const form = { procedure: line.procedure ?? play.matters.get(act.matter)?.procedure, step: line.step, plain: !line.procedure && !line.matter && line.act !== 'set' }
  if (line.act === 'correct') act.body = { ...line.body, form: wireBody(play, form, line.body.form ?? {}) }
  else if (line.body && typeof line.body === 'object') act.body = wireBody(play, form, line.body)
  return play.town.act(line.as, act)
}
