// SPDX-License-Identifier: AGPL-3.0-or-later
// A form of the page filled in as the page offers it and sent by its button. A
// value that the page has no control for, or no such choice, is told, not forced.

// In the browser. `mark`: hidden inputs by which the form is known; `values`:
// what is typed, by the control's name; `whole`: what is not named is emptied.
function fillIn({ mark, values, hidden, whole, press }) {
  const is = (f, [name, value]) => (value === null ? !f.elements[name] : f.querySelector(`input[type=hidden][name="${name}"]`)?.value === value)
  const form = [...document.querySelectorAll('main form')].find((f) => Object.entries(mark).every((m) => is(f, m)) &&
    [...f.querySelectorAll('button')].some((b) => b.name === press.name && b.value === press.value))
  if (!form) return { none: true }
  const of = (name) => [...form.querySelectorAll('input, select, textarea')].filter((e) => e.name === name && e.type !== 'hidden')
  const missing = [], files = []
  for (const [key, value] of Object.entries(hidden ?? {})) form.querySelector(`input[type=hidden][name="${key}"]`).value = value
  if (whole) for (const e of form.querySelectorAll('input, select, textarea')) {
    if (e.type === 'hidden' || !e.name.startsWith('f.') || e.name.endsWith('.q')) continue
    if (e.type === 'checkbox' || e.type === 'radio') e.checked = false
    else if (e.type !== 'file') e.value = ''
  }
  for (const [name, value] of Object.entries(values)) {
    const key = name.replace(/\?$/, '')
    const list = Array.isArray(value) ? value : [value]
    let controls = of(`f.${key}`)
    if (!controls.length) controls = of(key)
    const file = of(`f.${key}.file`)[0]
    if (file) {
      files.push({ id: file.id, value: list[0] })
      continue
    }
    const first = controls[0]
    if (!first && !of(`f.${key}.q`).length) {
      if (list.some((v) => v !== '') && key === name) missing.push({ key, why: 'control' })
      continue
    }
    if (!first || first.type === 'checkbox' || first.type === 'radio') {
      for (const v of list.filter((one) => one !== '')) {
        const box = controls.find((c) => c.value === v)
        if (box) box.checked = true
        else missing.push({ key, value: v, why: 'choice', search: of(`f.${key}.q`).length > 0 })
      }
      if (new Set(list).size < list.length) missing.push({ key, why: 'twice' })
      continue
    }
    first.value = list.join(',')
    if (first.value !== list.join(',').replace(/\n$/, '')) missing.push({ key, value: list.join(','), why: first.tagName === 'SELECT' ? 'choice' : 'spelling' })
  }
  form.setAttribute('data-scene', '1')
  const button = [...form.querySelectorAll('button')].find((b) => b.name === press.name && b.value === press.value)
  button.setAttribute('data-scene-press', '1')
  return { missing, files }
}

async function submit(page, button) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.evaluate((b) => {
    const e = document.querySelector(b)
    e.form.requestSubmit(e)
  }, button)])
}

// Searches the picker for a thing that its first page does not show.
async function search(page, missing, labelOf) {
  const label = await labelOf(missing.value)
  if (!label) return false
  await page.evaluate(({ key, text }) => {
    const form = document.querySelector('form[data-scene]')
    form.querySelector(`[name="f.${key}.q"]`).value = text
    form.querySelector(`button[name=pick][value="f.${key}"]`).setAttribute('data-scene-pick', '1')
  }, { key: missing.key, text: label })
  await submit(page, '[data-scene-pick]')
  return true
}

// How a file begins that its name promises; the gate looks.
const BEGINS = { pdf: '%PDF-1.7\n', png: '\x89PNG\r\n\x1a\n', jpg: '\xff\xd8\xff', docx: 'PK\x03\x04', xlsx: 'PK\x03\x04', zip: 'PK\x03\x04' }

// A file of the name and size that the scenario says, if of other bytes.
function bytesOf(value) {
  const [, size = '64', name = '紙.pdf'] = /^\S+ (\d+) (.+)$/.exec(value) ?? []
  const begin = Buffer.from(BEGINS[name.split('.').pop().toLowerCase()] ?? '', 'latin1')
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.concat([begin, Buffer.alloc(Math.max(Number(size) - begin.length, 1), 'x')]) }
}

// Fills in and sends. Gives { none } when there is no such form, { missing }
// when the page does not take these values, else { sent }.
export async function send(page, { mark, values, hidden, whole = false, press, labelOf }) {
  let filled = await page.evaluate(fillIn, { mark, values, hidden, whole, press })
  const sought = new Set()
  for (let far; (far = filled.missing?.find((m) => m.search && !sought.has(m.value))); sought.add(far.value)) {
    if (!(await search(page, far, labelOf))) break
    filled = await page.evaluate(fillIn, { mark, values, hidden, whole: false, press })
  }
  if (filled.none || filled.missing.length) return filled
  for (const f of filled.files) if (f.value) await page.setInputFiles(`[id="${f.id}"]`, bytesOf(f.value))
  await submit(page, '[data-scene-press]')
  return { sent: true }
}

// What a page says after it was sent a form.
export function said(page) {
  return page.evaluate(() => ({
    path: location.pathname,
    done: new URLSearchParams(location.search).get('done'),
    alert: [...document.querySelectorAll('[role=alert], .field-bad, .door')].map((e) => e.textContent.replace(/\s+/g, ' ').trim()).join(' '),
    shut: document.querySelector('main .door') !== null,
    bad: [...document.querySelectorAll('.field-bad')].map((e) => e.id),
    text: document.querySelector('main')?.textContent.replace(/\s+/g, ' ').trim() ?? '',
  }))
}
