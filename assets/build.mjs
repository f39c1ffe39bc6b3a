// Fills internal/page/static/built with what the pages need: the style sheet, a
// small one for people without an account, one script, the marks, and the fonts of the region's scripts.
// Each file that shrinks has a compressed twin, so that nothing is compressed
// while serving.
import { readFileSync, writeFileSync, readdirSync, rmSync, mkdirSync } from 'node:fs'
import { join, dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '..', 'internal', 'page', 'static', 'built')

// The Noto family of each language whose script not every device has. Local
// copies come first except for Burmese: phones with a Zawgyi font show Unicode
// text as rubbish.
const fonts = {
  km: { family: 'Noto Sans Khmer', pack: 'noto-sans-khmer', subset: 'khmer', local: ['Noto Sans Khmer', 'NotoSansKhmer-Regular'] },
  lo: { family: 'Noto Sans Lao Looped', pack: 'noto-sans-lao-looped', subset: 'lao', local: ['Noto Sans Lao Looped'] },
  my: { family: 'Noto Sans Myanmar', pack: 'noto-sans-myanmar', subset: 'myanmar', local: [] },
  ta: { family: 'Noto Sans Tamil', pack: 'noto-sans-tamil', subset: 'tamil', local: ['Noto Sans Tamil', 'NotoSansTamil-Regular'] },
  th: { family: 'Noto Sans Thai Looped', pack: 'noto-sans-thai-looped', subset: 'thai', local: ['Noto Sans Thai Looped'] }
}

function write (name, body) {
  body = Buffer.from(body)
  writeFileSync(join(out, name), body)
  if (extname(name) === '.woff2') return
  const small = gzipSync(body, { level: 9 })
  if (small.length < body.length * 0.9) writeFileSync(join(out, name + '.gz'), small)
}

function clean () {
  mkdirSync(out, { recursive: true })
  for (const name of readdirSync(out)) {
    if (name !== 'placeholder.txt') rmSync(join(out, name))
  }
}

// A name in another script is read on every page, so the sheet names all fonts; a
// browser fetches one only when a letter of its range is shown.
function sheet () {
  const faced = Object.values(fonts).map(faces).join('')
  const css = compile('lindung.scss') + faced
  for (const bad of ['GDS Transport', 'govuk-crest', 'data:']) {
    if (css.includes(bad)) throw new Error(`the style sheet holds ${bad}`)
  }
  write('lindung.css', css)
  write('own.css', compile('own.scss') + faced)
}

function compile (name) {
  return sass.compile(join(here, name), { style: 'compressed', loadPaths: [join(here, 'node_modules')], quietDeps: true }).css
}

function faces ({ family, pack, subset, local }) {
  const folder = join(here, 'node_modules', '@fontsource', pack)
  const range = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8'))[subset]
  let css = ''
  for (const weight of [400, 700]) {
    const file = `${pack}-${subset}-${weight}-normal.woff2`
    write(file, readFileSync(join(folder, 'files', file)))
    const names = weight === 400 ? local.map(n => `local("${n}"),`).join('') : local.slice(0, 1).map(n => `local("${n} Bold"),`).join('')
    css += `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;` +
      `src:${names}url(${file}) format("woff2");${range ? `unicode-range:${range};` : ''}}\n`
  }
  return css
}

clean()
sheet()
for (const name of ['app.js', 'mark.svg', 'plain.svg', 'roof.svg']) write(name, readFileSync(join(here, name)))

const size = name => gzipSync(readFileSync(join(out, name)), { level: 9 }).length
console.log(`assets: lindung.css ${size('lindung.css')} B, own.css ${size('own.css')} B, app.js ${size('app.js')} B compressed, ${readdirSync(out).length - 1} files`)
