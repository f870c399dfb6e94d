// SPDX-License-Identifier: AGPL-3.0-or-later
// Taps at a door: `node door.mjs HOST:PORT CODE TIMES LEAST` becomes a station with
// the code, lets people in and out TIMES over, as the tablet's browser does, and
// goes on for LEAST seconds. A tap is its form and the page that says so. Prints
// "taps median 99th worst", in ms.
import { Agent, request } from 'node:http'

const [host, code, times, least] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let cookie = ''

function ask(method, path, fields) {
  const body = fields ? new URLSearchParams(fields).toString() : ''
  const headers = { Cookie: cookie, Origin: `http://${host}` }
  if (fields) Object.assign(headers, { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) })
  return new Promise((done, fail) => {
    const rq = request(`http://${host}${path}`, { method, agent, headers }, (rs) => {
      const parts = []
      for (const line of rs.headers['set-cookie'] ?? []) cookie = keep(cookie, line.split(';')[0])
      rs.on('data', (d) => parts.push(d))
      rs.on('end', () => done({ status: rs.statusCode, to: rs.headers.location, html: Buffer.concat(parts).toString() }))
    })
    rq.on('error', fail)
    rq.end(body)
  })
}

function keep(all, one) {
  const name = one.split('=')[0]
  return [...all.split('; ').filter((c) => c && !c.startsWith(`${name}=`)), one].join('; ')
}

const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
const inputs = (html) => [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => tag)

// What a browser would send of a form, with the first button of each row pressed.
function filled(html) {
  const fields = {}
  for (const tag of inputs(html)) {
    const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type')]
    if (!name || (type === 'radio' && name in fields && !/ checked/.test(tag))) continue
    fields[name] = attribute(tag, 'value')
  }
  return fields
}

const took = []
async function tap(path, fields) {
  const begin = process.hrtime.bigint()
  const sent = await ask('POST', path, fields)
  if (sent.status !== 303 || !/\/station\/done\//.test(sent.to ?? '')) throw new Error(`${path}: ${sent.status} ${sent.html}`)
  const said = await ask('GET', sent.to.replace(/^http:\/\/[^/]*/, ''))
  if (said.status !== 200) throw new Error(`${sent.to}: ${said.status}`)
  took.push(Number(process.hrtime.bigint() - begin) / 1e6)
}

const claim = await ask('GET', '/station')
await ask('POST', '/station', { ...filled(claim.html), code })
const rows = (await ask('GET', '/station/in')).html.match(/\/station\/in\?row=[^"]*/g) ?? []
const names = []
for (const row of rows) names.push(...((await ask('GET', row)).html.match(/\/station\/in\/[^"?]+/g) ?? []).filter((n) => !n.endsWith('/guest')))
if (names.length === 0) throw new Error('nobody stands on the station\'s list')

const begin = process.hrtime.bigint()
for (let i = 0; i < Number(times) || Number(process.hrtime.bigint() - begin) / 1e9 < Number(least); i++) {
  const name = names[i % names.length]
  await tap(name, filled((await ask('GET', name)).html))
  const out = (await ask('GET', '/station/out')).html
  const form = /<form method="post" action="(\/station\/out\/[^"]*)">.*?<\/form>/.exec(out)
  await tap(form[1], filled(form[0]))
}
agent.destroy()
took.sort((a, b) => a - b)
const at = (part) => took[Math.min(took.length - 1, Math.floor(took.length * part))].toFixed(1)
console.log(took.length, at(0.5), at(0.99), at(1))
