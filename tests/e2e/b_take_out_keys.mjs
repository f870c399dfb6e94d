// SPDX-License-Identifier: AGPL-3.0-or-later
import { Keyboard, takeOut } from './take_out.mjs'

export const name = 'take-out with the keyboard alone'

export default async function (t) {
  await takeOut(t, Keyboard)
}
