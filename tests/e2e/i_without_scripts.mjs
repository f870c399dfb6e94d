// SPDX-License-Identifier: AGPL-3.0-or-later
import { Mouse, takeOut } from './take_out.mjs'

export const name = 'take-out without scripts'

export default async function (t) {
  await takeOut(t, Mouse, { javaScriptEnabled: false })
}
