// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apply, assert, DEVICE, fresh, hiddenOf, PASSWORD, post } from './lib.mjs'
import { atTheDoor, claim, stationCode, tablet } from './door.mjs'
import { ROOT } from './town.mjs'

export const name = 'a station opens nothing but its own procedure, and is nobody'

// Every route, from the table that the program is built from.
const routes = [...readFileSync(join(ROOT, 'src/web/route.def'), 'utf8')
  .matchAll(/^ROUTE\((\w+), *"([^"]+)", *\w+, *(\w+)/gm)].map(([, method, path, login]) => ({ method, path, login }))

export default (outer) => atTheDoor(outer, 'shut', async (t, town) => {
  const clerk = await t.person('staff01')
  const matter = await apply(clerk, 'device-enter', { ...DEVICE, name: fresh('見えてはならないノート') })
  const page = await tablet(t)
  await claim(page, await stationCode(town))
  const csrf = hiddenOf(await page.content()).csrf
  assert.ok(routes.length > 30)

  let refused = 0
  for (const { method, path, login } of routes) {
    // whatever is asked for is there: it is refused because of who asks
    const to = path.startsWith('/setting') ? path.replace('{}', 'permit-years')
      : path.startsWith('/apply') || path.startsWith('/procedure') ? path.replace('{}', 'take-out')
        : path.startsWith('/register') ? path.replace('{}', 'device')
          : path.startsWith('/book') ? path.replace('{}', 'door-book') : path.replaceAll('{}', matter)
    if (login === 'LOGIN_STATION' || login === 'LOGIN_CODE') continue
    const r = method === 'GET' ? await page.request.get(to, { maxRedirects: 0 })
      : login === 'LOGIN_API' ? await page.request.post(to, { data: {}, maxRedirects: 0 })
        : await page.request.post(to, { form: { csrf, login: 'staff01', secret: PASSWORD }, maxRedirects: 0 })
    assert.equal(r.status(), 403, `${method} ${to}: ${r.status()}`)
    assert.doesNotMatch(await r.text(), /見えてはならない/, `${to} tells nothing`)
    refused++
  }
  assert.equal((await page.request.get('/station')).status(), 200, 'it is still what it was')

  // nor does it act beside its pages
  const other = await page.request.post('/api/v1/acts', { data: { id: 'x1', act: 'submit', procedure: 'take-out', body: {} } })
  assert.equal(other.status(), 403)
  // a form from elsewhere, and without its mark
  for (const fields of [{ card: '0102' }, { csrf: 'f'.repeat(64), card: '0102' }])
    assert.equal((await post(page, '/station/card', fields)).status, 403, 'a form without its mark is refused')
  const foreign = await page.request.post('/station/card', { form: { csrf, card: '0102' }, headers: { origin: 'http://evil.example' }, maxRedirects: 0 })
  assert.equal(foreign.status(), 403)

  // persons and strangers have no business on its pages
  for (const { path } of routes.filter((r) => r.login === 'LOGIN_STATION' && r.method === 'GET')) {
    assert.equal((await clerk.request.get(path.replace('{}', '0102'), { maxRedirects: 0 })).status(), 403, `a person at ${path}`)
    const stranger = await (await t.context()).request.get(path.replace('{}', '0102'), { maxRedirects: 0 })
    assert.equal(stranger.status(), 303, `nobody at ${path}`)
    assert.equal(stranger.headers().location, '/station')
  }
  // whom it never says: someone who is not in office, another station, the installer
  for (const id of ['setup', 'installer', '@genkan', 'nobody', '..'])
    assert.equal((await page.request.get(`/station/in/${encodeURIComponent(id)}`)).status(), 404, id)
  return `${refused} routes refuse it`
})
