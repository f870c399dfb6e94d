// SPDX-License-Identifier: AGPL-3.0-or-later
// A town's evidence: three verifiers accept it, and whatever is changed in it is found.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findingOf, leafHash, readEntries, tilePath, treeHash, verifyLog } from '../second/verify.mjs'
import { addMatters, passDays, tellHistory, tellPeople } from './history.mjs'
import {
  BUILD, ROOT, SHORT, compile, copyTown, dropTriggers, equal, good, main, match, needed, newTown, ok, openTalk, rows, run, runTown, sekimori,
  sekimoriVerify, sqlite, temp, test, tokenOf, writePrivate,
} from './lib.mjs'
import { acceptedFlips, changed, filesIn, flipsOf } from './tamper.mjs'

const STRIDE = Number(process.env.FLIPS ?? (SHORT ? 499 : 13)) // one byte in so many; soak: 1
const VERIFY = join(BUILD, 'sekimori-verify')

let town, small, out, told, seen // the folder, an early export and one with full tiles, what happened, an early checkpoint

const findings = async (args) => {
  const r = await sekimori(['verify', ...args])
  return { code: r.code, text: r.out + r.err }
}
const copyOf = (dir) => {
  const to = join(temp('copy'), 'out')
  cpSync(dir, to, { recursive: true })
  return to
}

test('a town and its export', needed(async () => {
  town = await newTown()
  const talk = await openTalk(town)
  told = await tellHistory(talk)
  await tellPeople(talk)
  await passDays(talk, 2)
  const token = writePrivate(join(temp('token'), 'token'), await tokenOf(town, 'soumu-head'))
  small = join(temp('out'), 'out')
  await good(['ledger', 'export', town, small, '--token', token])
  await addMatters(talk, 260)
  await talk.end()
  const first = rows(join(town, 'town.db'), 'SELECT note FROM checkpoint ORDER BY size LIMIT 1 OFFSET 8;')
  seen = writePrivate(join(temp('seen'), 'checkpoint'), first[0].note)
  out = join(temp('out'), 'out')
  await good(['ledger', 'export', town, out, '--token', token])
}))

test('all verifiers accept the town and its export', async () => {
  const log = verifyLog(out, { seen: [readFileSync(seen)] })
  ok(log.size > 35, `${log.size} entries`)
  equal(findingOf(small), null, 'the early export and the second verifier')
  equal((await sekimoriVerify([small])).code, 0, 'the early export and sekimori-verify')
  for (const args of [[town], [out], [town, '--seen', seen], [out, '--seen', seen, '--key', join(town, 'keys/log.pub')]]) {
    const r = await findings(args)
    equal(r.code, 0, `sekimori verify ${args.join(' ')}: ${r.text}`)
  }
  const r = await sekimoriVerify([out, '--seen', seen])
  equal(r.code, 0, `sekimori-verify: ${r.out}`)
  match(r.out, new RegExp(`記載 ${log.size} 件`), 'sekimori-verify counts the same')
  ok(r.out.includes(log.root.toString('base64')), 'sekimori-verify computes the same root')
  equal((await sekimori(['rebuild', town, '--compare'])).code, 0, 'rebuild --compare')
})

test('an export without a token holds no body, and verifies', async () => {
  const bare = join(temp('out'), 'out')
  await good(['ledger', 'export', town, bare])
  equal(readdirSync(join(bare, 'bodies')).length, 0, 'bodies')
  equal(findingOf(bare), null, 'the second verifier')
  equal((await sekimoriVerify([bare])).code, 0, 'sekimori-verify')
  ok(readFileSync(join(bare, 'omitted'), 'utf8').split('\n').length > 10, 'what is left out is listed')
})

// --- files of the export ---------------------------------------------------------------

test('every changed byte of an exported file is found', async () => {
  const head = (path) => ['checkpoint', 'key', 'omitted'].includes(path)
  const flips = [
    ...flipsOf(small, { stride: SHORT ? 7 : 1, wanted: head }),
    ...flipsOf(small, { stride: STRIDE, small: SHORT ? 0 : 400, wanted: (p) => !head(p) && !p.startsWith('bodies/') }),
  ]
  const accepted = await acceptedFlips(small, flips, VERIFY)
  equal(accepted.length, 0, `accepted: ${JSON.stringify(accepted.slice(0, 5))} of ${flips.length}`)
  // what the public texts speak of, the second verifier must find as well
  const copy = copyOf(small)
  for (const { path, at } of flips.filter((f) => /^(checkpoint|tile)/.test(f.path)).filter((_, i) => i % 3 === 0)) {
    const bytes = readFileSync(join(copy, path))
    writeFileSync(join(copy, path), changed(bytes, at))
    ok(findingOf(copy) !== null, `the second verifier accepts ${path} with byte ${at} changed`)
    writeFileSync(join(copy, path), bytes)
  }
})

test('a changed byte in full tiles and bundles is found', async () => {
  const flips = flipsOf(out, { stride: SHORT ? 9973 : 997, wanted: (p) => p.startsWith('tile/') })
  ok(flips.some((f) => f.path === 'tile/0/000') && flips.some((f) => f.path.startsWith('tile/1/')), 'there are full tiles')
  const accepted = await acceptedFlips(out, flips, VERIFY)
  equal(accepted.length, 0, `accepted: ${JSON.stringify(accepted.slice(0, 5))} of ${flips.length}`)
})

// One byte of all bodies at once: as many findings as bodies.
test('every changed byte of a body is found', async () => {
  const copy = copyOf(small)
  const bodies = filesIn(copy).filter((p) => p.startsWith('bodies/')).map((path) => ({ path, bytes: readFileSync(join(copy, path)) }))
  ok(bodies.length > 20, `${bodies.length} bodies`)
  const longest = Math.max(...bodies.map((b) => b.bytes.length))
  for (let at = 0; at < Math.min(longest, SHORT ? 100 : 400); at += SHORT ? 9 : 1) {
    const hit = bodies.filter((b) => at < b.bytes.length)
    for (const b of hit) writeFileSync(join(copy, b.path), changed(b.bytes, at))
    const r = await sekimoriVerify([copy])
    match(r.out, new RegExp(`指摘 ${hit.length.toLocaleString('en')} 件`), `byte ${at} of ${hit.length} bodies`)
    for (const b of hit) writeFileSync(join(copy, b.path), b.bytes)
  }
  equal((await sekimoriVerify([copy])).code, 0, 'unchanged again')
})

test('a file that is missing, renamed, longer, shorter, empty or a link is found', async () => {
  const copy = copyOf(out)
  const kinds = ['checkpoint', 'key', 'omitted', 'tile/0/', 'tile/entries/', 'bodies/', 'policies/']
  for (const kind of kinds) {
    const path = filesIn(copy).filter((p) => p.startsWith(kind)).at(-1)
    const full = join(copy, path)
    const bytes = readFileSync(full)
    const whole = async (what, change) => {
      change()
      const r = await sekimoriVerify([copy])
      equal(r.code, 2, `${path} ${what}: ${r.out}${r.err}`)
      rmSync(full, { recursive: true, force: true })
      writeFileSync(full, bytes)
    }
    await whole('missing', () => rmSync(full))
    await whole('longer', () => writeFileSync(full, Buffer.concat([bytes, Buffer.from('\n')])))
    if (bytes.length > 0) {
      await whole('shorter', () => writeFileSync(full, bytes.subarray(0, -1)))
      await whole('empty', () => writeFileSync(full, ''))
    }
    await whole('a folder', () => { rmSync(full); mkdirSync(full) })
    await whole('a link', () => {
      const away = join(temp('away'), 'file')
      copyFileSync(full, away)
      rmSync(full)
      symlinkSync(away, full)
    })
    renameSync(full, `${full}x`)
    equal((await sekimoriVerify([copy])).code, 2, `${path} renamed`)
    renameSync(`${full}x`, full)
  }
  equal((await sekimoriVerify([copy])).code, 0, 'unchanged again')
})

test('a file that was added is found, wherever', async () => {
  const copy = copyOf(out)
  for (const path of ['extra', 'checkpoint.1', 'bodies/999999', 'bodies/0', 'tile/0/001', 'tile/0/000.p/1', 'tile/entries/000.p/1',
    'tile/1/000.p/9', 'tile/7/000', 'policies/extra', `policies/${'0'.repeat(64)}/a.yaml`, 'folder/a']) {
    if (existsSync(join(copy, path))) continue
    const made = mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), 'x')
    const r = await sekimoriVerify([copy])
    equal(r.code, 2, `${path}: ${r.out}${r.err}`)
    rmSync(made ?? join(copy, path), { recursive: true })
  }
  equal((await sekimoriVerify([copy])).code, 0, 'unchanged again')
})

// --- town.db --------------------------------------------------------------------------------

test('triggers keep the ledger tables from everybody who has only SQL', () => {
  const db = join(copyTown(town), 'town.db')
  for (const t of ['entry', 'body', 'hash', 'checkpoint', 'policy_file'])
    for (const sql of [`DELETE FROM ${t};`, `UPDATE ${t} SET ${{ entry: 'part', body: 'salt', hash: 'hash', checkpoint: 'note', policy_file: 'bytes' }[t]} = 1;`]) {
      let refused = false
      try {
        sqlite(db, sql)
      } catch {
        refused = true
      }
      ok(refused, `${sql} is refused`)
    }
})

// What an administrator with a text editor might do: [what, SQL, what verify says].
const swap = (a, b) => `UPDATE entry SET seq = -1 WHERE seq = ${a}; UPDATE entry SET seq = ${a} WHERE seq = ${b}; UPDATE entry SET seq = ${b} WHERE seq = -1;`
const replace = (seq, from, to) => `UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '${from}', '${to}') AS BLOB) WHERE seq = ${seq};`
const tamperings = () => {
  const end = rows(join(town, 'town.db'), 'SELECT max(seq) AS n FROM entry;')[0].n
  const m = told.done
  return [
    ['the actor of an entry', replace(m + 1, '"actor":"1101"', '"actor":"1102"'), new RegExp(`記載 ${m + 1}\\b`)],
    ['the time of an entry', replace(m + 1, '"time":1', '"time":2'), new RegExp(`記載 ${m + 1}\\b`)],
    ['an effect: permit becomes refuse', replace(m + 1, '"outcome":"permit"', '"outcome":"refuse"'), new RegExp(`記載 ${m + 1}\\b`)],
    ['a clause', replace(m + 1, '"4-8-2"', '"4-8-1"'), new RegExp(`記載 ${m + 1}\\b`)],
    ['the seq inside an entry', replace(m + 1, `"seq":${m + 1}`, `"seq":${m + 2}`), /記載/],
    ['a space in an entry', replace(m + 1, '{"v":1,', '{"v": 1,'), /記載/],
    ['two entries in each other\'s place', swap(m, m + 1), /記載/],
    ['an entry gone from the middle', `DELETE FROM entry WHERE seq = ${m};`, /記載/],
    ['the last entry gone', `DELETE FROM entry WHERE seq = ${end};`, /検印|記載|ハッシュ/],
    ['the last entry and its hash gone', `DELETE FROM entry WHERE seq = ${end}; DELETE FROM hash WHERE level = 0 AND idx = ${end};`, /検印/],
    ['an entry appended without a signature', `INSERT INTO entry SELECT ${end + 1}, id || 'x', part, CAST(replace(CAST(bytes AS TEXT), '"seq":${end}', '"seq":${end + 1}') AS BLOB) FROM entry WHERE seq = ${end};`, /記載|ハッシュ|検印/],
    ['the id column of an entry', `UPDATE entry SET id = id || 'x' WHERE seq = ${m};`, /記載/],
    ['the part column of an entry', `UPDATE entry SET part = 2 WHERE seq = ${m};`, /記載/],
    ['a body', `UPDATE body SET bytes = CAST(replace(CAST(bytes AS TEXT), '県庁', '自宅') AS BLOB);`, /本文/],
    ['a salt', 'UPDATE body SET salt = zeroblob(32) WHERE hash = (SELECT min(hash) FROM body);', /本文/],
    ['the hash of a body', "UPDATE body SET hash = zeroblob(32) WHERE hash = (SELECT min(hash) FROM body);", /本文/],
    ['a body gone', 'DELETE FROM body WHERE hash = (SELECT min(hash) FROM body);', /本文/],
    ['a body too many', "INSERT INTO body VALUES (zeroblob(32), zeroblob(32), x'7b7d');", /本文/],
    ['a leaf hash', `UPDATE hash SET hash = zeroblob(32) WHERE level = 0 AND idx = ${m};`, /ハッシュ|記載/],
    ['a leaf hash gone', `DELETE FROM hash WHERE level = 0 AND idx = ${m};`, /ハッシュ|記載/],
    ['a hash too many', 'INSERT INTO hash VALUES (3, 0, zeroblob(32));', /ハッシュ/],
    ['the newest checkpoint gone', 'DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint);', /検印/],
    ['all checkpoints gone', 'DELETE FROM checkpoint;', /検印/],
    ['a root in a checkpoint', "UPDATE checkpoint SET note = replace(note, char(10) || char(10), 'x' || char(10) || char(10)) WHERE size = (SELECT min(size) FROM checkpoint);", /検印/],
    ['a signature', "UPDATE checkpoint SET note = substr(note, 1, length(note) - 6) || 'AAAA=' || char(10) WHERE size = (SELECT max(size) FROM checkpoint);", /検印/],
    ['the size of a checkpoint', 'DELETE FROM checkpoint WHERE size = (SELECT min(size) + 1 FROM checkpoint); UPDATE checkpoint SET size = size + 1 WHERE size = (SELECT min(size) FROM checkpoint);', /検印/],
    ['a policy file', "UPDATE policy_file SET bytes = CAST(replace(CAST(bytes AS TEXT), 'held-by', 'held-bx') AS BLOB) WHERE name = 'policy.yaml';", /規程/],
    ['a policy file renamed', "UPDATE policy_file SET name = 'x.yaml' WHERE name = 'policy.yaml';", /規程/],
    ['a policy file gone', "DELETE FROM policy_file WHERE name = 'settings.yaml';", /規程/],
    ['a policy too many', "INSERT INTO policy_file VALUES ('00', 'a.yaml', x'78');", /規程/],
  ]
}

test('every tampering with the ledger in town.db is found and named', async () => {
  const copy = copyTown(town)
  const db = join(copy, 'town.db')
  dropTriggers(db)
  sqlite(db, 'PRAGMA wal_checkpoint(TRUNCATE);')
  const whole = readFileSync(db)
  const missed = []
  for (const [what, sql, says] of tamperings()) {
    sqlite(db, `PRAGMA ignore_check_constraints = 1; ${sql}`)
    const r = await findings([copy])
    if (r.code !== 2 || !says.test(r.text)) missed.push(`${what}: exit ${r.code} ${r.text.slice(0, 300)}`)
    for (const end of ['-wal', '-shm']) rmSync(db + end, { force: true })
    writeFileSync(db, whole)
  }
  equal(missed.length, 0, missed.join('\n'))
  equal((await findings([copy])).code, 0, 'unchanged again')
})

test('any changed value of any derived table is found', async () => {
  const copy = copyTown(town)
  const db = join(copy, 'town.db')
  sqlite(db, 'PRAGMA wal_checkpoint(TRUNCATE);')
  const whole = readFileSync(db)
  const schema = readFileSync(join(ROOT, 'sql/schema/0002_derived.sql'), 'utf8')
  const tables = [...schema.matchAll(/^CREATE TABLE (\w+)/gm)].map((m) => m[1])
  ok(tables.length >= 15, `${tables.length} derived tables`)
  const missed = []
  const attempt = async (what, sql) => {
    sqlite(db, `PRAGMA ignore_check_constraints = 1; ${sql}`)
    const r = await sekimori(['rebuild', copy, '--compare'])
    if (r.code !== 2 || !r.out.includes(what.split(/[.:]/)[0])) missed.push(`${what}: exit ${r.code} ${(r.out + r.err).slice(0, 300)}`)
    for (const end of ['-wal', '-shm']) rmSync(db + end, { force: true })
    writeFileSync(db, whole)
  }
  for (const table of tables) {
    const columns = rows(db, `SELECT name, type, pk FROM pragma_table_info('${table}');`)
    const count = rows(db, `SELECT count(*) AS n FROM "${table}";`)[0].n
    ok(count > 0, `the town has rows in ${table}`)
    const key = columns.filter((c) => c.pk).map((c) => `"${c.name}"`).join(', ')
    const some = `(${key}) IN (SELECT ${key} FROM "${table}" ORDER BY ${key} LIMIT 1 OFFSET ${Math.floor(count / 2)})`
    for (const c of columns) {
      if (table === 'town' && c.name === 'one') continue // there is one row, whose key says so
      const value = c.type === 'INTEGER' ? `"${c.name}" + 1000003` : `"${c.name}" || 'x'`
      await attempt(`${table}.${c.name}`, `UPDATE "${table}" SET "${c.name}" = ${value} WHERE ${some};`)
    }
    await attempt(`${table}: a row gone`, `DELETE FROM "${table}" WHERE ${some};`)
    await attempt(`${table}: all rows gone`, table === 'town' ? 'UPDATE town SET day = \'\';' : `DELETE FROM "${table}";`)
  }
  equal(missed.length, 0, missed.join('\n'))
  equal((await sekimori(['rebuild', copy, '--compare'])).code, 0, 'unchanged again')
})

// --- rewritten and signed again --------------------------------------------------------------------

const signAgain = async (origin, leaves) => {
  const resign = await compile('resign', ['tests/proc/resign.c'], { archives: ['ledger', 'crypto', 'codec', 'base'] })
  const r = await run(resign, [join(town, 'keys/log.key'), join(town, 'keys/start.key'), origin, String(leaves.length),
    treeHash(leaves).toString('base64')])
  equal(r.code, 0, `resign: ${r.err}`)
  return r.out
}

// Every stored hash of a tree: [level, index, hash].
function* storedHashes(leaves) {
  for (let level = 0, hashes = leaves; hashes.length > 0; level++) {
    for (const [i, h] of hashes.entries()) yield [level, i, h]
    hashes = Array.from({ length: Math.floor(hashes.length / 256) }, (_, i) => treeHash(hashes, i * 256, (i + 1) * 256))
  }
}

function rewrite(entries) {
  const at = told.done + 1
  const text = entries[at].toString()
  ok(text.includes('"actor":"1101"'), `the entry to rewrite: ${text}`)
  return entries.map((e, i) => i === at ? Buffer.from(text.replace('"actor":"1101"', '"actor":"1201"')) : e)
}

test('an export rewritten and signed with the true key is found by --seen only', async () => {
  const copy = copyOf(out)
  const log = verifyLog(copy)
  const entries = rewrite(log.entries)
  const leaves = entries.map(leafHash)
  writeFileSync(join(copy, 'checkpoint'), await signAgain(log.origin, leaves))
  const tiles = new Map()
  const put = (path, bytes) => tiles.set(path, Buffer.concat([tiles.get(path) ?? Buffer.alloc(0), bytes]))
  const width = (level, i) => Math.min(256, Math.floor(log.size / 256 ** level) - Math.floor(i / 256) * 256)
  for (const [level, i, h] of storedHashes(leaves)) put(tilePath(level, Math.floor(i / 256), width(level, i)), h)
  for (const [i, e] of entries.entries()) {
    const n = Buffer.alloc(2)
    n.writeUInt16BE(e.length)
    put(tilePath('entries', Math.floor(i / 256), width(0, i)), Buffer.concat([n, e]))
  }
  for (const [path, bytes] of tiles) {
    ok(existsSync(join(copy, path)), path)
    writeFileSync(join(copy, path), bytes)
  }
  equal(findingOf(copy), null, 'the second verifier without a checkpoint from outside')
  equal((await sekimoriVerify([copy])).code, 0, 'sekimori-verify without a checkpoint from outside')
  equal((await sekimoriVerify([copy, '--seen', seen])).code, 0, 'a checkpoint from before the rewritten entry')
  const late = join(out, 'checkpoint')
  ok(findingOf(copy, { seen: [readFileSync(late)] }) !== null, 'the second verifier with one')
  const r = await sekimoriVerify([copy, '--seen', late])
  equal(r.code, 2, `sekimori-verify --seen: ${r.out}`)
  match(r.out, /履歴が書き換えられている/, 'it says so')
})

// The same in town.db, tables and all.
async function rewrittenTown(entries, size) {
  const copy = copyTown(town)
  const db = join(copy, 'town.db')
  const leaves = entries.map(leafHash)
  const note = await signAgain(verifyLog(out).origin, leaves)
  dropTriggers(db)
  const hex = (b) => `x'${b.toString('hex')}'`
  sqlite(db, [
    'BEGIN;',
    `DELETE FROM entry WHERE seq >= ${size};`,
    ...entries.map((e, i) => `UPDATE entry SET bytes = ${hex(e)} WHERE seq = ${i};`),
    'DELETE FROM hash;', 'DELETE FROM checkpoint;',
    ...[...storedHashes(leaves)].map(([l, i, h]) => `INSERT INTO hash VALUES (${l}, ${i}, ${hex(h)});`),
    `INSERT INTO checkpoint VALUES (${entries.length}, '${note}');`,
    'COMMIT;',
  ].join('\n'))
  return copy
}

test('a town rewritten and signed with the true key is found by --seen, and its gate refuses to start', async () => {
  const copy = await rewrittenTown(rewrite(readEntries(out, verifyLog(out).size)), Number.MAX_SAFE_INTEGER)
  await good(['rebuild', copy])
  equal((await findings([copy])).code, 0, 'without a checkpoint from outside')
  const r = await findings([copy, '--seen', join(out, 'checkpoint')])
  equal(r.code, 2, `with one: ${r.text}`)
  match(r.text, /履歴が書き換えられている/, 'it says so')
  const started = await runTown(copy, { wait: false })
  const end = await started.exit
  ok(end !== 0, 'sekimori run fails')
  match(started.out, /書き換えられて/, 'the gate says why')
})

test('a town cut at its end and signed again is found by --seen, and its gate names what is lost', async () => {
  const log = verifyLog(out)
  const copy = await rewrittenTown(log.entries.slice(0, -3), log.size - 3)
  await good(['rebuild', copy])
  const r = await findings([copy, '--seen', join(out, 'checkpoint')])
  equal(r.code, 2, `with a checkpoint from outside: ${r.text}`)
  const started = await runTown(copy, { wait: false })
  ok(await started.exit !== 0, 'sekimori run fails')
  match(started.out, /失われて/, 'the gate says what is lost')
})

await main('ledger')
