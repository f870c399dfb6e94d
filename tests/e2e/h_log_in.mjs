// SPDX-License-Identifier: AGPL-3.0-or-later
import { assert, hiddenOf, PASSWORD, post } from './lib.mjs'

export const name = 'log-in: delay, shared PC, log-out, no way back, no forged form'

export default async function (t) {
  // a name that nobody has, so that nobody's own log-in waits for this
  const stranger = await (await t.context()).newPage()
  await stranger.goto('/evidence')
  assert.match(stranger.url(), /\/login\?to=/, 'whoever is nobody is sent to the log-in')
  const login = `nobody-${Date.now()}`
  const tries = []
  for (let longest = 0; (longest < 4 || !tries.includes(429)) && tries.length < 40;) {
    await stranger.fill('#login', login)
    await stranger.fill('#secret', 'wrong-password')
    const answered = stranger.waitForResponse((r) => r.request().method() === 'POST')
    await stranger.click('.sheet button[type=submit]')
    tries.push((await answered).status())
    await stranger.waitForLoadState()
    longest = Number(/あと (\d+) 秒/.exec(await stranger.locator('.box-bad').innerText())?.[1] ?? 0)
    assert.equal(await stranger.inputValue('#login'), login, 'the name is still there')
    assert.equal(await stranger.inputValue('#secret'), '', 'the password is not')
    if (tries.length % 2 === 0) await stranger.waitForTimeout(longest * 1000)
  }
  assert.ok(tries.includes(403), 'a wrong password is refused')
  assert.ok(tries.includes(429), 'and who does not wait is not even heard')
  assert.ok(tries.length < 40, 'the delay grows')

  // a shared PC says so; log-out is one press; nothing is left for who goes back
  const page = await (await t.context()).newPage()
  await page.goto('/login?to=%2Fmine')
  await page.fill('#login', 'staff02')
  await page.fill('#secret', PASSWORD)
  await page.check('[name=shared]')
  await page.click('.sheet button[type=submit]')
  await page.waitForURL(/\/mine$/)
  assert.match(await page.locator('.me').innerText(), /共用端末/)
  const [cookie] = await page.context().cookies()
  assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict' && cookie.expires === -1, 'a cookie for this window only')
  await page.goto('/apply')
  await page.goto('/')
  assert.match((await page.request.get('/mine')).headers()['cache-control'], /no-store/)

  // forms that did not come from a page of ours
  for (const csrf of [undefined, '', 'f'.repeat(64)]) {
    const r = await post(page, '/logout', csrf === undefined ? {} : { csrf })
    assert.equal(r.status, 403, 'without its mark a form is refused')
  }
  const foreign = await page.request.post('/logout', {
    data: `csrf=${hiddenOf(await page.content()).csrf}`, maxRedirects: 0,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://evil.example' },
  })
  assert.equal(foreign.status(), 403, 'and from another site')
  assert.equal((await page.request.get('/mine')).status(), 200, 'he is still there')

  const name = await page.locator('.me-name').innerText()
  await page.getByRole('button', { name: 'ログアウト' }).click()
  await page.waitForURL(/\/login/)
  assert.match(await page.locator('main').innerText(), /ログアウトしました/)
  await page.goBack()
  await page.waitForLoadState()
  assert.match(page.url(), /\/login/, 'the way back leads to the log-in')
  assert.equal(await page.locator('body').innerText().then((x) => x.includes(name)), false, 'and shows nothing')

  // the old cookie is worth nothing any more
  await page.context().addCookies([cookie])
  await page.goto('/mine')
  assert.match(page.url(), /\/login/)
}
