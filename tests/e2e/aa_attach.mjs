// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { act, assert, fresh, hiddenOf, PASSWORD, post, Traveller } from './lib.mjs'
import { ROOT, runTown, sekimori, stopTown } from './town.mjs'

export const name = 'attachments, with and without the script, and what few may read'

const PDF = (n = 700_000) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(n)])

// The town's policy and two procedures more; three who log in.
async function attachTown() {
  const [policy, dir, token] = ['attach-policy', 'attach', 'attach.token'].map((n) => join(process.env.SEKIMORI_TMP, n))
  cpSync(join(ROOT, 'policy/taishi'), policy, { recursive: true })
  rmSync(join(policy, 'scenarios'), { recursive: true })
  cpSync(join(ROOT, 'tests/e2e/attach.yaml'), join(policy, 'z-attach.yaml'))
  await sekimori(['init', dir, '--policy', policy, '--admin', 'setup'])
  await sekimori(['token', dir, 'setup', token])
  await sekimori(['people', 'import', dir, join(ROOT, 'tests/e2e/staff.csv'), '--token', token])
  for (const login of ['staff01', 'staff02', 'kacho-soumu']) await sekimori(['passwd', dir, login], { input: `${PASSWORD}\n` })
  return runTown(dir)
}

export default async function (outer) {
  const town = await attachTown()
  const t = new Traveller(outer.browser, town, outer.complaints)
  try {
    const clerk = await t.person('staff01'), head = await t.person('kacho-soumu'), other = await t.person('staff02')
    await byScript(clerk, head, other)
    await withoutScript(t, clerk)
    await refused(clerk)
    await narrow(town, clerk, head, other)
  } finally {
    await t.end()
    await stopTown(town)
  }
  assert.match(await sekimori(['verify', town.dir, '--blobs']), /添付: \d+ 件があること、中身が元のまま/)
  assert.match(await sekimori(['rebuild', town.dir, '--compare']), /違いはありません/)
  const blobs = readdirSync(join(town.dir, 'blobs')).filter((n) => !n.startsWith('up-'))
  rmSync(join(town.dir, 'blobs', blobs[0]))
  await assert.rejects(sekimori(['verify', town.dir]), /が保管庫にありません/)
}

async function fetched(page, path) {
  const r = await page.request.get(path)
  return { status: r.status(), headers: r.headers(), bytes: await r.body() }
}

// Chosen, sent at once with a bar, and only its value goes with the form; readers get it back, nobody else.
async function byScript(clerk, head, other) {
  const bytes = PDF(3_000_000)
  await clerk.goto('/apply/paper-in')
  await clerk.fill('#a-subject', fresh('稟議'))
  await clerk.setInputFiles('#a-paper', { name: '議事 録.pdf', mimeType: 'text/html', buffer: bytes })
  await clerk.locator('#a-paper-now', { hasText: '添付: 議事 録.pdf' }).waitFor()
  assert.equal(await clerk.locator('progress').count(), 0, 'the bar is gone')
  assert.equal(await clerk.inputValue('#a-paper'), '', 'the form does not send it again')
  await clerk.click('button[name=send]')
  await clerk.waitForURL(/\/matter\/\d+/)
  const link = clerk.getByRole('link', { name: /議事 録\.pdf（3\.0 MB）/ })
  const path = await link.getAttribute('href')
  for (const page of [clerk, head]) {
    const got = await fetched(page, path)
    assert.equal(got.status, 200)
    assert.ok(got.bytes.equals(bytes), 'byte for byte')
    assert.equal(got.headers['content-type'], 'application/pdf', 'by what it is, not by what the browser said')
    assert.match(got.headers['content-disposition'], /^attachment; .*filename\*=UTF-8''%E8%AD%B0/)
    assert.equal(got.headers['x-content-type-options'], 'nosniff')
    assert.match(got.headers['content-security-policy'], /sandbox/)
  }
  assert.equal((await fetched(other, path)).status, 403, 'who may not read the matter may not fetch it')
  assert.equal((await fetched(clerk, path.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status, 404)
  const taken = createHash('sha256').update(bytes).digest('hex')
  const html = await (await other.request.get('/apply/paper-in')).text()
  const r = await post(other, '/apply/paper-in', { ...hiddenOf(html, 'act_id'), 'f.subject': 'x', 'f.paper': `${taken} ${bytes.length} 議事 録.pdf`, send: '1' })
  assert.equal(r.status, 409, 'a value alone is no file')
}

async function withoutScript(t, clerk) {
  const context = await t.context({ javaScriptEnabled: false })
  await context.addCookies(await clerk.context().cookies())
  const page = await context.newPage()
  await page.goto('/apply/paper-in')
  await page.setInputFiles('#a-paper', { name: '表.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\r\n') })
  await page.click('button[name=send]')
  assert.match(await page.locator('#box-a-subject').innerText(), /入力|件名/, 'the title is missing')
  assert.match(await page.locator('#a-paper-now').innerText(), /添付: 表\.csv/, 'the file need not be chosen again')
  await page.fill('#a-subject', fresh('表'))
  await page.click('button[name=send]')
  await page.waitForURL(/\/matter\/\d+/)
  const path = await page.getByRole('link', { name: /表\.csv/ }).getAttribute('href')
  assert.equal((await fetched(page, path)).headers['content-type'], 'text/csv')
}

// Too large, a lie, and a form of somebody else's.
async function refused(clerk) {
  await clerk.goto('/apply/paper-in')
  const says = async (file, pattern) => {
    await clerk.setInputFiles('#a-paper', file)
    await clerk.locator('#a-paper-now', { hasText: pattern }).waitFor()
    assert.equal(await clerk.inputValue('input[name="f.paper"]'), '')
  }
  await says({ name: 'setup.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('MZ'), randomBytes(300_000)]) }, /「\.pdf」と合いません/)
  await says({ name: '空.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }, /空のファイル/)
  const hidden = hiddenOf(await (await clerk.request.get('/apply/paper-in')).text(), 'act_id')
  const large = await clerk.request.post('/upload', {
    multipart: { csrf: hidden.csrf, 'f.file.file': { name: 'a.bin', mimeType: 'x/y', buffer: Buffer.alloc(50 * 1024 * 1024 + 1) } },
  })
  assert.equal(large.status(), 413)
  assert.match((await large.json()).why, /大きすぎます（50 MBまで）/)
  const forged = await clerk.request.post('/upload', { multipart: { csrf: 'x', 'f.file.file': { name: 'a.txt', mimeType: 'x/y', buffer: Buffer.from('a') } } })
  assert.equal(forged.status(), 403)
}

async function narrow(town, clerk, head, other) {
  const words = ['HIMITSU-1', 'KYOKA-2', 'KEIKA-3', 'HITOKOTO-4', 'naisho-5.pdf']
  await clerk.goto('/apply/whisper')
  await clerk.fill('#a-about', words[0])
  await clerk.setInputFiles('#a-paper', { name: words[4], mimeType: 'application/pdf', buffer: PDF(100) })
  await clerk.locator('#a-paper-now', { hasText: words[4] }).waitFor()
  await clerk.click('button[name=send]')
  await clerk.waitForURL(/\/matter\/\d+/)
  const id = new URL(clerk.url()).pathname.split('/')[2]
  await act(head, id, 'value="accept"', { outcome: 'permit', note: words[1] })
  await act(head, id, 'value="course"', { outcome: '', 'f.what': words[2] })
  await act(clerk, id, 'value="comment"', { text: words[3] })
  await head.goto(`/matter/${id}`)
  const page = await head.content()
  for (const w of words) assert.ok(page.includes(w), `its reader reads ${w}`)
  const r = await other.request.get(`/matter/${id}`)
  assert.equal(r.status(), 403)
  assert.ok(!(await r.text()).includes(words[0]))
  await head.request.get(await head.getByRole('link', { name: /naisho-5/ }).getAttribute('href'))
  const list = await (await head.request.get('/procedure/whisper')).text()
  assert.ok(!list.includes(words[0]) && !list.includes('_narrow'), 'lists show nothing of it')
  for (const file of ['town.db', 'town.db-wal', ...readdirSync(join(town.dir, 'blobs')).map((n) => join('blobs', n)), ...readdirSync(join(town.dir, 'events')).map((n) => join('events', n))]) {
    const bytes = readFileSync(join(town.dir, file))
    for (const w of words) assert.ok(!bytes.includes(w), `${w} stands in ${file}`)
  }
  const events = readdirSync(join(town.dir, 'events')).map((n) => readFileSync(join(town.dir, 'events', n), 'utf8')).join('')
  const reads = events.split('\n').filter(Boolean).map((l) => JSON.parse(l)).filter((e) => e.what === 'read' && e.subject === id)
  assert.ok(reads.some((e) => e.person === '0101') && reads.some((e) => e.person === '0102'), 'each reading is an event')
}
