// SPDX-License-Identifier: AGPL-3.0-or-later
// Bad input from people, clerks' files and the network: a clear answer, nothing
// lost, nothing half-done.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import {
  Gate, STAFF, actAs, allowed, assetForm, deviceForm, equal, good, main, match, needed, newId, newTown, ok,
  processesOf, rows, runTown, sekimori, sleep, stopTown, submit, temp, test, today, tokenOf, until,
} from './lib.mjs'

let dir, town, gate, token
const size = async () => (await gate.status()).entries

test('a running town', needed(async () => {
  dir = await newTown()
  town = await runTown(dir)
  gate = await Gate.connect(dir)
}))

// --- acts ---------------------------------------------------------------------------------

// Refused with reason and way out, and the ledger is as long as before.
async function refused(login, act, { err, why } = {}) {
  const before = await size()
  const a = await gate.act(login, act)
  ok(a && a.allowed === false, `${login} may not ${JSON.stringify(act)}: ${JSON.stringify(a)}`)
  ok(a.why?.length > 3 && a['way-out'] !== undefined, `why and way out: ${JSON.stringify(a)}`)
  if (err) equal(a.err, err, JSON.stringify(a))
  if (why) match(a.why, why, 'why')
  equal(await size(), before, 'entries')
  return a
}

test('acts: replayed, out of order, on a closed matter, stale, as another post, by somebody who left', async () => {
  const a = await allowed(gate, 'soumu-clerk', { id: 'replay-1', ...submit('device-enter', deviceForm('PC')) })
  const again = await gate.act('soumu-clerk', { id: 'replay-1', ...submit('device-enter', deviceForm('PC')) })
  ok(again.allowed && again.repeated && again.seq === a.seq, `replayed: ${JSON.stringify(again)}`)
  await refused('zeimu-clerk', { id: 'replay-1', ...submit('device-enter', deviceForm('PC')) }, { err: 'conflict' })
  const decide = { act: 'decide', matter: a.matter, step: 'accept', outcome: 'permit', seen: a.seq }
  await refused('soumu-clerk', decide, { why: /自分/ })
  await refused('zeimu-head', decide)
  await refused('soumu-head', { ...decide, seen: a.seq - 1 }, { err: 'stale' })
  await refused('soumu-head', { ...decide, seen: a.seq + 50 })
  await refused('soumu-head', { ...decide, post: 'zeimu-head' }, { why: /職/ })
  await refused('soumu-head', { ...decide, step: 'permit' })
  const b = await allowed(gate, 'soumu-head', decide)
  await refused('soumu-head', { ...decide, seen: b.seq, outcome: 'refuse' }, { why: /終わって|済/ })
  await refused('soumu-head', { ...decide, matter: 999_999 }, { err: 'not_found' })
  await refused('soumu-head', { ...decide, matter: 0 }, { err: 'malformed' })

  const t = await allowed(gate, 'soumu-clerk', submit('take-out', {
    things: [b.seq], purpose: '作業', place: '県庁', 'off-premises': 'yes', 'off-network': 'no', since: today(), until: today(),
  }))
  await refused('soumu-clerk', { act: 'do', matter: t.matter, step: 'return', seen: t.seq, body: { 'returned-on': today(), scanned: 'clean', erased: 'yes' } }, { why: /まだ/ })
  await refused('soumu-clerk', submit('take-out', {
    things: [b.seq], purpose: '作業', place: '県庁', 'off-premises': 'yes', 'off-network': 'no', since: today(), until: today(),
  }), { why: /手続中/ })
})

test('forms: missing, unknown, of the wrong type, too long, dates that do not exist', async () => {
  const form = assetForm('資産')
  for (const [what, body, field] of [
    ['missing', { ...form, name: '' }, 'name'],
    ['unknown', { ...form, colour: 'red' }, 'colour'],
    ['wrong type', { ...form, name: ['a'] }, 'name'],
    ['no such class', { ...form, class: 'V' }, 'class'],
    ['too long', { ...form, name: 'あ'.repeat(201) }, 'name'],
    ['a line break', { ...form, name: 'a\nb' }, 'name'],
    ['令和8年2月30日', { ...form, 'dispose-on': '令和8年2月30日' }, 'dispose-on'],
    ['昭和65年4月1日', { ...form, 'dispose-on': '昭和65年4月1日' }, 'dispose-on'],
    ['2026-13-01', { ...form, 'dispose-on': '2026-13-01' }, 'dispose-on'],
  ]) {
    const a = await refused('soumu-clerk', submit('asset-enter', body), { err: 'malformed' })
    equal(a.field, field, `${what}: the field`)
  }
  const wide = await allowed(gate, 'soumu-clerk', submit('asset-enter', { ...form, class: 'Ⅱ', 'dispose-on': '令和１２年４月１日' }))
  match(await good(['show', dir, String(wide.matter), '--json']), /"2030-04-01"/, '和暦 in full width')
})

test('acts that are no acts', async () => {
  const before = await size()
  for (const text of ['', '{', '[]', 'null', '{"id":"x"}', '{"id":"x","act":"fly"}', '{"id":"x","act":"day","body":{"day":"2030-01-01"}}',
    '{"id":"x","act":"submit","procedure":"asset-enter","procedure":"take-out"}', '{"id":"あ","act":"submit","procedure":"take-out"}',
    `{"id":"${'x'.repeat(65)}","act":"submit","procedure":"take-out"}`, '{"id":"x","act":"submit","procedure":"take-out","seen":1.5}',
    '{"id":"x","act":"submit","procedure":"take-out","body":{"a":"\u0000"}}', `${'['.repeat(500)}${']'.repeat(500)}`,
    '{"id":"x","act":"submit","procedure":"take-out"} x', '{"id":"x","act":"submit","procedure":"take-out","extra":1}']) {
    const m = await gate.ask('AS', { login: 'soumu-clerk', act: text })
    ok(m && m.err !== 0 && JSON.parse(m.json).allowed === false, `${text.slice(0, 80)}: ${m?.json}`)
  }
  const m = await gate.ask('AS', { login: 'nobody', act: '{"id":"x","act":"submit","procedure":"take-out"}' })
  ok(m.err !== 0, 'an unknown log-in name')
  equal(await size(), before, 'entries')
})

test('an act with as much in it as fits is answered like any other', async () => {
  const many = Array.from({ length: 450_000 }, () => 0)
  await refused('soumu-clerk', submit('asset-enter', { ...assetForm('山'), unknown: many }), { err: 'malformed' })
})

test('a policy is not even read for somebody who may not adopt one', async () => {
  await refused('soumu-clerk', { act: 'adopt', body: { files: [{ name: 'policy.yaml', text: 'id: [' }] } }, { err: 'refused' })
  await refused('soumu-head', { act: 'adopt', body: { files: [{ name: 'policy.yaml', text: 'id: [' }] } }, { err: 'malformed', why: /policy.yaml/ })
})

test('nobody takes the numbers that the clock gives its own acts', async () => {
  const tomorrow = today(new Date(Date.now() + 86_400_000))
  const late = rows(join(dir, 'town.db'), 'SELECT matter, due FROM step WHERE due > 0 LIMIT 1;', { readonly: true })[0]
  const ids = [`day-${tomorrow}`]
  for (let i = 0; i < 20; i++) ids.push(`late-${late?.matter ?? 1}-${late?.due ?? 1}-${(await size()) + i}`)
  for (const id of ids) await gate.act('soumu-clerk', { id, ...submit('asset-enter', assetForm('先取り')) })
  const m = await gate.ask('CLOCK', { time: Math.floor(Date.parse(`${tomorrow}T09:00:00+09:00`) / 1000) })
  equal(m.err, 0, `the clock goes on: ${m.why}`)
  await until('the next day has begun', async () =>
    rows(join(dir, 'town.db'), 'SELECT day FROM town;', { readonly: true })[0].day === tomorrow, 20)
  equal((await gate.act('soumu-clerk', submit('asset-enter', assetForm('翌日')))).allowed, true, 'an act on that day')
})

// --- staff lists ------------------------------------------------------------------------------

test('staff lists that are wrong change nothing and say where', async () => {
  const before = await size()
  const text = readFileSync(STAFF, 'utf8')
  const lines = text.trim().split('\n')
  const file = join(temp('csv'), 'staff.csv')
  for (const [what, bytes, says] of [
    ['not in any encoding', Buffer.concat([Buffer.from(`${text}9001,`), Buffer.from([0xff, 0xfe, 0x81]), Buffer.from(',,x,soumu,総務課,,,主事,,,\n')]), /文字コード|UTF-8|CP932/i],
    ['a missing column', text.replace('職名', '役職'), /職名/],
    ['no rows', `${lines[0]}\n`, /./],
    ['nothing', '', /./],
    ['a number twice for two people', `${text}1101,別の 人,ベツノ ヒト,another,soumu,総務課,太総,exec,主事,,,\n`, /1101/],
    ['a formula', `${text}9001,=HYPERLINK("http://x"),,form,soumu,総務課,太総,exec,主事,,,\n`, /式|=|9001|行/],
    ['a formula in full disguise', `${text}9001,+1+cmd|' /C calc'!A0,,form,soumu,総務課,太総,exec,主事,,,\n`, /./],
    ['two mayors of one log-in name', `${text}9002,新 人,シン ジン,mayor,soumu,総務課,太総,exec,主事,,,\n`, /mayor/],
    ['a date that does not exist', `${text}9003,新 人,シン ジン,new,soumu,総務課,太総,exec,主事,,2026-02-30,\n`, /2026-02-30/],
    ['a quote without end', `${text}9004,"新 人,シン ジン,new,soumu\n`, /./],
    ['a NUL', `${text}9005,新\0人,シン ジン,new,soumu,総務課,太総,exec,主事,,,\n`, /./],
    ['too few cells', `${text}9006,新 人\n`, /./],
  ]) {
    writeFileSync(file, bytes)
    const r = await sekimori(['people', 'import', dir, file])
    equal(r.code, 1, `${what}: ${r.out}${r.err}`)
    match(r.err, says, what)
    equal(await size(), before, `${what}: entries`)
  }
  writeFileSync(file, text)
  const r = await sekimori(['people', 'import', dir, file, '--dry-run'])
  equal(r.code, 0, `the list as it was: ${r.err}`)
  equal(await size(), before, 'a dry run')
})

test('somebody who left can do nothing any more', async () => {
  const text = readFileSync(STAFF, 'utf8').split('\n').filter((l) => !l.startsWith('1302')).join('\n')
  const file = join(temp('csv'), 'staff.csv')
  writeFileSync(file, text)
  await good(['people', 'import', dir, file])
  await refused('kaigo-clerk', submit('asset-enter', assetForm('去った人')), { why: /在職/ })
})

// --- the network -----------------------------------------------------------------------------------

// Sends bytes, perhaps slowly, and tells all that came back before the end.
function raw(parts, { pause = 0, wait = 15_000 } = {}) {
  return new Promise((done) => {
    const s = connect(town.port, '127.0.0.1')
    let got = ''
    const timer = setTimeout(() => s.destroy(), wait)
    s.on('data', (d) => { got += d.toString('latin1') })
    s.on('error', () => {})
    s.on('close', () => { clearTimeout(timer); done(got) })
    s.on('connect', async () => {
      for (const p of [parts].flat()) {
        if (s.destroyed) return
        s.write(p)
        if (pause) await sleep(pause)
      }
    })
  })
}
const status = (answer) => Number(/^HTTP\/1\.[01] ([0-9]{3})/.exec(answer)?.[1] ?? 0)
const post = (headers, body = '') => `POST /api/v1/acts HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n${body}`
const host = () => `Host: 127.0.0.1:${town.port}`

test('the API takes an act with a token, and the same act once', async () => {
  token = await tokenOf(dir, 'soumu-clerk')
  const act = JSON.stringify({ id: newId('api'), ...submit('asset-enter', assetForm('APIから')) })
  const ask = () => raw(post(`${host()}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(act)}`, act))
  const first = await ask()
  equal(status(first), 200, first.slice(0, 500))
  equal(status(await ask()), 200, 'again')
  equal(rows(join(dir, 'town.db'), `SELECT count(*) AS n FROM entry WHERE id = '${JSON.parse(act).id}';`, { readonly: true })[0].n, 1, 'entries of this id')
})

test('requests that two readers could read in two ways are refused', async () => {
  const before = await size()
  const act = JSON.stringify({ id: newId('smuggled'), ...submit('asset-enter', assetForm('密輸')) })
  const n = Buffer.byteLength(act)
  const auth = `Authorization: Bearer ${token}\r\nContent-Type: application/json`
  const chunked = `${n.toString(16)}\r\n${act}\r\n0\r\n\r\n`
  for (const [what, bytes] of [
    ['CL and TE', post(`${host()}\r\n${auth}\r\nContent-Length: ${n}\r\nTransfer-Encoding: chunked`, chunked)],
    ['TE and CL', post(`${host()}\r\n${auth}\r\nTransfer-Encoding: chunked\r\nContent-Length: ${n}`, chunked)],
    ['two lengths', post(`${host()}\r\n${auth}\r\nContent-Length: ${n}\r\nContent-Length: ${n + 1}`, act)],
    ['the length twice', post(`${host()}\r\n${auth}\r\nContent-Length: ${n}\r\nContent-Length: ${n}`, act)],
    ['a signed length', post(`${host()}\r\n${auth}\r\nContent-Length: +${n}`, act)],
    ['a negative length', post(`${host()}\r\n${auth}\r\nContent-Length: -1`, act)],
    ['an unknown coding', post(`${host()}\r\n${auth}\r\nTransfer-Encoding: xchunked`, chunked)],
    ['two Hosts', post(`${host()}\r\nHost: other\r\n${auth}\r\nContent-Length: ${n}`, act)],
    ['no Host', post(`${auth}\r\nContent-Length: ${n}`, act)],
    ['a space before the colon', post(`${host()}\r\n${auth}\r\nContent-Length : ${n}`, act)],
    ['two Authorizations', post(`${host()}\r\n${auth}\r\nAuthorization: Bearer x\r\nContent-Length: ${n}`, act)],
  ]) {
    const answer = await raw(bytes)
    ok(status(answer) >= 400 || answer === '', `${what}: ${answer.slice(0, 300)}`)
  }
  equal(await size(), before, 'entries')
})

test('malformed, oversize, unknown and unauthorized requests get their answer', async () => {
  const before = await size()
  const auth = `Authorization: Bearer ${token}\r\nContent-Type: application/json`
  for (const [what, bytes, wanted] of [
    ['no JSON', post(`${host()}\r\n${auth}\r\nContent-Length: 3`, '{x}'), [400]],
    ['no token', post(`${host()}\r\nContent-Type: application/json\r\nContent-Length: 2`, '{}'), [401, 403]],
    ['a wrong token', post(`${host()}\r\nAuthorization: Bearer ${'a'.repeat(43)}\r\nContent-Type: application/json\r\nContent-Length: 70`,
      '{"id":"x1","act":"submit","procedure":"asset-enter","body":{"a":"b"}} '), [401, 403]],
    ['too long a body', post(`${host()}\r\n${auth}\r\nContent-Length: 99999999`, 'x'), [413]],
    ['no such page', `GET /no-such-page HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`, [303, 302, 401, 404]],
    ['a way up', `GET /../etc/passwd HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`, [400, 404]],
    ['a coded way up', `GET /static/%2e%2e/%2e%2e/town.db HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`, [400, 404]],
    ['another method', `PUT / HTTP/1.1\r\n${host()}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, [400, 405, 501]],
    ['no HTTP', 'hello\r\n\r\n', [0, 400]],
    ['too many headers', `GET /login HTTP/1.1\r\n${host()}\r\n${Array.from({ length: 500 }, (_, i) => `X-${i}: y`).join('\r\n')}\r\n\r\n`, [0, 400, 413, 431]],
    ['a header without end', `GET /login HTTP/1.1\r\n${host()}\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, [0, 400, 413, 431]],
    ['a path without end', `GET /${'y'.repeat(100_000)} HTTP/1.1\r\n${host()}\r\n\r\n`, [0, 400, 404, 413, 414, 431]],
  ]) {
    const answer = await raw(bytes)
    ok(wanted.includes(status(answer)), `${what}: ${answer.slice(0, 300)}`)
    ok(!/root:|SQLite format/.test(answer), `${what}: nothing leaks`)
  }
  equal(await size(), before, 'entries')
})

test('slow clients keep nobody waiting', async () => {
  const slow = Array.from({ length: 40 }, () =>
    raw(Array.from({ length: 30 }, (_, i) => (i === 0 ? 'POST /login HTTP/1.1\r\n' : `X-${i}: a\r\n`)), { pause: 100, wait: 5000 }))
  await sleep(500)
  const answer = await raw(`GET /login HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`)
  equal(status(answer), 200, `the log-in page meanwhile: ${answer.slice(0, 300)}`)
  await Promise.all(slow)
})

test('a page tells browsers to run nothing that is not ours', async () => {
  const answer = await raw(`GET /login HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`)
  match(answer, /content-security-policy:[^\r\n]*default-src/i, 'CSP')
  ok(!/unsafe-inline|unsafe-eval/.test(answer), 'strict')
  match(answer, /x-content-type-options: nosniff/i, 'nosniff')
})

// --- programs --------------------------------------------------------------------------------------------

test('noise on the gate\'s socket disturbs nobody else', async () => {
  for (const bytes of [Buffer.from([0, 0, 0, 0]), Buffer.from([255, 255, 255, 255]), Buffer.from([0, 0, 0, 2, 0, 99]), Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from([0, 0, 0, 9, 0, 0, 1])])
    await new Promise((done) => {
      const s = connect(join(dir, 'run/gate.sock'))
      s.on('error', () => {})
      s.on('close', done)
      s.on('connect', () => { s.write(bytes); setTimeout(() => s.destroy(), 100) })
    })
  equal((await gate.act('soumu-clerk', submit('asset-enter', assetForm('雑音の後')))).allowed, true, 'an act after it')
})

test('a second run of the same town is refused, and the first goes on', async () => {
  const r = await sekimori(['run', dir, '--listen', '127.0.0.1:1'])
  equal(r.code, 1, r.out + r.err)
  match(r.out + r.err, /もう動いて/, 'it says why')
  ok((await gate.status()).entries > 0, 'the first one answers')
  const b = await sekimori(['rebuild', dir])
  equal(b.code, 1, `rebuild while it runs: ${b.out}${b.err}`)
})

test('listening outside without TLS is refused', async () => {
  const other = await newTown(undefined, { staff: null })
  for (const listen of ['0.0.0.0:18400', '[::]:18400', '192.0.2.1:18400']) {
    const r = await sekimori(['run', other, '--listen', listen], { seconds: 30 })
    equal(r.code, 1, `${listen}: ${r.out}${r.err}`)
    match(r.out + r.err, /behind-tls/, 'it says what to do')
  }
  for (const listen of ['nonsense', '127.0.0.1', '127.0.0.1:99999', '127.0.0.1:0x50']) {
    const r = await sekimori(['run', other, '--listen', listen], { seconds: 30 })
    equal(r.code, 1, `${listen}: ${r.out}${r.err}`)
  }
  equal(processesOf(other).length, 0, 'processes left')
})

test('after Ctrl-C no process and no lock remains', async () => {
  gate.end()
  equal(await stopTown(town, 'SIGINT'), 0, 'exit code')
  equal(processesOf(dir).length, 0, 'processes left')
  for (const f of ['lock', 'gate.sock', 'programs.json']) ok(!existsSync(join(dir, 'run', f)), `run/${f} is gone`)
})

test('commands on what is no town, and towns in the way', async () => {
  const none = join(temp('none'), 'town')
  for (const args of [['status', none], ['verify', none], ['show', none, '1'], ['act', none, '-', '--as', 'x'], ['ledger', 'export', none, `${none}-out`],
    ['rebuild', none], ['show', dir, '999999'], ['show', dir, 'x'], ['token', dir, 'nobody', `${none}-token`], ['frobnicate'], ['act', dir], []]) {
    const r = await sekimori(args, { input: '{}' })
    ok(r.code === 1 || r.code === 2, `sekimori ${args.join(' ')}: exit ${r.code}`)
    ok(r.err.length + r.out.length > 0, `sekimori ${args.join(' ')} says something`)
  }
  const r = await sekimori(['init', dir, '--policy', 'policy/taishi', '--admin', 'x', '--test'])
  equal(r.code === 0, false, 'init over a town')
  const a = await actAs(dir, 'soumu-clerk', { act: 'withdraw', matter: 999_999, seen: 1 })
  equal(a.code, 2, 'exit code of a refused act')
  const m = await sekimori(['act', dir, '-', '--as', 'soumu-clerk'], { input: '{"act":"fly"' })
  equal(m.code, 1, 'exit code of a malformed act')
  await good(['verify', dir])
  equal((await sekimori(['rebuild', dir, '--compare'])).code, 0, 'rebuild --compare')
})

await main('bad')
