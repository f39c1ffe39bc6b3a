// Small conveniences. Every page works without this file.
(function () {
  'use strict'

  var left = false

  // The leave button. Replacing the page, rather than following a link, keeps it
  // out of the reach of the Back button; it is blanked first, because the answer
  // may take a while on a slow line. It never asks: what was typed is lost, and the
  // server forgets what it kept of it.
  function leave (href) {
    var form = typed || document.querySelector('form[data-keep]')
    if (form && !left) href += '?once=' + encodeURIComponent(form.elements.once.value)
    left = true
    done()
    document.documentElement.classList.add('l-gone')
    document.title = '\u00a0'
    window.location.replace(href)
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest('.govuk-js-exit-this-page-button, [data-leave]')
    if (!link || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    leave(link.href)
  })

  // From a page with the leave button, and to one, a link takes the place of the page
  // it is on, so that Back leads to none of them.
  document.addEventListener('click', function (event) {
    var link = event.target.closest('.l-body--leave a[href], a[data-replace]')
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return
    if (link.origin !== window.location.origin || link.hash && link.pathname === window.location.pathname) return
    event.preventDefault()
    window.location.replace(link.href)
  })

  // Three times Shift, for keyboards.
  var presses = 0
  var timer
  document.addEventListener('keyup', function (event) {
    var button = document.querySelector('.govuk-js-exit-this-page-button')
    if (!button) return
    clearTimeout(timer)
    presses = event.key === 'Shift' ? presses + 1 : 0
    timer = setTimeout(function () { presses = 0 }, 3000)
    if (presses === 3) leave(button.href)
  })

  // A browser that shows the page again from memory must not show it.
  window.addEventListener('pageshow', function (event) {
    if (!left) return
    if (event.persisted) leave(document.querySelector('.govuk-js-exit-this-page-button, [data-leave]').href)
  })

  // What was pressed twice is sent once. The server knows it by the key of the form;
  // here it only spares the second answer.
  document.addEventListener('submit', function (event) {
    var form = event.target
    if ('passkey' in form.dataset && !form.elements.answer.value) {
      event.preventDefault()
      askPasskey(form)
      return
    }
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) {
      event.preventDefault()
      return
    }
    if (form !== typed && !mayGo()) {
      event.preventDefault()
      return
    }
    done()
    form.dataset.sent = String(Date.now())
  })

  // Passkeys: the device answers a challenge, and the form takes the answer to the server.
  function bytes (text) {
    return Uint8Array.from(window.atob(text.replace(/-/g, '+').replace(/_/g, '/')), function (c) { return c.charCodeAt(0) })
  }

  function base64 (buffer) {
    return window.btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
  }

  function askPasskey (form) {
    var from = form.dataset.passkey
    var failed = form.querySelector('[data-failed]')
    failed.hidden = true
    var asked = from ? window.fetch(from).then(function (answer) { return answer.json() })
      : Promise.resolve({ options: JSON.parse(form.dataset.options), box: form.elements.box.value })
    asked.then(function (challenge) {
      var options = challenge.options
      form.elements.box.value = challenge.box
      options.challenge = bytes(options.challenge)
      if (options.user) options.user.id = bytes(options.user.id)
      if (options.excludeCredentials) options.excludeCredentials.forEach(function (key) { key.id = bytes(key.id) })
      return options.user ? navigator.credentials.create({ publicKey: options }) : navigator.credentials.get({ publicKey: options })
    }).then(function (key) {
      var answer = { id: key.id, rawId: base64(key.rawId), type: key.type, clientExtensionResults: {}, response: {} }
      ;['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (part) {
        if (key.response[part]) answer.response[part] = base64(key.response[part])
      })
      form.elements.answer.value = JSON.stringify(answer)
      form.requestSubmit()
    }).catch(function () { failed.hidden = false })
  }

  document.querySelectorAll('form[data-passkey]').forEach(function (form) {
    if (!window.PublicKeyCredential || window.location.hostname !== form.dataset.host) return
    form.hidden = false
    document.querySelectorAll('[data-without-passkeys]').forEach(function (text) { text.hidden = true })
  })

  // What is typed and not sent. Whoever leaves it is asked first, and where the form
  // allows it the server keeps a sealed draft.
  var typed = null
  var keeping = null
  var question = document.body.dataset.unsent

  function done () {
    typed = null
    clearTimeout(keeping)
    keeping = null
  }

  function mayGo () {
    if (!typed || left || !question) return true
    if (!window.confirm(question)) return false
    keep()
    done()
    return true
  }

  function keep () {
    clearTimeout(keeping)
    keeping = null
    if (!typed || left || !typed.hasAttribute('data-keep')) return
    var body = new URLSearchParams()
    new FormData(typed).forEach(function (value, name) {
      if (typeof value === 'string') body.append(name, value)
    })
    body.append('draft-path', typed.getAttribute('action'))
    // A request that outlives its page must be small.
    var options = { method: 'POST', body: body, redirect: 'manual', keepalive: String(body).length < 60000 }
    window.fetch('/drafts/keep', options).catch(function () {})
  }

  function typing (form) {
    if (!form || form.method !== 'post' || !form.elements.once) return
    typed = form
    if (!keeping) keeping = setTimeout(keep, 5000)
  }

  document.addEventListener('input', function (event) { typing(event.target.form) })
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden' && keeping) keep()
  })
  window.addEventListener('beforeunload', function (event) {
    if (typed && !left) event.preventDefault()
  })

  // Not every browser asks by itself when a link is followed.
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href]')
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return
    if (link.href.split('#')[0] === window.location.href.split('#')[0] && link.hash) return
    if (!mayGo()) event.preventDefault()
  })

  // Links that are buttons answer to the space bar.
  document.addEventListener('keydown', function (event) {
    if (event.key === ' ' && event.target.matches('a[role="button"]')) {
      event.preventDefault()
      event.target.click()
    }
  })

  // The summary of what has to be mended takes the focus, and its links give it to
  // the control, with the question in sight.
  var summary = document.querySelector('[data-module="govuk-error-summary"]')
  if (summary) {
    var wrong = document.querySelector('main .govuk-form-group--error')
    typing(wrong && wrong.closest('form'))
    summary.tabIndex = -1
    summary.focus()
    summary.addEventListener('click', function (event) {
      var link = event.target.closest('a[href^="#"]')
      var control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))
      if (!control) return
      event.preventDefault()
      var question = control.closest('fieldset') || document.querySelector('label[for="' + CSS.escape(control.id) + '"]') || control
      question.scrollIntoView()
      control.focus({ preventScroll: true })
    })
  }

  // A choice such as "none of these" takes back the others.
  document.addEventListener('change', function (event) {
    var box = event.target
    if (box.type !== 'checkbox' || !box.checked) return
    var alone = box.dataset.behaviour === 'exclusive'
    document.getElementsByName(box.name).forEach(function (other) {
      if (other !== box && (alone || other.dataset.behaviour === 'exclusive')) other.checked = false
    })
  })

  // Menus close when the reader turns to something else.
  document.addEventListener('click', function (event) {
    document.querySelectorAll('details.l-menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false
    })
  })
  document.addEventListener('keydown', function (event) {
    var menu = event.key === 'Escape' && event.target.closest('details.l-menu[open]')
    if (!menu) return
    menu.open = false
    menu.querySelector('summary').focus()
  })

  // Masked answers close again after a minute.
  document.addEventListener('toggle', function (event) {
    if (!event.target.matches('details.l-mask[open]')) return
    setTimeout(function () { event.target.open = false }, 60000)
  }, true)

  // Printing is offered only where there is a script to do it.
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () { window.print() })
  })
})()
