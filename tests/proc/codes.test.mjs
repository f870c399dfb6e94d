// SPDX-License-Identifier: AGPL-3.0-or-later
// One-time codes and stations as people meet them: a code is good once, and what
// was given before a kill is good after it; a station outlives every restart and
// ends by name; no code is found in anything that is kept. And a backup of a
// town that runs.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import {
  Gate, POLICY, STAFF, allowed, equal, good, kill, main, match, needed, newId, ok, pidOf, rows, runTown, sekimori, stopTown, temp, test,
  townUp, until,
} from './lib.mjs'

const CODE = /^[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}$/
let dir, town
const given = [] // every code that anybody was ever given

function http(method, path, { body = '', cookie = '' } = {}) {
  return new Promise((done, failed) => {
    const r = request({
      host: '127.0.0.1', port: town.port, path, method,
      headers: {
        ...(body ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } : {}),
        ...(cookie ? { cookie } : {}),
      },
    }, (answer) => {
      const parts = []
      answer.on('data', (d) => parts.push(d))
      answer.on('end', () => done({
        status: answer.statusCode, to: answer.headers.location ?? '', text: Buffer.concat(parts).toString(),
        cookie: (answer.headers['set-cookie'] ?? []).map((c) => c.split(';')[0]).find((c) => !c.endsWith('=')) ?? '',
      }))
    })
    r.on('error', failed)
    r.end(body)
  })
}

// Fills in the form of a page that nobody is logged in to.
async function send(path, fields) {
  const page = await http('GET', path)
  const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)?.[1]
  ok(csrf, `${path} has a form`)
  return http('POST', path, { body: new URLSearchParams({ csrf, ...fields }).toString() })
}
const claim = (login, code, secret) => send('/claim', { login, code, new: secret, again: secret })
const station = (code) => send('/station', { code })
const sessionOf = (r) => Buffer.from(r.cookie.slice(r.cookie.indexOf('=') + 1), 'hex').toString()

async function codesOf(...args) {
  const out = await good(['code', dir, ...args])
  const codes = out.trim().split('\n').map((l) => l.split('\t')[0])
  for (const c of codes) match(c, CODE, 'a code')
  given.push(...codes)
  return codes
}

async function stationCode(name, ...args) {
  const code = (await good(['station', 'add', dir, name, ...args])).trim()
  match(code, CODE, 'the code of a station')
  given.push(code)
  return code
}

test('init gives the installer a code, and he needs nothing else to log in', needed(async () => {
  dir = join(temp('town'), 'town')
  const made = await good(['init', dir, '--policy', POLICY, '--admin', 'setup', '--test'])
  const code = /コード:\s+(\S+)/.exec(made)?.[1] ?? ''
  match(code, CODE, 'the installer’s code')
  given.push(code)
  await good(['people', 'import', dir, STAFF])
  town = await runTown(dir)
  const r = await claim('setup', code, 'umi no mieru eki 26')
  equal(r.status, 303, 'claimed')
  ok(r.cookie, 'and logged in')
}))

test('a code is good once, and says so', async () => {
  const [code] = await codesOf('soumu-clerk')
  const weak = await claim('soumu-clerk', code, 'soumu-clerk-2026')
  ok(weak.status !== 303 && !weak.text.includes('soumu-clerk-2026'), 'a weak password is refused and not told back')
  match(weak.text, /ログイン名/, 'and why')
  equal((await claim('soumu-clerk', code, 'kaki-no-ha ni kaze')).status, 303, 'a good one')
  const again = await claim('soumu-clerk', code, 'kaki-no-ha ni ame')
  equal(again.status, 403, 'used twice')
  match(again.text, /もう使われています/, 'used twice')
})

test('a code that was given before a kill is good after it, one that was used is not', async () => {
  const [code, other] = await codesOf('zeimu-clerk', 'zeimu-leader')
  for (const name of ['auth', 'gate']) {
    const pid = pidOf(town, name)
    kill(pid)
    await until(`${name} is another process`, () => pidOf(town, name) && pidOf(town, name) !== pid)
    await townUp(town)
  }
  equal((await until('claimed', async () => {
    const r = await claim('zeimu-clerk', code, 'nori-maki 7 kyuuri').catch(() => null)
    return r && r.status < 500 ? r : null
  })).status, 303, 'after the kill')
  kill(pidOf(town, 'auth'))
  await until('it is used', async () => {
    const r = await claim('zeimu-clerk', code, 'nori-maki 8 kyuuri').catch(() => null)
    return r?.text.includes('もう使われています')
  })
  equal((await claim('zeimu-leader', other, 'tsuki-to-suppon 88')).status, 303, 'nobody else’s is lost')
})

test('an act gives codes in its answer, once', async () => {
  const gate = await Gate.connect(dir)
  const act = { id: newId('code'), act: 'code', body: { persons: ['1101', '1101'] } }
  const twice = await gate.act('setup', act)
  equal(twice.allowed, false, 'nobody twice')
  act.body.persons = rows(join(dir, 'town.db'), "SELECT id FROM person WHERE kind = 0 AND login <> '';", { readonly: true }).map((r) => r.id)
  const first = await gate.act('setup', act)
  equal(Object.keys(first.codes ?? {}).length, act.body.persons.length, `a code each: ${JSON.stringify(first).slice(0, 300)}`)
  given.push(...Object.values(first.codes))
  equal(new Set(Object.values(first.codes)).size, act.body.persons.length, 'all different')
  const repeated = await gate.act('setup', act)
  ok(repeated.repeated && !repeated.codes, 'a repeated answer has none')
  gate.end()
})

test('a station outlives every restart, stands for nobody and ends by name', async () => {
  const code = await stationCode('genkan', '--for', 'door-book', '--label', '玄関', '--section', 'soumu')
  const r = await station(code)
  equal(r.status, 303, 'the browser is a station')
  const used = await station(code)
  equal(used.status, 403, 'its code is used')
  match(used.text, /もう使われています/, 'its code is used')
  await stopTown(town)
  town = await runTown(dir)
  const page = await http('GET', '/station', { cookie: r.cookie })
  equal(page.status, 200, 'after a restart')
  ok(!page.text.includes('name="code"'), 'it is still a station')
  const gate = await Gate.connect(dir)
  const act = (body) => gate.ask('ACT', { channel: 0, session: sessionOf(r), act: JSON.stringify({ id: newId('s'), ...body }) })
  const no = await act({ act: 'submit', procedure: 'asset-enter', body: {} })
  equal(JSON.parse(no.json).allowed, false, 'another procedure')
  const comment = await act({ act: 'comment', matter: 1, body: { text: 'x' } })
  equal(JSON.parse(comment.json).allowed, false, 'a comment')
  gate.end()
  const events = readdirSync(join(dir, 'events')).map((f) => readFileSync(join(dir, 'events', f), 'utf8')).join('')
  const refused = events.split('\n').filter((l) => l.includes('"act.refused"') && l.includes('"@genkan"')).map((l) => JSON.parse(l))
  ok(refused.length >= 2 && refused.every((e) => e.channel === 'station'), 'over its own channel, whatever it says')
  await good(['station', 'end', dir, 'genkan'])
  ok((await http('GET', '/station', { cookie: r.cookie })).text.includes('name="code"'), 'ended by name, at once')
  match(await good(['station', 'list', dir]), /@genkan\t玄関\t.*終了/, 'and listed so')
  equal((await sekimori(['station', 'end', dir, 'genkan'])).code, 2, 'ended once')
})

test('a station whose end was not told to auth is ended at the next start', async () => {
  const code = await stationCode('ura', '--for', 'door-book', '--section', 'soumu')
  const r = await station(code)
  equal(r.status, 303, 'a station')
  // ends today: over when the day is
  await allowed(dir, 'setup', { act: 'station', body: { station: 'ura', until: new Date(Date.now() + 9 * 3600_000 + 86_400_000).toISOString().slice(0, 10) } })
  ok(!(await http('GET', '/station', { cookie: r.cookie })).text.includes('name="code"'), 'not yet')
  const gate = await Gate.connect(dir)
  await gate.ask('CLOCK', { time: Math.floor(Date.now() / 1000) + 3 * 86_400 })
  gate.end()
  await until('the day has passed', async () => (await http('GET', '/station', { cookie: r.cookie })).text.includes('name="code"'))
})

test('a backup of a town that runs opens, verifies and is a town', async () => {
  const file = join(temp('backup'), 'copy.db')
  const out = await good(['backup', dir, file])
  match(out, /読み通して確かめました/, 'the backup')
  equal(statSync(file).mode & 0o777, 0o600, 'nobody else reads it')
  equal((await sekimori(['backup', dir, file])).code, 1, 'an existing file is not written over')
  const facts = Object.fromEntries(rows(join(dir, 'town.db'), 'SELECT key, value FROM local;', { readonly: true }).map((r) => [r.key, r.value]))
  equal(facts['health.backup-file'], file, 'kept where')
  equal(Number(facts['health.backup-size']), statSync(file).size, 'and how large')
  match(await good(['status', dir]), /控え: 令和/, 'status tells it')
  const n = rows(file, 'SELECT count(*) AS n FROM entry;', { readonly: true })[0].n
  equal(Number(facts['health.backup-entries']), n, 'and how many entries')
})

test('health says that a program was started again', async () => {
  const before = pidOf(town, 'auth')
  kill(before)
  await until('auth is another process', () => pidOf(town, 'auth') && pidOf(town, 'auth') !== before)
  await townUp(town)
  const programs = await until('the gate has heard of it', () => {
    const text = rows(join(dir, 'town.db'), "SELECT value FROM local WHERE key = 'health.programs';", { readonly: true })[0]?.value
    return /^auth ready \d+ [1-9]/m.test(text) && !/ starting /.test(text) ? text : null
  })
  match(programs, /^web ready \d+ \d+$/m, 'all of them')
  match(await good(['status', dir]), /auth は24時間に \d+ 回起動し直しました/, 'status tells it')
})

test('no code is kept anywhere', async () => {
  await stopTown(town)
  const kept = []
  const look = (folder) => {
    for (const f of readdirSync(folder, { withFileTypes: true })) {
      if (f.isDirectory()) look(join(folder, f.name))
      else if (f.isFile()) {
        const bytes = readFileSync(join(folder, f.name))
        for (const c of given) if (bytes.includes(c) || bytes.includes(c.replaceAll('-', ''))) kept.push(`${f.name}: ${c}`)
      }
    }
  }
  ok(given.length > 15, 'codes were given')
  look(dir)
  equal(kept.join(' '), '', 'codes found')
  ok(!given.some((c) => town.out.includes(c)), 'nor printed')
})

await main('codes')
