// Small conveniences. Every page works without this file.
(function () {
  'use strict'

  var left = false

  // The leave button. Replacing the page, rather than following a link, keeps it
  // out of the reach of the Back button; it is blanked first, because the answer
  // may take a while on a slow line.
  function leave (href) {
    left = true
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

  // What was pressed twice is sent once.
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) {
      event.preventDefault()
      return
    }
    form.dataset.sent = String(Date.now())
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

  // Buttons that open and close what they control, such as the menu on a phone.
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-toggle]')
    if (!button) return
    var open = button.getAttribute('aria-expanded') !== 'true'
    button.setAttribute('aria-expanded', String(open))
  })

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
