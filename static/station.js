/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A station works without this. With it, a page goes back only when nobody touches it, and a card reader is heard. */
(function () {
	'use strict'
	var body = document.body, seconds = Number(body.dataset.back), timer
	var card = document.getElementById('card')

	function home() { location.replace('/station') }
	function wait() {
		clearTimeout(timer)
		if (seconds) timer = setTimeout(home, seconds * 1000)
	}
	if (seconds && !document.querySelector('meta[http-equiv="refresh"]'))
		['pointerdown', 'keydown', 'input', 'scroll'].forEach(function (e) { addEventListener(e, wait, { passive: true }) })
	wait()

	/* A reader types wherever the cursor is: at the start that is the card's field. */
	if (card) {
		addEventListener('keydown', function (e) {
			if (document.activeElement !== card && e.key.length === 1 && !e.ctrlKey && !e.altKey && !e.metaKey) card.focus()
		})
		document.body.addEventListener('htmx:afterSwap', function () { if (document.activeElement === body) card.focus() })
	}

	/* One touch is one record: a button that was sent says so and waits. */
	addEventListener('submit', function (e) {
		if (e.target.dataset.sent) { e.preventDefault(); return }
		e.target.dataset.sent = '1'
		body.classList.add('sending')
	})
	addEventListener('pageshow', function (e) { if (e.persisted) location.reload() })
})()
