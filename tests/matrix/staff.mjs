// SPDX-License-Identifier: AGPL-3.0-or-later
// A staff list made of the policy: for every kind of post that carries a role somebody who holds it where the
// matter is (`here`), and where the role is one of a section somebody who holds it elsewhere (`there`); what is
// held once in the town sits at a third desk, so that it is nobody's neighbour. And who holds which role.
export const HERE = 'here'
export const THERE = 'there'

const SECTIONS = { here: 'above-here', there: 'above-there', desk: '', 'above-here': '', 'above-there': '' }

const carries = (held) => held.replace('+below', '').split(',').map((h) => h.split('@'))

// [{ id, login, section, post, title }], one row each
export function staffOf(policy) {
  const people = []
  const add = (section, post, word = '') => {
    const n = String(people.length + 1)
    people.push({ id: n.padStart(4, '0'), login: `${post.id}-${section}${word}`, section, post: post.id, title: post.titles?.[0] ?? '主事' })
  }
  const held = policy.roles.map((role) => ({ role, held: policy.heldBy[role] }))
  const named = [...new Set(held.flatMap(({ held: h }) => carries(h)).map((c) => c[1]).filter(Boolean))]
  for (const s of named) SECTIONS[s] = ''
  for (const post of policy.posts.filter((p) => !p.otherwise)) {
    const by = held.filter(({ held: h }) => carries(h).some((c) => c[0] === post.id))
    const inSection = by.filter(({ role }) => !policy.town.has(role))
    if (inSection.some(({ held: h }) => h.includes('+below'))) ['above-here', 'above-there'].forEach((s) => add(s, post))
    else if (inSection.length) [HERE, THERE, ...named].forEach((s) => add(s, post))
    else if (by.length) add('desk', post)
  }
  const clerk = policy.posts.find((p) => p.otherwise)
  for (const s of [HERE, THERE, 'desk', ...named]) add(s, clerk)
  add(HERE, clerk, '-2')
  return people
}

// Two more, who try nothing: with the later list one has moved and one has left.
const others = (later) => [
  { id: '9001', login: 'mover', section: later ? THERE : 'desk', title: '主事' },
  ...(later ? [] : [{ id: '9002', login: 'leaver', section: 'desk', title: '主事' }]),
  ...(later ? [{ id: '9003', login: 'comer', section: 'desk', title: '主事' }] : []),
]

export function staffCsv(people, later = false) {
  const rows = [...people, ...others(later)].map((p) => [p.id, `試験 第${p.id}`, '', p.login, p.section, `${p.section}課`, `太${p.section}`,
    SECTIONS[p.section], p.title, ''])
  for (const s of Object.keys(SECTIONS)) // a section above may have nobody
    if (!people.some((p) => p.section === s)) rows.push(['', '', '', '', s, `${s}課`, `太${s}`, '', '課長', ''])
  return ['職員番号,氏名,フリガナ,ログイン名,所属コード,所属名,所属記号,上位所属コード,職名,兼務,発令日', ...rows.map((r) => [...r, later ? '' : '2026-04-01'].join(','))].join('\n') + '\n'
}

// Does this person hold the role: for this section, or (no section) anywhere?
export function holds(policy, person, role, section) {
  const held = policy.heldBy[role]
  const near = policy.town.has(role) || section === undefined || person.section === section ||
    (held.includes('+below') && SECTIONS[section] === person.section)
  if (!near) return false
  if (held === 'everyone') return true
  return carries(held).some(([post, at]) => (post === 'all' || post === person.post) && (!at || at === person.section))
}
