// SPDX-License-Identifier: AGPL-3.0-or-later
// What a scenario says of a matter or a thing, against what somebody who may
// read it is shown: a matter by the API, a thing by its page.
const SPELT = { permit: 'permitted', refuse: 'refused' }
const DEEDS = new Set(['decide', 'do', 'confirm', 'change'])
const CLOCK_SLACK = 30 * 60 // the clock of a town goes on while the scenario is played
export const text = (html) => html.replace(/<[^>]*>/g, ' ').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<')
  .replace(/&gt;/g, '>').replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim()

const shown = (v) => (v === undefined || v === null ? '' : Array.isArray(v) ? JSON.stringify(v) : v === true ? 'yes' : v === false ? 'no' : String(v))
const list = (v) => [v ?? []].flat().filter((x) => x !== '')
const waits = (m, s) => m.state === 'open' && (s.state === 'open' || s.state === 'unconfirmed')

// "2026-11-25 9:00" in seconds.
function moment(v) {
  const [date, hour = '0:00'] = v.split(' ')
  return Date.parse(`${date}T${hour.padStart(5, '0')}:00+09:00`) / 1000
}

function same(got, wanted, key, step) {
  if (key === 'due' && step) return wanted === '' ? !step.due : Math.abs(step.due - moment(wanted)) < CLOCK_SLACK
  return got === wanted
}

function setDiffers(what, got, wanted) {
  const have = [...new Set(got)]
  return list(wanted).length === have.length && list(wanted).every((w) => have.includes(w)) ? [] : [`${what} is [${have.join(', ')}], not [${list(wanted).join(', ')}]`]
}

function matterValue(play, m, key) {
  const p = play.policy.procedures.get(m.procedure)
  const own = p?.form?.some((f) => f.name === key)
  if (key === 'late') return shown(m.steps.some((s) => s.late))
  if (key === 'applicant') return play.town.loginOf(m.applicant)
  if (key === 'until' && own && !m.until) return shown(m.form.until)
  if (['state', 'number', 'until', 'taken', 'section', 'procedure'].includes(key)) return shown(m[key])
  return shown(m.form[key])
}

function stepValue(play, s, key) {
  if (key === 'state') return SPELT[s.state] ?? s.state
  if (key === 'person') return play.town.loginOf(s.person)
  if (['section', 'late', 'reminded', 'deputy', 'raised', 'note', 'rows'].includes(key)) return shown(s[key])
  return shown(s.fields[key])
}

async function whoMay(play, m, step) {
  const may = []
  for (const login of play.logins) {
    const own = await play.town.matter(login, m.matter)
    if (own?.next.some((n) => DEEDS.has(n.act) && (n.step === step || (n.act === 'change' && step === 'form')))) may.push(login)
  }
  return may
}

async function stepDiffers(play, line, m) {
  const s = m.steps.filter((one) => one.step === line.step && (!line.section || one.section === line.section)).pop()
  if (line.expect === 'nothing') return s ? [`the step ${line.step} has begun`] : []
  if (!s) return [`the step ${line.step} has not begun`]
  const faults = []
  for (const [key, wanted] of Object.entries(line.is ?? {})) {
    if (key === 'remind') continue
    const got = key === 'due' ? String(s.due) : stepValue(play, s, key)
    if (!same(got, wanted, key, s)) faults.push(`${line.step} ${key} is «${got}», not «${wanted}»`)
  }
  if (line.who !== undefined) {
    // what one may do is told by step, not by section: of several rows only who is missing is seen
    const may = waits(m, s) ? await whoMay(play, m, line.step) : []
    const several = m.steps.filter((one) => one.step === line.step && waits(m, one)).length > 1
    faults.push(...setDiffers('who', several ? may.filter((l) => list(line.who).includes(l)) : may, line.who))
  }
  if (line.nobody) {
    const page = await play.town.read(play.readerOf(m.matter), `/matter/${m.matter}`)
    if (!page || !text(page).includes(line.nobody)) faults.push(`the page does not say why nobody may: «${line.nobody}»`)
  }
  return faults
}

export async function matterDiffers(play, line, id) {
  const m = await play.facts(id)
  if (!m) return ['nobody may read it']
  const faults = []
  if (line.open !== undefined) faults.push(...setDiffers('open', m.steps.filter((s) => waits(m, s)).map((s) => s.step), line.open))
  if (line.notices !== undefined)
    faults.push(...setDiffers('notices', m.notices.map((n) => {
      const who = n.person ? play.town.loginOf(n.person) : `${n.role}${n.section ? `@${n.section}` : ''}`
      return `${n.kind} ${who}${n.step ? ` ${n.step}` : ''}`
    }), line.notices))
  if (line.step !== undefined) return [...faults, ...await stepDiffers(play, line, m)]
  for (const [key, wanted] of Object.entries(line.is ?? {})) {
    const got = matterValue(play, m, key)
    if (got !== wanted) faults.push(`${key} is «${got}», not «${wanted}»`)
  }
  return faults
}

// --- things ---------------------------------------------------------------------------

// By which words a page may show a value.
function words(play, value) {
  const out = new Set([value, ...(play.policy.words.get(value) ?? [])])
  const [y, m, d] = /^(\d{4})-(\d\d)-(\d\d)/.exec(value)?.slice(1).map(Number) ?? []
  if (y) out.add(`R${y - 2018}.${m}.${d}`).add(`令和${y - 2018}年${m}月${d}日`)
  if (value === 'yes') out.add('はい')
  if (value === 'no') out.add('いいえ')
  for (const p of play.town.persons.values()) if (p.id === value || p.login === value) out.add(p.name)
  if (play.town.sections.has(value)) out.add(play.town.sections.get(value))
  return [...out]
}

function thingOf(html) {
  const main = html.slice(html.indexOf('<main'))
  const now = main.slice(main.indexOf('id="h-now"'))
  const facts = {}
  for (const [, dt, dd] of now.slice(0, now.indexOf('</dl>')).matchAll(/<dt>([^]*?)<\/dt><dd[^>]*>([^]*?)<\/dd>/g)) facts[text(dt)] ??= text(dd)
  return {
    register: /href="\/register\/([^"]+)">[^<]*<\/a><\/p>/.exec(main)?.[1],
    state: text(/<p class="badge[^>]*>([^]*?)<\/p>/.exec(main)?.[1] ?? ''),
    owner: text(/<p class="lead">([^]*?)<\/p>/.exec(main)?.[1] ?? ''),
    number: text(/<span class="number">([^]*?)<\/span>/.exec(main)?.[1] ?? ''),
    busy: /class="box box-note"/.test(main) ? 'yes' : 'no',
    facts,
  }
}

export async function thingDiffers(play, line, id) {
  const html = await play.readThing(id)
  if (!html) return ['nobody may read it']
  const thing = thingOf(html)
  const fields = play.policy.registers.get(thing.register)?.fields ?? []
  const faults = []
  for (const [key, wanted] of Object.entries(line.is ?? {})) {
    const field = fields.find((f) => f.name === key)
    const got = field ? thing.facts[field.label] ?? '' : thing[key]
    const good = key === 'busy' && !field ? got === wanted
      : field && ['item', 'items'].includes(field.type) && wanted !== '' ? got !== ''
        : words(play, wanted).some((w) => got === w || (w !== '' && got.startsWith(`${w} `)) || (w !== '' && got.startsWith(`${w}（`)) || (key === 'owner' && w !== '' && got.endsWith(w)))
    if (!good) faults.push(`${key} is «${got}», not «${wanted}»`)
  }
  return faults
}
