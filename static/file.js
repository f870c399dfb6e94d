/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A form sends its files without this. With it, each goes as soon as it is chosen, and one sees how far it is. */
(function () {
	'use strict'

	function status(input, text) { document.getElementById(input.id + '-now').textContent = text }

	function fail(input, text) {
		input.value = ''
		input.setAttribute('aria-invalid', 'true')
		status(input, text)
	}

	function busy(form, is) {
		form.dataset.sending = String(Math.max(0, Number(form.dataset.sending || 0) + (is ? 1 : -1)))
	}

	function bar(input) {
		var b = document.createElement('progress')
		b.max = 1
		b.value = 0
		b.setAttribute('aria-label', input.dataset.going)
		input.insertAdjacentElement('afterend', b)
		return b
	}

	function send(input) {
		var form = input.form, file = input.files[0], data = new FormData(), request = new XMLHttpRequest(), b
		if (!file) return
		if (file.size > Number(input.dataset.max)) { fail(input, input.dataset.large); return }
		b = bar(input)
		status(input, input.dataset.going + ': ' + file.name)
		input.removeAttribute('aria-invalid')
		busy(form, true)
		data.append('csrf', form.elements.csrf.value)
		data.append('f.file.file', file)
		request.upload.addEventListener('progress', function (e) { if (e.lengthComputable) b.value = e.loaded / e.total })
		request.addEventListener('loadend', function () {
			var answer = {}
			b.remove()
			busy(form, false)
			try { answer = JSON.parse(request.responseText) } catch (e) { /* cut off, or no answer of ours */ }
			if (!answer.value) { fail(input, answer.why || input.dataset.failed); return }
			form.elements[input.name.replace(/\.file$/, '')].value = answer.value
			input.value = '' /* it has gone: the form takes its number with it */
			status(input, answer.file)
		})
		request.open('POST', '/upload')
		request.send(data)
	}

	document.addEventListener('change', function (e) {
		if (e.target.matches && e.target.matches('input[type=file][data-max]')) send(e.target)
	})
	document.addEventListener('submit', function (e) {
		if (Number(e.target.dataset.sending || 0) === 0) return
		e.preventDefault()
		e.target.querySelectorAll('input[type=file][data-max]').forEach(function (i) { if (i.files.length) status(i, i.dataset.wait) })
	})
})()
