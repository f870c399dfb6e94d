// SPDX-License-Identifier: AGPL-3.0-or-later
// A town with a bit of everything behind it: every derived table has rows.
import {
  allowed, assetForm, deviceForm, fiscalYearEnd, newTown, openTalk, submit, today,
} from './lib.mjs'

async function entered(talk, clerk, head, procedure, body, step) {
  const a = await allowed(talk, clerk, submit(procedure, body))
  const b = await allowed(talk, head, { act: 'decide', matter: a.matter, step, outcome: 'permit', seen: a.seq })
  return { matter: a.matter, item: b.seq }
}

// A whole life: assets, devices, media, take-outs that return, wait, end badly.
export async function tellHistory(talk) {
  const take = (things, more) => submit('take-out', {
    things, purpose: '出張での説明に使うため', place: '県庁', 'off-premises': 'yes', 'off-network': 'yes',
    since: today(), until: fiscalYearEnd(), ...more,
  })
  const decide = (matter, step, outcome, seen, body) => ({ act: 'decide', matter, step, outcome, seen, ...(body ? { body } : {}) })

  const asset = await entered(talk, 'soumu-clerk', 'soumu-head', 'asset-enter', assetForm('職員名簿', 'II'), 'classify')
  const laptop = await entered(talk, 'soumu-clerk', 'soumu-head', 'device-enter',
    { ...deviceForm('ノートPC 1号'), carries: [asset.item] }, 'accept')
  const other = await entered(talk, 'zeimu-clerk', 'zeimu-head', 'device-enter', deviceForm('ノートPC 2号'), 'accept')
  await entered(talk, 'zeimu-clerk', 'zeimu-head', 'medium-enter',
    { name: 'USBメモリ 1', kind: 'usb', encrypts: 'yes', place: '税務課 金庫', locked: 'yes' }, 'accept')

  // with class II inside: two stamps, encryption, leaving, return, confirmation
  const a = await allowed(talk, 'soumu-clerk', take([laptop.item]))
  let last = await allowed(talk, 'soumu-head', decide(a.matter, 'permit', 'permit', a.seq, { note: '気を付けて' }))
  for (const [login, step, body] of [
    ['soumu-clerk', 'encrypt', { method: 'AES-256 の ZIP' }],
    ['soumu-clerk', 'leave', { 'left-on': today(), scanned: 'clean' }],
    ['soumu-clerk', 'return', { 'returned-on': today(), scanned: 'clean', erased: 'yes' }],
  ]) last = await allowed(talk, login, { act: 'do', matter: a.matter, step, seen: last.seq, body })
  await allowed(talk, 'soumu-leader', { act: 'confirm', matter: a.matter, step: 'return', seen: last.seq })

  // outside, and its time runs out
  const b = await allowed(talk, 'zeimu-clerk', take([other.item], { until: today() }))
  last = await allowed(talk, 'zeimu-head', decide(b.matter, 'permit', 'permit', b.seq))
  await allowed(talk, 'zeimu-clerk', { act: 'do', matter: b.matter, step: 'leave', seen: last.seq, body: { 'left-on': today(), scanned: 'clean' } })

  // refused, withdrawn, revoked, never decided
  const c = await allowed(talk, 'soumu-clerk', take([laptop.item]))
  await allowed(talk, 'soumu-head', decide(c.matter, 'permit', 'refuse', c.seq, { note: '今は要りません' }))
  const d = await allowed(talk, 'soumu-clerk', take([laptop.item]))
  await allowed(talk, 'soumu-clerk', { act: 'withdraw', matter: d.matter, seen: d.seq, body: { reason: '取りやめ' } })
  const e = await allowed(talk, 'soumu-clerk', take([laptop.item]))
  last = await allowed(talk, 'soumu-head', decide(e.matter, 'permit', 'permit', e.seq))
  await allowed(talk, 'soumu-head', { act: 'revoke', matter: e.matter, seen: last.seq, body: { reason: '必要がなくなった' } })
  const open = await allowed(talk, 'soumu-clerk', take([laptop.item]))

  await allowed(talk, 'soumu-head', { act: 'holiday', body: { add: [{ day: '2030-01-04', label: '臨時の閉庁日' }] } })
  await allowed(talk, 'soumu-head', { act: 'set', setting: 'permit-years', body: { value: '7', decided: today(), text: '委員会の決定' } })
  await allowed(talk, 'soumu-head', { act: 'appoint', body: { person: '1103', post: 'zeimu-leader', from: today(), concurrent: true } })
  return { asset, laptop, other, done: a.matter, late: b.matter, closed: c.matter, open: open.matter, openSeen: open.seq }
}

const moment = (minutes = 0) => new Date(Date.now() + 9 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16)

// People are away, stand in, go back, correct, enter for others and from paper: every table that this fills.
export async function tellPeople(talk) {
  const take = (things, more) => submit('take-out', {
    things, purpose: '会議', place: '県庁', 'off-premises': 'yes', 'off-network': 'no', since: today(), until: fiscalYearEnd(), ...more,
  })
  const device = async (clerk, head, name) => (await entered(talk, clerk, head, 'device-enter', deviceForm(name), 'accept')).item

  // the head is away, the section chief decides, the head sees it afterwards
  const pc = await device('zeimu-clerk', 'zeimu-head', 'ノートPC 3号')
  const away = await allowed(talk, 'zeimu-leader', { act: 'absent', body: { person: '1201', from: today(), until: today(), reason: '出張' } })
  const a = await allowed(talk, 'zeimu-clerk', take([pc]))
  const stood = await allowed(talk, 'kaigo-clerk', { act: 'decide', matter: a.matter, step: 'permit', outcome: 'permit', seen: a.seq })
  const seen = await allowed(talk, 'zeimu-head', { act: 'review', matter: a.matter, seen: stood.seq, body: { note: '承知' } })

  // given back, filled in again, permitted on a condition, talked about, corrected
  const mine = await device('soumu-clerk', 'soumu-head', 'ノートPC 4号')
  const b = await allowed(talk, 'soumu-clerk', take([mine]))
  const back = await allowed(talk, 'deputy', { act: 'raise', matter: b.matter, step: 'permit', seen: b.seq, body: { reason: '急ぎ' } })
  const given = await allowed(talk, 'soumu-head', { act: 'decide', matter: b.matter, step: 'permit', outcome: 'return', seen: back.seq, body: { note: '行き先を' } })
  const again = await allowed(talk, 'soumu-clerk', { ...take([mine], { place: '兵庫県庁' }), act: 'change', matter: b.matter, seen: given.seq, procedure: undefined })
  const on = await allowed(talk, 'soumu-head', { act: 'decide', matter: b.matter, step: 'permit', outcome: 'conditional', seen: again.seq, body: { note: '毎日持ち帰る' } })
  await allowed(talk, 'soumu-leader', { act: 'comment', matter: b.matter, body: { text: 'かばんを貸します' } })
  const right = await allowed(talk, 'soumu-clerk', { act: 'correct', matter: b.matter, seen: on.seq + 1, body: { reason: '誤記', form: { purpose: '打合せ' } } })

  // an accident, with its course as rows
  const c = await allowed(talk, 'kaigo-clerk', submit('incident', { kind: 'violation', certainty: 'suspected', 'found-at': moment(30), summary: '机上に書類' }))
  let last = await allowed(talk, 'kaigo-head', { act: 'decide', matter: c.matter, step: 'need-report', outcome: 'refuse', seen: c.seq, body: { note: '課の中で済む' } })
  for (const body of [{ at: moment(20), what: '片付けた' }, { at: moment(10), what: '話を聞いた' }, { _close: true }])
    last = await allowed(talk, 'kaigo-head', { act: 'do', matter: c.matter, step: 'respond', seen: last.seq, body })

  // for another, from paper; taken over from paper; a station; codes
  const d = await allowed(talk, 'zeimu-leader', submit('device-enter', { ...deviceForm('プリンタ'), _paper: { number: '税41', date: today() } }, { behalf: '1202' }))
  const e = await allowed(talk, 'soumu-clerk', submit('take-out', {
    ...take([await device('zeimu-clerk', 'zeimu-head', 'ノートPC 5号')]).body, _paper: { number: '税40', date: today() },
  }, { behalf: '1202', at: 'return' }))
  await allowed(talk, 'soumu-head', { act: 'station', body: { station: 'genkan', label: '玄関', procedure: 'door-book', section: 'soumu' } })
  await allowed(talk, 'soumu-head', { act: 'code', body: { persons: ['1202'] } })
  return { away, stood, seen, given, on, right, rows: last, paper: d, taken: e }
}

// Days pass: `day` entries, and what was due becomes late.
export async function passDays(talk, days) {
  await talk.clock(`${today(new Date(Date.now() + days * 86_400_000))}T09:00`)
  await allowed(talk, 'soumu-clerk', submit('asset-enter', assetForm('時計の後')))
}

// Many small matters, so that there are full tiles.
export async function addMatters(talk, n) {
  const acts = Array.from({ length: n }, (_, i) => submit('asset-enter', assetForm(`資産 ${i}`, ['I', 'II', 'III', 'IV'][i % 4])))
  return Promise.all(acts.map((a) => allowed(talk, 'zeimu-clerk', a)))
}

export async function livelyTown({ matters = 0, days = 2 } = {}) {
  const dir = await newTown()
  const talk = await openTalk(dir)
  const told = await tellHistory(talk)
  await addMatters(talk, matters)
  await passDays(talk, days)
  await talk.end()
  return { dir, told }
}
